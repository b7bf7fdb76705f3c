import {
  type CreateOutcome,
  type LookupOutcomes,
  type OperationId,
  ProviderError,
  ProviderFailure,
  type RemoteTicket,
  type TicketLookup,
} from '../contract/index.js';
import type { JiraApi } from './jira.api.js';
import { type CreationContext, type PreparationContext, prepare } from './jira.preparation.js';

/**
 * Data Center puts a ticket below its epic by a second call where the create screen has no field for that. The call does
 * no harm twice; a ticket that waits for it counts as uncertain, so that it is looked for, found and completed.
 */

interface EpicChild {
  readonly operationId: OperationId;
  readonly ticket: RemoteTicket;
  readonly epic: string | null;
}

/** What becomes of these once they have been put below their epics, where that fails for now. */
export async function placeCreated(
  { api, sendBefore }: Pick<CreationContext, 'api' | 'sendBefore'>,
  created: readonly EpicChild[],
): Promise<readonly CreateOutcome[]> {
  const outcomes: CreateOutcome[] = [];
  for (const [epic, ofEpic] of byEpic(created)) {
    const error = sendBefore.hasPassed ? timeoutError() : await addToEpic(api, epic, ofEpic);
    if (error) outcomes.push(...ofEpic.map(({ operationId }) => uncertain(operationId, error)));
  }
  return outcomes;
}

/** The same for what was found after a lost answer. @throws ProviderError where it may work later. */
export async function placeFound(
  context: PreparationContext,
  lookups: readonly TicketLookup[],
  outcomes: LookupOutcomes,
): Promise<void> {
  const found: EpicChild[] = [];
  for (const { operationId, draft } of lookups) {
    const outcome = outcomes.get(operationId);
    if (outcome?.kind !== 'found' || !draft?.parentKey) continue;
    // What cannot be prepared any more was prepared once: it is there, and no worse for it.
    const prepared = await prepare(context, draft).catch(() => null);
    found.push({ operationId, ticket: outcome.tickets[0], epic: prepared?.epic ?? null });
  }
  for (const [epic, ofEpic] of byEpic(found)) {
    const error = await addToEpic(context.api, epic, ofEpic);
    if (error) throw error;
  }
}

function byEpic(tickets: readonly EpicChild[]): ReadonlyMap<string, readonly EpicChild[]> {
  const groups = Map.groupBy(tickets, ({ epic }) => epic ?? '');
  groups.delete('');
  return groups;
}

/** @returns why it may work later; null where it worked, or never will: the ticket is there all the same. */
async function addToEpic(
  api: JiraApi,
  epic: string,
  tickets: readonly EpicChild[],
): Promise<ProviderError | null> {
  try {
    const ids = tickets.map(({ ticket }) => ticket.remoteId);
    await api.addToEpic(epic, ids);
    return null;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return error.retryable || error.failure === ProviderFailure.UNAUTHENTICATED ? error : null;
  }
}

function uncertain(operationId: OperationId, cause: ProviderError): CreateOutcome {
  const words = `The ticket is there, but not yet below its epic. ${cause.message}`;
  const { failure, retryAfterSeconds, status } = cause;
  const details = { retryAfterSeconds, status, tookEffect: 'unknown', cause } as const;
  return { kind: 'uncertain', operationId, error: new ProviderError(failure, words, details) };
}

function timeoutError(): ProviderError {
  return new ProviderError(ProviderFailure.UNAVAILABLE, 'Jira was too slow for it this time.');
}

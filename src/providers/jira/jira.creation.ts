import {
  type CreateOutcome,
  outcomeOfError,
  ProviderError,
  ProviderFailure,
  type TicketDraft,
} from '../contract/index.js';
import { BULK_CREATE_MAX, type JiraApi } from './jira.api.js';
import { type BulkResult, bulkResults } from './jira.bulk.rules.js';
import { placeCreated } from './jira.epics.js';
import { operationIdOf } from './jira.lookup.rules.js';
import { ticketOf } from './jira.mapping.js';
import { type CreationContext, keyOf, prepare, type PreparedDraft } from './jira.preparation.js';

/** Outcomes by operation id; a draft's last word wins. */
type Outcomes = Map<string, CreateOutcome>;

/** One bulk call for up to 50 drafts; what is wrong with a draft before that is said without sending it. */
export async function createTickets(
  context: CreationContext,
  drafts: readonly TicketDraft[],
): Promise<readonly CreateOutcome[]> {
  const outcomes: Outcomes = new Map();
  const cachedKeys = new Set(drafts.map(keyOf).filter((key) => context.meta.has(key)));
  const prepared: PreparedDraft[] = [];
  for (const draft of drafts) {
    const preparedOrOutcome = await prepareOrReject(context, draft, cachedKeys);
    if ('kind' in preparedOrOutcome) outcomes.set(draft.operationId, preparedOrOutcome);
    else prepared.push(preparedOrOutcome);
  }
  await sendAll(context, prepared, outcomes);
  const refused = prepared.filter(({ operationId }) => outcomes.get(operationId)?.kind === 'rejected');
  await resendChanged(
    context,
    refused.filter((one) => cachedKeys.has(one.projectKey)),
    outcomes,
  );
  return drafts.map(({ operationId }) => outcomes.get(operationId) ?? uncertain(operationId));
}

/** What is remembered of a project refuses nothing: it is read anew first. */
async function prepareOrReject(context: CreationContext, draft: TicketDraft, cachedKeys: Set<string>) {
  const first = await prepare(context, draft).catch((error: unknown) =>
    outcomeOfError(draft.operationId, asProviderError(error)),
  );
  if (!('kind' in first) || !cachedKeys.delete(keyOf(draft))) return first;
  context.meta.invalidate(keyOf(draft));
  return prepare(context, draft).catch((error: unknown) =>
    outcomeOfError(draft.operationId, asProviderError(error)),
  );
}

async function sendAll(
  context: CreationContext,
  prepared: readonly PreparedDraft[],
  outcomes: Outcomes,
): Promise<void> {
  for (let start = 0; start < prepared.length; start += BULK_CREATE_MAX) {
    const chunk = prepared.slice(start, start + BULK_CREATE_MAX);
    const sentOutcomes = await sendChunk(context, chunk);
    for (const outcome of [...sentOutcomes, ...(await placeUnderEpics(context, chunk, sentOutcomes))])
      outcomes.set(outcome.operationId, outcome);
  }
}

/** What is made, but not yet where it belongs. */
function placeUnderEpics(
  context: CreationContext,
  chunk: readonly PreparedDraft[],
  sentOutcomes: readonly CreateOutcome[],
) {
  const created = sentOutcomes.flatMap((outcome, index) =>
    outcome.kind === 'created' ? [{ ...outcome, epic: chunk[index]?.epic ?? null }] : [],
  );
  return placeCreated(context, created);
}

async function sendChunk(
  context: CreationContext,
  chunk: readonly PreparedDraft[],
): Promise<CreateOutcome[]> {
  if (context.sendBefore.hasPassed)
    return chunk.map(({ operationId }) => outcomeOfError(operationId, tooLate()));
  try {
    const answer = await context.api.createIssues(chunk.map(({ update }) => update));
    const results = bulkResults(chunk, answer);
    const ids = answer.issues.map(({ id }) => id);
    const byOperationId = results.some(({ kind }) => kind === 'unclear')
      ? await createdByOperationId(context.api, ids)
      : new Map<string, BulkResult>();
    return chunk.map(({ operationId }, index) =>
      outcomeOf(context, operationId, byOperationId.get(operationId) ?? results[index]),
    );
  } catch (error) {
    if (!(error instanceof ProviderError)) return chunk.map(({ operationId }) => uncertain(operationId));
    return chunk.map(({ operationId }) => outcomeOfError(operationId, error));
  }
}

function outcomeOf({ site }: CreationContext, operationId: string, result?: BulkResult): CreateOutcome {
  if (result?.kind === 'created')
    return { kind: 'created', operationId, ticket: ticketOf(site, result.issue) };
  if (result?.kind === 'refused') return outcomeOfError(operationId, result.error);
  return uncertain(operationId);
}

/** Which of the new issues carries which operation id, read from the issues themselves (strongly consistent). */
async function createdByOperationId(api: JiraApi, ids: readonly string[]): Promise<Map<string, BulkResult>> {
  if (ids.length === 0) return new Map();
  try {
    const { issues } = await api.issuesWithOperationId(ids);
    return new Map(issues.map((issue) => [operationIdOf(issue) ?? '', { kind: 'created', issue }]));
  } catch {
    // Not worth failing for: it stays uncertain and is looked for.
    return new Map();
  }
}

/**
 * Ids and screens from an earlier call may have been replaced in Jira meanwhile: once more, with what is read anew, and
 * only where that changes what is sent. Those drafts were refused, so there can be no twins.
 */
async function resendChanged(
  context: CreationContext,
  refused: readonly PreparedDraft[],
  outcomes: Outcomes,
): Promise<void> {
  for (const { projectKey: key } of refused) context.meta.invalidate(key);
  const changed: PreparedDraft[] = [];
  for (const previous of refused) {
    const current = await prepare(context, previous.draft).catch(() => previous);
    if (sentShapeOf(current) !== sentShapeOf(previous)) changed.push(current);
  }
  await sendAll(context, changed, outcomes);
}

function sentShapeOf({ update: { fields } }: PreparedDraft): string {
  return JSON.stringify([Object.keys(fields), fields.issuetype, fields.priority]);
}

function uncertain(operationId: string): CreateOutcome {
  const words = 'Jira did not say what became of this ticket.';
  return outcomeOfError(
    operationId,
    new ProviderError(ProviderFailure.UNEXPECTED, words, { tookEffect: 'unknown' }),
  );
}

function tooLate(): ProviderError {
  return new ProviderError(
    ProviderFailure.UNAVAILABLE,
    'Jira was too slow to begin with this ticket in time.',
  );
}

/** Only for what happens before anything is sent. */
function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const words = 'The ticket could not be prepared for Jira.';
  return new ProviderError(ProviderFailure.UNEXPECTED, words, { cause: error });
}

import {
  type CreateOutcome,
  outcomeOfError,
  ProviderError,
  ProviderFailure,
  type TicketDraft,
} from '../../../../src/providers/contract/index.js';
import { inParallel, type OperationDeadline } from '../../../../src/providers/http/index.js';
import type { CorkboardApi } from './corkboard.api.js';
import { newCard } from './corkboard.draft.js';
import { ticketOf } from './corkboard.mapping.js';

/** Corkboard makes one card per call. */
const CREATIONS_AT_ONCE = 4;

/** What holds for every call of this account, so that those that follow need not be made. */
const ACCOUNT_WIDE_FAILURES = [ProviderFailure.RATE_LIMITED, ProviderFailure.UNAUTHENTICATED];

/** @param sendBefore no call that creates begins after it. */
export async function createTickets(
  api: CorkboardApi,
  sendBefore: OperationDeadline,
  drafts: readonly TicketDraft[],
): Promise<readonly CreateOutcome[]> {
  let stopError: ProviderError | null = null;
  return inParallel(drafts, CREATIONS_AT_ONCE, async (draft) => {
    if (stopError) return outcomeOfError(draft.operationId, stopError);
    const outcome = await create(api, sendBefore, draft);
    if (outcome.kind !== 'created' && ACCOUNT_WIDE_FAILURES.includes(outcome.error.failure))
      stopError = outcome.error;
    return outcome;
  });
}

async function create(
  api: CorkboardApi,
  sendBefore: OperationDeadline,
  draft: TicketDraft,
): Promise<CreateOutcome> {
  const { operationId } = draft;
  try {
    const card = newCard(draft);
    if (sendBefore.hasPassed) throw new ProviderError(ProviderFailure.UNAVAILABLE, NOT_SENT_IN_TIME);
    return { kind: 'created', operationId, ticket: ticketOf(await api.createCard(card)) };
  } catch (error) {
    if (error instanceof ProviderError) return outcomeOfError(operationId, error);
    throw error;
  }
}

const NOT_SENT_IN_TIME = 'Corkboard was too slow to begin with this ticket in time.';

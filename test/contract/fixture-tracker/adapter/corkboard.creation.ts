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
const AT_ONCE = 4;

/** What holds for every call of this account, so that those that follow need not be made. */
const FOR_ALL = [ProviderFailure.RATE_LIMITED, ProviderFailure.UNAUTHENTICATED];

/** @param sendBefore no call that creates begins after it. */
export async function createTickets(
  api: CorkboardApi,
  sendBefore: OperationDeadline,
  drafts: readonly TicketDraft[],
): Promise<readonly CreateOutcome[]> {
  let stop: ProviderError | null = null;
  return inParallel(drafts, AT_ONCE, async (draft) => {
    if (stop) return outcomeOfError(draft.operationId, stop);
    const outcome = await create(api, sendBefore, draft);
    if (outcome.kind !== 'created' && FOR_ALL.includes(outcome.error.failure)) stop = outcome.error;
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
    if (sendBefore.hasPassed) throw new ProviderError(ProviderFailure.UNAVAILABLE, TOO_LATE);
    return { kind: 'created', operationId, ticket: ticketOf(await api.createCard(card)) };
  } catch (error) {
    if (error instanceof ProviderError) return outcomeOfError(operationId, error);
    throw error;
  }
}

const TOO_LATE = 'Corkboard was too slow to begin with this ticket in time.';

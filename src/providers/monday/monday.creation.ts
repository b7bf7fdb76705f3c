import {
  type CreateOutcome,
  type LeftOutLabel,
  outcomeOfError,
  ProviderError,
  ProviderFailure,
  fieldRejection,
  type TicketDraft,
} from '../contract/index.js';
import { inParallel, type OperationDeadline } from '../http/index.js';
import type { KeyedResult, MondayApi } from './monday.api.js';
import type { BoardLocks } from './monday.locks.js';
import type { BoardCache } from './monday.cache.js';
import type { Board } from './monday.columns.js';
import { convertCustomFields } from './monday.custom-fields.js';
import { isSubitem, notEditableError, parentViolation, type PreparedDraft, prepare } from './monday.draft.js';
import { creationKeys } from './monday.keys.js';
import { ticketOf, withoutColumns } from './monday.mapping.js';
import { findPeople } from './monday.people.js';
import type { MondayItemRef } from './monday.schemas.js';
import type { TagIdCache } from './monday.tags.js';
import { addDescription } from './monday.comments.js';

export interface CreationContext {
  readonly api: MondayApi;
  readonly boards: BoardCache;
  readonly tags: TagIdCache;
  readonly locks: BoardLocks;
  /** No call that creates begins after it. */
  readonly sendBefore: OperationDeadline;
}

/** How many boards are worked on at the same time. */
const BOARDS_AT_ONCE = 3;

/** One call for each, one after another on one board: monday.com has no bulk, and wants a board changed by one at a time. */
export async function createTickets(
  context: CreationContext,
  drafts: readonly TicketDraft[],
): Promise<readonly CreateOutcome[]> {
  const outcomes = new Map<string, CreateOutcome>();
  const byBoard = [...Map.groupBy(drafts, ({ projectKey }) => projectKey).values()];
  await inParallel(byBoard, BOARDS_AT_ONCE, async (ofBoard) => {
    let stopError: ProviderError | null = null;
    for (const draft of ofBoard) {
      const outcome: CreateOutcome = stopError
        ? outcomeOfError(draft.operationId, stopError)
        : await create(context, draft);
      outcomes.set(draft.operationId, outcome);
      if (outcome.kind === 'notCreated') stopError = outcome.error;
    }
  });
  return drafts.map(({ operationId }) => outcomes.get(operationId) ?? uncertain(operationId));
}

async function create(context: CreationContext, draft: TicketDraft): Promise<CreateOutcome> {
  const wasCached = context.boards.has(draft.projectKey);
  let readyDraft: ReadyDraft;
  try {
    readyDraft = await prepareOrReject(context, draft, wasCached);
  } catch (error) {
    return outcomeOfError(draft.operationId, asProviderError(error));
  }
  try {
    const send = () => sendWithKeys(context, draft, readyDraft, wasCached);
    return await context.locks.runExclusive(readyDraft.board.id, context.sendBefore, send);
  } catch (error) {
    if (error instanceof ProviderError) return outcomeOfError(draft.operationId, error);
    return uncertain(draft.operationId);
  }
}

interface ReadyDraft {
  readonly board: Board;
  readonly prepared: PreparedDraft;
  readonly leftOut: readonly LeftOutLabel[];
}

/** What is remembered of a board refuses nothing: it is read anew first. */
async function prepareOrReject(
  context: CreationContext,
  draft: TicketDraft,
  wasCached: boolean,
): Promise<ReadyDraft> {
  try {
    return await prepareOnBoard(context, draft);
  } catch (error) {
    if (!wasCached || !(error instanceof ProviderError) || error.retryable) throw error;
    await context.boards.invalidate(draft.projectKey);
    return prepareOnBoard(context, draft);
  }
}

async function prepareOnBoard(
  { api, boards, tags }: CreationContext,
  draft: TicketDraft,
): Promise<ReadyDraft> {
  const isSubitemDraft = isSubitem(draft);
  const board = await boards.board(api, draft.projectKey);
  if (!board.canEdit) throw notEditableError(board);
  const violation = isSubitemDraft ? await parentViolation(api, draft.parentKey, board) : null;
  if (violation !== null) throw fieldRejection('parent_item_id', violation);
  const target = isSubitemDraft ? ((await boards.subitemBoard(api, board)) ?? withoutColumns(board)) : board;
  // Whatever else is wrong is said before tags are made for it.
  const findUsers = (search: string) => findPeople(api, search);
  const fields = await convertCustomFields(draft.customFields, target, findUsers);
  prepare(draft, target, [], fields);
  const { ids, leftOut } = await tags.tagIds(api, draft, target);
  return { board, prepared: prepare(draft, target, ids, fields), leftOut };
}

/**
 * A refusal that monday.com tells from memory was the answer to an earlier try: whatever came after it lies under the
 * second key. One that is fresh, to what was remembered of a board, may no longer be meant.
 */
async function sendWithKeys(
  context: CreationContext,
  draft: TicketDraft,
  readyDraft: ReadyDraft,
  wasCached: boolean,
): Promise<CreateOutcome> {
  const [firstKey, secondKey] = creationKeys(draft);
  const first = await send(context, readyDraft, firstKey);
  if (!('error' in first) || first.error.tookEffect === 'unknown')
    return outcomeOf(context, draft, readyDraft, first);
  if (first.isReplayed)
    return outcomeOf(context, draft, readyDraft, await send(context, readyDraft, secondKey));
  if (wasCached && (await hasChanged(context, draft, readyDraft, first.error)))
    return outcomeOfError(draft.operationId, boardChangedError(readyDraft.board));
  return outcomeOf(context, draft, readyDraft, first);
}

function send(
  { api, sendBefore }: CreationContext,
  { prepared }: ReadyDraft,
  key: string,
): Promise<CreateResult> {
  if (sendBefore.hasPassed) throw tooLate();
  return api.createItem(prepared.item, key);
}

/** Whether the same draft reads otherwise by what the board has become. */
async function hasChanged(
  context: CreationContext,
  draft: TicketDraft,
  previous: ReadyDraft,
  { failure }: ProviderError,
): Promise<boolean> {
  if (![ProviderFailure.REJECTED, ProviderFailure.NOT_FOUND].includes(failure)) return false;
  await context.boards.invalidate(previous.board.id);
  const current = await prepareOnBoard(context, draft).catch(() => null);
  return current !== null && JSON.stringify(current.prepared) !== JSON.stringify(previous.prepared);
}

type CreateResult = KeyedResult<MondayItemRef>;

async function outcomeOf(
  { api, sendBefore }: CreationContext,
  { operationId }: TicketDraft,
  { board, prepared, leftOut }: ReadyDraft,
  answer: CreateResult,
): Promise<CreateOutcome> {
  if ('error' in answer) return refusedOutcome(operationId, answer.error, answer.isReplayed);
  const ticket = ticketOf(answer.value, board.url);
  const created: CreateOutcome = {
    ...{ kind: 'created', operationId, ticket },
    ...(leftOut.length > 0 && { leftOut }),
  };
  if (prepared.update === null) return created;
  // Where it can be found again, whoever looks for it completes it; else the ticket matters more than its text.
  const canCompleteLater = board.roles.marker !== null;
  try {
    if (canCompleteLater && sendBefore.hasPassed) throw tooLate();
    await addDescription(api, ticket.remoteId, prepared.update);
  } catch (error) {
    if (canCompleteLater && error instanceof ProviderError && isTransient(error))
      return incompleteOutcome(operationId, error);
  }
  return created;
}

/**
 * What the application itself refuses it would have told from memory, had it done so before: nothing was made under that
 * key. Limits and permissions are checked in front of the memory and say nothing of it.
 */
function refusedOutcome(operationId: string, error: ProviderError, isReplayed: boolean): CreateOutcome {
  const isApplicationError = [ProviderFailure.REJECTED, ProviderFailure.NOT_FOUND].includes(error.failure);
  const coversEarlierAttempts = isReplayed || isApplicationError;
  return { ...outcomeOfError(operationId, error), ...(coversEarlierAttempts && { coversEarlierAttempts }) };
}

function isTransient({ retryable, tookEffect }: ProviderError): boolean {
  return retryable || tookEffect === 'unknown';
}

function incompleteOutcome(operationId: string, cause: ProviderError): CreateOutcome {
  const { failure, retryAfterSeconds } = cause;
  const words = 'It was made in monday.com, but its description could not be added yet.';
  const details = { retryAfterSeconds, tookEffect: 'unknown', cause } as const;
  return { kind: 'uncertain', operationId, error: new ProviderError(failure, words, details) };
}

function uncertain(operationId: string): CreateOutcome {
  const words = 'What became of this ticket, monday.com did not say.';
  return outcomeOfError(
    operationId,
    new ProviderError(ProviderFailure.UNEXPECTED, words, { tookEffect: 'unknown' }),
  );
}

function boardChangedError({ name }: Board): ProviderError {
  const words = `The board ${name} was changed a moment ago. The ticket is tried again with what it is now.`;
  return new ProviderError(ProviderFailure.UNAVAILABLE, words);
}

function tooLate(): ProviderError {
  const words = 'The API of monday.com was too slow to begin with this ticket in time.';
  return new ProviderError(ProviderFailure.UNAVAILABLE, words);
}

/** Only for what happens before anything is sent. */
function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) {
    const { failure, message, fields, retryAfterSeconds, status } = error;
    return new ProviderError(failure, message, { fields, retryAfterSeconds, status, cause: error });
  }
  const words = 'The ticket could not be prepared for monday.com.';
  return new ProviderError(ProviderFailure.UNEXPECTED, words, { cause: error });
}

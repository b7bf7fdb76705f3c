import {
  type CreateOutcome,
  outcomeOfError,
  ProviderError,
  ProviderFailure,
  rejected,
  type TicketDraft,
} from '../contract/index.js';
import { inParallel, type OperationDeadline } from '../http/index.js';
import type { Keyed, MondayApi } from './monday.api.js';
import type { BoardTurns } from './monday.board-turns.js';
import type { BoardCache } from './monday.boards.js';
import type { Board } from './monday.columns.js';
import { isSubitem, notEditable, type Prepared, prepare } from './monday.draft.js';
import { creationKeys, idIn } from './monday.keys.js';
import { ticketOf, withoutColumns } from './monday.mapping.js';
import type { MondayItemRef } from './monday.schemas.js';
import type { TagIds } from './monday.tags.js';
import { describe } from './monday.updates.js';

export interface CreationContext {
  readonly api: MondayApi;
  readonly boards: BoardCache;
  readonly tags: TagIds;
  readonly turns: BoardTurns;
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
    let stop: ProviderError | null = null;
    for (const draft of ofBoard) {
      const outcome: CreateOutcome = stop
        ? outcomeOfError(draft.operationId, stop)
        : await create(context, draft);
      outcomes.set(draft.operationId, outcome);
      if (outcome.kind === 'notCreated') stop = outcome.error;
    }
  });
  return drafts.map(({ operationId }) => outcomes.get(operationId) ?? uncertain(operationId));
}

async function create(context: CreationContext, draft: TicketDraft): Promise<CreateOutcome> {
  const wasRemembered = context.boards.has(draft.projectKey);
  let ready: Ready;
  try {
    ready = await prepareOrRefuse(context, draft, wasRemembered);
  } catch (error) {
    return outcomeOfError(draft.operationId, asProviderError(error));
  }
  try {
    const send = () => sendUnderKeys(context, draft, ready, wasRemembered);
    return await context.turns.take(ready.board.id, context.sendBefore, send);
  } catch (error) {
    if (error instanceof ProviderError) return outcomeOfError(draft.operationId, error);
    return uncertain(draft.operationId);
  }
}

interface Ready {
  readonly board: Board;
  readonly prepared: Prepared;
}

/** What is remembered of a board refuses nothing: it is read anew first. */
async function prepareOrRefuse(
  context: CreationContext,
  draft: TicketDraft,
  wasRemembered: boolean,
): Promise<Ready> {
  try {
    return await getReady(context, draft);
  } catch (error) {
    if (!wasRemembered || !(error instanceof ProviderError) || error.retryable) throw error;
    context.boards.forget(draft.projectKey);
    return getReady(context, draft);
  }
}

async function getReady({ api, boards, tags }: CreationContext, draft: TicketDraft): Promise<Ready> {
  const isBelow = isSubitem(draft);
  const board = await boards.board(api, draft.projectKey);
  if (!board.canEdit) throw notEditable(board);
  if (isBelow) await checkParent(api, draft, board);
  const target = isBelow ? ((await boards.subitemBoard(api, board)) ?? withoutColumns(board)) : board;
  // Whatever else is wrong is said before tags are made for it.
  prepare(draft, target, []);
  const tagIds = await tags.of(api, draft.labels, target);
  return { board, prepared: prepare(draft, target, tagIds) };
}

/** Under an item of another board it would get that board's columns. */
async function checkParent(api: MondayApi, { parentKey }: TicketDraft, board: Board): Promise<void> {
  const id = parentKey === null ? null : idIn(parentKey);
  const parent = id && (await api.items([id])).find((item) => item.id === id && item.state !== 'deleted');
  if (!parent) throw rejected('parent_item_id', `There is no item ${parentKey} in monday.com.`);
  if (parent.board?.id !== board.id && parent.board?.id !== board.subitemBoardId)
    throw rejected('parent_item_id', `The item ${parentKey} is not on the board ${board.name}.`);
}

/**
 * A refusal that monday.com tells from memory was the answer to an earlier try: whatever came after it lies under the
 * second key. One that is fresh, to what was remembered of a board, may no longer be meant.
 */
async function sendUnderKeys(
  context: CreationContext,
  draft: TicketDraft,
  ready: Ready,
  wasRemembered: boolean,
): Promise<CreateOutcome> {
  const [firstKey, secondKey] = creationKeys(draft);
  const first = await send(context, ready, firstKey);
  if (!('error' in first) || first.error.tookEffect === 'unknown')
    return outcomeOf(context, draft, ready, first);
  if (first.isReplayed) return outcomeOf(context, draft, ready, await send(context, ready, secondKey));
  if (wasRemembered && (await hasChanged(context, draft, ready, first.error)))
    return outcomeOfError(draft.operationId, boardChanged(ready.board));
  return outcomeOf(context, draft, ready, first);
}

function send({ api, sendBefore }: CreationContext, { prepared }: Ready, key: string): Promise<Created> {
  if (sendBefore.hasPassed) throw tooLate();
  return api.createItem(prepared.item, key);
}

/** Whether the same draft reads otherwise by what the board has become. */
async function hasChanged(
  context: CreationContext,
  draft: TicketDraft,
  before: Ready,
  { failure }: ProviderError,
): Promise<boolean> {
  if (![ProviderFailure.REJECTED, ProviderFailure.NOT_FOUND].includes(failure)) return false;
  context.boards.forget(before.board.id);
  const now = await getReady(context, draft).catch(() => null);
  return now !== null && JSON.stringify(now.prepared) !== JSON.stringify(before.prepared);
}

type Created = Keyed<MondayItemRef>;

async function outcomeOf(
  { api, sendBefore }: CreationContext,
  { operationId }: TicketDraft,
  { board, prepared }: Ready,
  answer: Created,
): Promise<CreateOutcome> {
  if ('error' in answer) return refused(operationId, answer.error, answer.isReplayed);
  const ticket = ticketOf(answer.value, board.url);
  const created: CreateOutcome = { kind: 'created', operationId, ticket };
  if (prepared.update === null) return created;
  // Where it can be found again, whoever looks for it completes it; else the ticket matters more than its text.
  const canWait = board.roles.mark !== null;
  try {
    if (canWait && sendBefore.hasPassed) throw tooLate();
    await describe(api, ticket.remoteId, prepared.update);
  } catch (error) {
    if (canWait && error instanceof ProviderError && isPassing(error)) return incomplete(operationId, error);
  }
  return created;
}

/**
 * What the application itself refuses it would have told from memory, had it done so before: nothing was made under that
 * key. Limits and permissions are checked in front of the memory and say nothing of it.
 */
function refused(operationId: string, error: ProviderError, isReplayed: boolean): CreateOutcome {
  const isOfApplication = [ProviderFailure.REJECTED, ProviderFailure.NOT_FOUND].includes(error.failure);
  const speaksForAll = isReplayed || isOfApplication;
  return { ...outcomeOfError(operationId, error), ...(speaksForAll && { speaksForAll }) };
}

function isPassing({ retryable, tookEffect }: ProviderError): boolean {
  return retryable || tookEffect === 'unknown';
}

function incomplete(operationId: string, cause: ProviderError): CreateOutcome {
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

function boardChanged({ name }: Board): ProviderError {
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

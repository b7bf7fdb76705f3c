import type { TransitionOutcome, TransitionPlan, TransitionRequest } from '../contract/index.js';
import type { MondayApi } from './monday.api.js';
import type { BoardCache } from './monday.cache.js';
import { type Board, isSameName, isSettable } from './monday.columns.js';
import { FIRST_LABEL, namedLabels, NO_STATUS, statusNameOf } from './monday.mapping.js';
import { requireItemId, type BoardLock, unknownItemError } from './monday.comments.js';

/** One step always: monday.com has no workflow, any label can follow any other. */

interface Target {
  readonly boardId: string;
  readonly itemId: string;
  /** As it is now. */
  readonly from: string;
  /** As monday.com writes it; null: there is no such status. */
  readonly to: { readonly name: string; readonly index: number } | null;
  readonly columnId: string | null;
  readonly knownStatuses: readonly string[];
  /** Columns that were asked for and cannot be set. */
  readonly unknownFields: readonly string[];
}

export async function planTransition(
  api: MondayApi,
  boards: BoardCache,
  key: string,
  request: TransitionRequest,
): Promise<TransitionPlan> {
  const target = await targetOf(api, boards, key, request);
  const blocked = blockedOutcome(target, request);
  if (blocked) return blocked;
  const { from } = target;
  if (isSameName(from, request.status)) return { kind: 'there', status: from };
  return { kind: 'possible', from, via: [target.to?.name ?? request.status] };
}

export async function transition(
  api: MondayApi,
  boards: BoardCache,
  boardLock: BoardLock,
  key: string,
  request: TransitionRequest,
): Promise<TransitionOutcome> {
  const target = await targetOf(api, boards, key, request);
  const blocked = blockedOutcome(target, request);
  if (blocked) return blocked;
  const { boardId, itemId, columnId, to, from } = target;
  if (isSameName(from, request.status) || !to || !columnId) return { kind: 'done', status: from };
  const values = { ...request.fields, [columnId]: { index: to.index } };
  await boardLock(boardId, () => api.changeValues(boardId, itemId, values));
  return { kind: 'done', status: to.name };
}

/** What is remembered of the board may lack a label that was added since: read anew then. */
async function targetOf(
  api: MondayApi,
  boards: BoardCache,
  key: string,
  request: TransitionRequest,
): Promise<Target> {
  const itemId = requireItemId(key);
  const item = (await api.items([itemId])).find(({ id }) => id === itemId);
  if (!item?.board || item.state === 'deleted') throw unknownItemError(key);
  const wasCached = boards.has(item.board.id);
  let board = await boards.board(api, item.board.id);
  if (wasCached && !labelNamed(board, request.status)) {
    await boards.invalidate(board.id);
    board = await boards.board(api, board.id);
  }
  const { status } = board.roles;
  const value = item.column_values.find(({ id }) => id === status?.id) ?? null;
  const settable = board.columns.filter(isSettable).map(({ id }) => id);
  return {
    boardId: board.id,
    itemId,
    from: statusNameOf(value),
    to: labelNamed(board, request.status),
    columnId: status?.id ?? null,
    knownStatuses: status ? namedLabels(status).map(({ name }) => name.trim()) : [],
    unknownFields: Object.keys(request.fields ?? {}).filter((id) => !settable.includes(id)),
  };
}

function labelNamed({ roles: { status } }: Board, name: string): Target['to'] {
  if (!status) return null;
  const label = namedLabels(status).find((one) => isSameName(one.name, name));
  if (label) return { name: label.name.trim(), index: label.index };
  return isSameName(name, NO_STATUS) ? { name: NO_STATUS, index: FIRST_LABEL } : null;
}

function blockedOutcome(
  target: Target,
  { status }: TransitionRequest,
): (TransitionOutcome & { kind: 'blocked' }) | null {
  const { columnId, to, from, knownStatuses, unknownFields } = target;
  const possibleStatuses = knownStatuses.filter((name) => !isSameName(name, from));
  const blocked = { kind: 'blocked', status: from, possibleStatuses } as const;
  if (!columnId) return { ...blocked, reason: 'The board has no status column.', fields: [] };
  if (!to) return { ...blocked, reason: `The board has no status ${status}.`, fields: [] };
  if (unknownFields.length === 0) return null;
  const fields = unknownFields.map((path) => ({
    path,
    message: `The board has no column ${path} that can be set.`,
  }));
  return { ...blocked, reason: fields.map(({ message }) => message).join(' '), fields };
}

import type { TransitionOutcome, TransitionPlan, TransitionWish } from '../contract/index.js';
import type { MondayApi } from './monday.api.js';
import type { BoardCache } from './monday.boards.js';
import { type Board, isSame, isSettable } from './monday.columns.js';
import { FIRST_LABEL, namedLabels, NO_STATUS, statusNameOf } from './monday.mapping.js';
import { checked, type InTurn, unknownItem } from './monday.updates.js';

/** One step always: monday.com has no workflow, any label can follow any other. */

interface Target {
  readonly boardId: string;
  readonly itemId: string;
  /** As it is now. */
  readonly from: string;
  /** As monday.com writes it; null: there is no such status. */
  readonly to: { readonly name: string; readonly index: number } | null;
  readonly columnId: string | null;
  readonly known: readonly string[];
  /** Columns that were asked for and cannot be set. */
  readonly unknownFields: readonly string[];
}

export async function planTransition(
  api: MondayApi,
  boards: BoardCache,
  key: string,
  wish: TransitionWish,
): Promise<TransitionPlan> {
  const target = await targetOf(api, boards, key, wish);
  const blocked = whyBlocked(target, wish);
  if (blocked) return blocked;
  const { from } = target;
  if (isSame(from, wish.status)) return { kind: 'there', status: from };
  return { kind: 'possible', from, via: [target.to?.name ?? wish.status] };
}

export async function transition(
  api: MondayApi,
  boards: BoardCache,
  inTurn: InTurn,
  key: string,
  wish: TransitionWish,
): Promise<TransitionOutcome> {
  const target = await targetOf(api, boards, key, wish);
  const blocked = whyBlocked(target, wish);
  if (blocked) return blocked;
  const { boardId, itemId, columnId, to, from } = target;
  if (isSame(from, wish.status) || !to || !columnId) return { kind: 'done', status: from };
  const values = { ...wish.fields, [columnId]: { index: to.index } };
  await inTurn(boardId, () => api.changeValues(boardId, itemId, values));
  return { kind: 'done', status: to.name };
}

/** What is remembered of the board may lack a label that was added since: read anew then. */
async function targetOf(
  api: MondayApi,
  boards: BoardCache,
  key: string,
  wish: TransitionWish,
): Promise<Target> {
  const itemId = checked(key);
  const item = (await api.items([itemId])).find(({ id }) => id === itemId);
  if (!item?.board || item.state === 'deleted') throw unknownItem(key);
  const wasRemembered = boards.has(item.board.id);
  let board = await boards.board(api, item.board.id);
  if (wasRemembered && !labelNamed(board, wish.status)) {
    boards.forget(board.id);
    board = await boards.board(api, board.id);
  }
  const { status } = board.roles;
  const value = item.column_values.find(({ id }) => id === status?.id) ?? null;
  const settable = board.columns.filter(isSettable).map(({ id }) => id);
  return {
    boardId: board.id,
    itemId,
    from: statusNameOf(value),
    to: labelNamed(board, wish.status),
    columnId: status?.id ?? null,
    known: status ? namedLabels(status).map(({ name }) => name.trim()) : [],
    unknownFields: Object.keys(wish.fields ?? {}).filter((id) => !settable.includes(id)),
  };
}

function labelNamed({ roles: { status } }: Board, name: string): Target['to'] {
  if (!status) return null;
  const label = namedLabels(status).find((one) => isSame(one.name, name));
  if (label) return { name: label.name.trim(), index: label.index };
  return isSame(name, NO_STATUS) ? { name: NO_STATUS, index: FIRST_LABEL } : null;
}

function whyBlocked(
  target: Target,
  { status }: TransitionWish,
): (TransitionOutcome & { kind: 'blocked' }) | null {
  const { columnId, to, from, known, unknownFields } = target;
  const possibleStatuses = known.filter((name) => !isSame(name, from));
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

import {
  type CheckableDraftFields,
  type ConvertedFields,
  type FieldViolation,
  ProviderError,
  ProviderFailure,
  fieldRejection,
  rejection,
  type TicketDraft,
  violationsOf,
} from '../contract/index.js';
import type { MondayApi, NewItem } from './monday.api.js';
import { type Board, type Column, isSameName, isSettable } from './monday.columns.js';
import { idIn } from './monday.keys.js';
import { ITEM, namedLabels, SUBITEM } from './monday.mapping.js';

/** A long text column holds this many characters; what is longer becomes an update. */
const LONG_TEXT_MAX = 2_000;
const NAME_MAX = 255;

/** A draft as monday.com wants it. */
export interface PreparedDraft {
  readonly item: NewItem;
  /** Goes into an update: there is no column for it. */
  readonly update: string | null;
}

/** What monday.com takes on no board; part of the port. */
export function draftViolations({ labels, parentKey }: CheckableDraftFields): FieldViolation[] {
  const violations = labels.flatMap((label, index) =>
    label.trim() === '' ? [{ path: `labels.${index}`, message: 'A label needs a name.' }] : [],
  );
  if (parentKey === null || idIn(parentKey)) return violations;
  return [...violations, { path: 'parentKey', message: invalidItemMessage(parentKey) }];
}

/**
 * Whether it becomes a subitem: where a parent is given, and no type or that one.
 * @throws ProviderError REJECTED where type and parent do not go together.
 */
export function isSubitem({ issueType, parentKey }: Pick<TicketDraft, 'issueType' | 'parentKey'>): boolean {
  const type = issueType?.trim() || (parentKey === null ? ITEM : SUBITEM);
  if (isSameName(type, SUBITEM)) {
    if (parentKey === null)
      throw fieldRejection('parent_item_id', 'A subitem needs the item that it belongs to.');
    return true;
  }
  if (!isSameName(type, ITEM))
    throw fieldRejection(
      'issue_type',
      `There is no issue type ${type} in monday.com. There are: ${ITEM}, ${SUBITEM}.`,
    );
  if (parentKey !== null)
    throw fieldRejection(
      'parent_item_id',
      `An item stands alone. Choose the issue type ${SUBITEM}, or leave it out.`,
    );
  return false;
}

type AddViolation = (path: string, message: string) => undefined;

/**
 * @param board where it will live: of a subitem, the board of subitems.
 * @param tagIds of its labels, where labels are tags.
 * @throws ProviderError naming every field that cannot be sent as it is.
 */
export function prepare(
  draft: TicketDraft,
  board: Board,
  tagIds: readonly string[],
  customFields: ConvertedFields,
): PreparedDraft {
  const violations: FieldViolation[] = violationsOf(customFields);
  const addViolation: AddViolation = (path, message) => void violations.push({ path, message });
  const { roles } = board;
  const values: Record<string, unknown> = {};
  const set = (column: Column | null, value: unknown) => {
    if (column && value !== undefined) values[column.id] = value;
  };
  setCustomFields(customFields, board, values, addViolation);
  const update = updateOf(draft, board);
  if (update === null && draft.description.trim()) set(roles.description, { text: draft.description });
  set(roles.labels, labelsValue(draft, roles.labels, tagIds));
  if (draft.priority) set(roles.priority, priorityValue(draft.priority, roles.priority, addViolation));
  if (draft.assignee) set(roles.assignee, assigneeValue(draft.assignee, roles.assignee, addViolation));
  if (draft.dueDate) set(roles.dueDate, { date: draft.dueDate });
  set(roles.marker, draft.operationId);
  checkName(draft.title, addViolation);
  if (violations.length > 0) throw rejection(violations);
  return {
    item: {
      board: draft.projectKey,
      parent: draft.parentKey,
      name: draft.title,
      values,
      createsLabels:
        roles.labels?.type === 'dropdown' && draft.labels.some((label) => !hasLabel(roles.labels, label)),
    },
    update,
  };
}

/** The part of a draft that becomes an update of the item, as there is no column that could hold it; null: nothing. */
export function updateOf({ description }: Pick<TicketDraft, 'description'>, { roles }: Board): string | null {
  if (!description.trim()) return null;
  return roles.description && description.length <= LONG_TEXT_MAX ? null : description;
}

/** Columns by id, in monday.com's own form. */
function setCustomFields(
  { values: customFields }: ConvertedFields,
  { columns }: Board,
  values: Record<string, unknown>,
  addViolation: AddViolation,
): void {
  for (const [id, value] of Object.entries(customFields)) {
    const column = columns.find((one) => one.id === id);
    if (!column) addViolation(id, `The board has no column ${id}.`);
    else if (!isSettable(column))
      addViolation(id, `The column ${column.title} is filled by monday.com itself.`);
    else values[id] = value;
  }
}

function labelsValue({ labels }: TicketDraft, column: Column | null, tagIds: readonly string[]): unknown {
  if (!column || labels.length === 0) return undefined;
  if (column.type === 'tags') return { tag_ids: tagIds.map(Number) };
  return { labels: labels.map((label) => labelNameIn(column, label) ?? label) };
}

function hasLabel(column: Column | null, label: string): boolean {
  return column !== null && labelNameIn(column, label) !== null;
}

/** As the column writes it, which compares with case. */
function labelNameIn(column: Column, label: string): string | null {
  return namedLabels(column).find(({ name }) => isSameName(name, label))?.name ?? null;
}

function priorityValue(name: string, column: Column | null, addViolation: AddViolation): unknown {
  if (!column) return addViolation('priority', 'The board has no status column called Priority.');
  const label = namedLabels(column).find((one) => isSameName(one.name, name));
  if (label) return column.type === 'status' ? { index: label.index } : { labels: [label.name] };
  const known = namedLabels(column).map((one) => one.name);
  return addViolation('priority', `There is no priority ${name} here. There are: ${known.join(', ')}.`);
}

function assigneeValue(assignee: string, column: Column | null, addViolation: AddViolation): unknown {
  if (!column) return addViolation('assignee', 'The board has no people column.');
  const id = idIn(assignee);
  if (!id) return addViolation('assignee', `${assignee} is no id of a person in monday.com.`);
  return { personsAndTeams: [{ id: Number(id), kind: 'person' }] };
}

function checkName(title: string, addViolation: AddViolation): void {
  if (title.trim() === '') addViolation('item_name', 'A ticket needs a title.');
  if (title.length > NAME_MAX) addViolation('item_name', `A title has at most ${NAME_MAX} characters.`);
}

export function invalidItemMessage(key: string): string {
  return `${key} is no id of an item in monday.com.`;
}

/** Under an item of another board it would get that board's columns. Null: it may be the parent. */
export async function parentViolation(
  api: MondayApi,
  parentKey: string | null,
  board: Board,
): Promise<string | null> {
  const id = parentKey === null ? null : idIn(parentKey);
  const parent = id && (await api.items([id])).find((item) => item.id === id && item.state !== 'deleted');
  if (!parent) return `There is no item ${parentKey} in monday.com.`;
  const isHere = parent.board?.id === board.id || parent.board?.id === board.subitemBoardId;
  return isHere ? null : `The item ${parentKey} is not on the board ${board.name}.`;
}

/** monday.com would say so too, but only after the first call of several. */
export function notEditableError({ name }: Board): ProviderError {
  const words = `The connected account may only look at the board ${name}. Ask its owner for the permission to edit it.`;
  return new ProviderError(ProviderFailure.FORBIDDEN, words, {
    fields: [{ path: 'board_id', message: words }],
  });
}

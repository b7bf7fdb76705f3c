import {
  type RemoteIssueType,
  type RemoteProject,
  type RemoteStatus,
  type RemoteTicket,
  type TicketSnapshot,
  TicketStatusCategory,
  type UnsupportedField,
} from '../contract/index.js';
import {
  type Board,
  type Column,
  isSettable,
  type Label,
  MARKER_COLUMN_TITLE,
  statusColumn,
} from './monday.columns.js';
import type { MondayItem, MondayItemRef, MondayProject, StatusValue } from './monday.schemas.js';

/** monday.com's objects as the port's. */

/** The two kinds of tickets; monday.com has no others, and no names for them that people could change. */
export const ITEM = 'Item';
export const SUBITEM = 'Subitem';

/** What people see as an empty grey cell. */
export const NO_STATUS = 'No status';
/** The grey label that items begin with, with or without words. */
export const FIRST_LABEL = 5;

export function ticketOf({ id, url }: MondayItemRef, boardUrl: string | null): RemoteTicket {
  return { remoteId: id, key: id, url: url ?? `${boardUrl ?? 'https://monday.com'}/pulses/${id}` };
}

export function snapshotOf(item: MondayItem): TicketSnapshot {
  const value = statusColumn(item.column_values.map((one) => ({ ...one, title: one.column.title })));
  const statusId = value ? statusIdOf(value) : null;
  return { ...ticketOf(item, null), status: statusNameOf(value), statusId, category: categoryOfValue(value) };
}

/** As `statusesOf` numbers them; one without words has no id of its own. */
function statusIdOf({ index, label }: Pick<StatusValue, 'index' | 'label'>): string | null {
  return label?.trim() && index != null ? String(index) : null;
}

export function statusNameOf(value: Pick<StatusValue, 'label'> | null): string {
  return value?.label?.trim() || NO_STATUS;
}

/** Without a status column there is nothing to tell. */
function categoryOfValue(value: StatusValue | null): TicketStatusCategory {
  if (!value) return TicketStatusCategory.UNKNOWN;
  return categoryOf({
    index: value.index ?? FIRST_LABEL,
    name: value.label ?? '',
    isDone: value.is_done ?? false,
  });
}

/** monday.com knows done alone; what is grey or empty has not begun. Cancelled is a word like any other. */
export function categoryOf({ index, name, isDone }: Label): TicketStatusCategory {
  if (isDone) return TicketStatusCategory.DONE;
  const isFirst = index === FIRST_LABEL || name.trim() === '';
  return isFirst ? TicketStatusCategory.TODO : TicketStatusCategory.IN_PROGRESS;
}

export function projectOf({ id, name, url }: Pick<MondayProject, 'id' | 'name' | 'url'>): RemoteProject {
  return { remoteId: id, key: id, name, url: url ?? null };
}

/** Every ticket begins without a label, whatever labels there are. */
export function statusesOf({ roles: { status } }: Board): RemoteStatus[] {
  const none = { remoteId: String(FIRST_LABEL), name: NO_STATUS, category: TicketStatusCategory.TODO };
  if (!status) return [none];
  const named = namedLabels(status).map((label) => ({
    remoteId: String(label.index),
    name: label.name.trim(),
    category: categoryOf(label),
  }));
  return named.some(({ remoteId }) => remoteId === none.remoteId)
    ? [{ ...none, remoteId: 'none' }, ...named]
    : [none, ...named];
}

export function namedLabels({ labels }: Column): readonly Label[] {
  return labels.filter(({ name }) => name.trim() !== '');
}

/** @param subitems where subitems live, or will: null while there were none. */
export function issueTypesOf(board: Board, subitems: Board | null): RemoteIssueType[] {
  const subitemBoard = subitems ?? withoutColumns(board);
  return [
    {
      ...issueTypeOf(ITEM, board, [...unsupportedFields(board), { field: 'PARENT', isRefused: true }]),
      warnings: missingMarkerWarnings(`On the board ${board.name}`, board),
    },
    {
      ...issueTypeOf(SUBITEM, subitemBoard, unsupportedFields(subitemBoard)),
      isSubtask: true,
      warnings: missingMarkerWarnings(`Among the columns of the subitems of ${board.name}`, subitemBoard),
    },
  ];
}

function issueTypeOf(name: string, board: Board, unsupported: readonly UnsupportedField[]): RemoteIssueType {
  return {
    remoteId: name.toLowerCase(),
    name,
    isDefault: true,
    isSubtask: false,
    requiredFields: [],
    settableFields: board.columns.filter(isSettable).map(({ id }) => id),
    unsupportedFields: unsupported,
    priorities: prioritiesOf(board),
    statuses: statusesOf(board),
  };
}

/** See docs/exactly-once.md. */
function missingMarkerWarnings(where: string, { roles }: Board): readonly string[] {
  if (roles.marker) return [];
  return [
    `${where} there is no text column called ${MARKER_COLUMN_TITLE}. Without it, a ticket whose creation was not answered, and not cleared up within 25 minutes, cannot be recognised: a person has to look for it. Add such a column.`,
  ];
}

export function prioritiesOf({ roles: { priority } }: Board): string[] {
  return priority ? namedLabels(priority).map(({ name }) => name.trim()) : [];
}

/** What is asked for in so many words is refused without a column; what every ticket has is left out. */
function unsupportedFields({ roles }: Board): UnsupportedField[] {
  return [
    ...(roles.labels ? [] : [{ field: 'LABELS', isRefused: false } as const]),
    ...(roles.priority ? [] : [{ field: 'PRIORITY', isRefused: true } as const]),
    ...(roles.assignee ? [] : [{ field: 'ASSIGNEE', isRefused: true } as const]),
    ...(roles.dueDate ? [] : [{ field: 'DUE_DATE', isRefused: false } as const]),
  ];
}

/** The board of subitems that monday.com makes with the first of them has columns that nobody knows yet. */
export function withoutColumns(board: Board): Board {
  const roles = {
    marker: null,
    status: null,
    priority: null,
    description: null,
    labels: null,
    assignee: null,
    dueDate: null,
  };
  return { ...board, columns: [], roles };
}

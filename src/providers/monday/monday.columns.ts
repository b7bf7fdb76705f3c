import { settingsSchema, type RawBoard, type RawColumn } from './monday.schemas.js';

/** A label of a status or dropdown column. */
export interface Label {
  readonly index: number;
  /** Empty: the grey one without words. */
  readonly name: string;
  readonly isDone: boolean;
}

export interface Column {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  /** Of a status or dropdown; those that can be chosen. */
  readonly labels: readonly Label[];
}

/** Which column stands for which part of a ticket; null: the board has none for it. */
export interface ColumnRoles {
  /** The operation id, by which a ticket is recognised. */
  readonly marker: Column | null;
  readonly status: Column | null;
  readonly priority: Column | null;
  readonly description: Column | null;
  readonly labels: Column | null;
  readonly assignee: Column | null;
  readonly dueDate: Column | null;
}

/** A board, as far as making and moving tickets goes. */
export interface Board {
  readonly id: string;
  readonly name: string;
  readonly url: string | null;
  readonly isPrivate: boolean;
  readonly canEdit: boolean;
  /** Subitems live on the same board. */
  readonly isMultiLevel: boolean;
  /** Of a classic board: the hidden one of its subitems; null while there were none. */
  readonly subitemBoardId: string | null;
  readonly columns: readonly Column[];
  readonly roles: ColumnRoles;
}

/** The title of the text column that the operation id goes into. */
export const MARKER_COLUMN_TITLE = 'delivr';

/** Columns that monday.com fills by itself. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'auto_number',
  'button',
  'creation_log',
  'formula',
  'integration',
  'item_id',
  'last_updated',
  'mirror',
  'name',
  'progress',
  'subtasks',
]);

export function boardOf(raw: RawBoard): Board {
  const visible = raw.columns.filter(({ archived }) => !archived);
  const columns = visible.map(columnOf);
  const subtasks = visible.find(({ type }) => type === 'subtasks');
  return {
    id: raw.id,
    name: raw.name,
    url: raw.url ?? null,
    isPrivate: raw.board_kind === 'private',
    canEdit: raw.access_level !== 'view',
    isMultiLevel: raw.hierarchy_type === 'multi_level',
    subitemBoardId: (subtasks && settingsOf(subtasks)?.boardIds?.[0]) ?? null,
    columns,
    roles: rolesOf(columns),
  };
}

export function isSettable({ type }: Column): boolean {
  return !READ_ONLY.has(type);
}

/**
 * By type and title, compared without case: the table is the documentation. A column that people name otherwise keeps
 * its meaning where the type alone says it (status, people, dates, tags).
 */
function rolesOf(columns: readonly Column[]): ColumnRoles {
  const columnTitled = (type: string, ...titles: readonly string[]) =>
    titles
      .map((title) => columns.find((one) => one.type === type && isSameName(one.title, title)))
      .find((one) => one !== undefined) ?? null;
  const firstOfType = (type: string) => columns.find((one) => one.type === type) ?? null;
  return {
    marker: columnTitled('text', MARKER_COLUMN_TITLE),
    status: statusColumn(columns),
    priority: columnTitled('status', 'Priority') ?? columnTitled('dropdown', 'Priority'),
    description: columnTitled('long_text', 'Description'),
    labels: firstOfType('tags') ?? columnTitled('dropdown', 'Labels', 'Tags'),
    assignee: columnTitled('people', 'Assignee', 'Owner') ?? firstOfType('people'),
    dueDate: columnTitled('date', 'Due date', 'Due', 'Deadline') ?? firstOfType('date'),
  };
}

/** The status column titled Status, else the first that is not the priority; a ticket's status is its label there. */
export function statusColumn<T extends { readonly title: string; readonly type?: string }>(
  columns: readonly T[],
): T | null {
  const all = columns.filter(({ type = 'status' }) => type === 'status');
  return (
    all.find(({ title }) => isSameName(title, 'Status')) ??
    all.find(({ title }) => !isSameName(title, 'Priority')) ??
    null
  );
}

export function isSameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function columnOf(raw: RawColumn): Column {
  const { id, title, type } = raw;
  return { id, title, type, labels: type === 'status' || type === 'dropdown' ? labelsOf(raw) : [] };
}

function settingsOf({ settings }: RawColumn) {
  const parsed = settingsSchema.safeParse(settings ?? {});
  return parsed.success ? parsed.data : null;
}

/** Both of monday.com's ways to write them. */
function labelsOf(column: RawColumn): Label[] {
  const settings = settingsOf(column);
  const done = new Set(settings?.done_colors ?? []);
  const given = settings?.labels ?? [];
  if (!Array.isArray(given)) {
    return Object.entries(given).map(([key, name]) => {
      const index = Number(key);
      return { index, name, isDone: done.has(index) };
    });
  }
  return given.flatMap(({ id, index, label, name, is_done, is_deactivated }) => {
    const number = index ?? Number(id);
    if (is_deactivated || !Number.isFinite(number)) return [];
    return [{ index: number, name: label ?? name ?? '', isDone: is_done ?? done.has(number) }];
  });
}

import type { ColumnKind, LabColumn, LabLabel } from './model.js';

export interface LabelOptions {
  readonly index: number;
  readonly label: string;
  readonly isDone?: boolean;
  readonly isDeactivated?: boolean;
}

export interface ColumnOptions {
  /** Default: made of the type and a number. */
  readonly id?: string;
  readonly title: string;
  readonly type: ColumnKind;
  /** Of a status or dropdown. */
  readonly labels?: readonly LabelOptions[];
  readonly archived?: boolean;
}

export interface BoardOptions {
  /** Default: the next number. */
  readonly id?: string;
  readonly name?: string;
  readonly kind?: 'public' | 'private' | 'share';
  readonly type?: 'board' | 'sub_items_board' | 'document';
  readonly hierarchy?: 'classic' | 'multi_level';
  /** `hidden`: as if it were a private board of others. */
  readonly access?: 'edit' | 'view' | 'hidden';
  /** Default: what a release board would have. */
  readonly columns?: readonly ColumnOptions[];
  /** Titles of default columns that it lacks. */
  readonly without?: readonly string[];
  readonly groups?: readonly string[];
  /** How column settings are written: a list of labels, or labels by index beside a list of done colours. */
  readonly settingsForm?: 'list' | 'legacy';
}

const STATUS_LABELS: readonly LabelOptions[] = [
  { index: 0, label: 'Working on it' },
  { index: 1, label: 'Done', isDone: true },
  { index: 2, label: 'Stuck' },
];
const PRIORITY_LABELS: readonly LabelOptions[] = [
  { index: 7, label: 'Low' },
  { index: 109, label: 'Medium' },
  { index: 110, label: 'High' },
];

export const DEFAULT_COLUMNS: readonly ColumnOptions[] = [
  { id: 'name', title: 'Name', type: 'name' },
  { id: 'project_owner', title: 'Owner', type: 'people' },
  { id: 'project_priority', title: 'Priority', type: 'status', labels: PRIORITY_LABELS },
  { id: 'project_status', title: 'Status', type: 'status', labels: STATUS_LABELS },
  { id: 'date4', title: 'Due date', type: 'date' },
  { id: 'long_text_mkd1', title: 'Description', type: 'long_text' },
  { id: 'tags_mkd2', title: 'Tags', type: 'tags' },
  { id: 'text_mkd3', title: 'delivr', type: 'text' },
];

/** A board as the lab keeps it. */
export class LabBoard {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'share';
  readonly type: 'board' | 'sub_items_board' | 'document';
  readonly hierarchy: 'classic' | 'multi_level';
  access: 'edit' | 'view' | 'hidden';
  state: 'active' | 'archived' | 'deleted' = 'active';
  readonly columns: LabColumn[] = [];
  readonly groups: readonly { readonly id: string; readonly title: string }[];
  settingsForm: 'list' | 'legacy';
  private nextColumn = 1;

  constructor(options: BoardOptions, id: string) {
    this.id = options.id ?? id;
    this.name = options.name ?? `Board ${this.id}`;
    this.kind = options.kind ?? 'public';
    this.type = options.type ?? 'board';
    this.hierarchy = options.hierarchy ?? 'classic';
    this.access = options.access ?? 'edit';
    this.settingsForm = options.settingsForm ?? 'list';
    this.groups = (options.groups ?? ['Group Title']).map((title, index) => ({
      id: index === 0 ? 'topics' : `group_${index}`,
      title,
    }));
    for (const column of options.columns ?? DEFAULT_COLUMNS) {
      if (!options.without?.includes(column.title)) this.addColumn(column);
    }
  }

  addColumn({ id, title, type, labels = [], archived = false }: ColumnOptions): LabColumn {
    const column: LabColumn = {
      id: id ?? `${type}_mk${this.nextColumn++}`,
      title,
      type,
      archived,
      labels: labels.map(toLabel),
      subitemBoardId: null,
    };
    this.columns.push(column);
    return column;
  }

  removeColumn(title: string): void {
    const index = this.columns.findIndex((column) => column.title === title);
    if (index >= 0) this.columns.splice(index, 1);
  }

  column(id: string): LabColumn | undefined {
    return this.columns.find((column) => column.id === id && !column.archived);
  }

  /** @throws where it has none. */
  columnTitled(title: string): LabColumn {
    const column = this.columns.find((one) => one.title === title);
    if (!column) throw new Error(`The lab's board ${this.name} has no column ${title}.`);
    return column;
  }

  /** The hidden board of its subitems; null while there were none. */
  get subitemBoardId(): string | null {
    return this.columns.find(({ type }) => type === 'subtasks')?.subitemBoardId ?? null;
  }
}

export function toLabel({ index, label, isDone = false, isDeactivated = false }: LabelOptions): LabLabel {
  return { index, label, isDone, isDeactivated };
}

export interface LabUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  token: string;
  status: 'ACTIVE' | 'INACTIVE' | 'PENDING';
}

/** A label of a status or dropdown column. Index 5 of a status is the grey one that items begin with. */
export interface LabLabel {
  readonly index: number;
  label: string;
  isDone: boolean;
  isDeactivated: boolean;
}

/** The kinds of columns that can be emulated. */
export type ColumnKind =
  | 'name'
  | 'status'
  | 'text'
  | 'long_text'
  | 'date'
  | 'people'
  | 'tags'
  | 'dropdown'
  | 'link'
  | 'numbers'
  | 'checkbox'
  | 'subtasks'
  | 'formula'
  | 'creation_log';

export interface LabColumn {
  readonly id: string;
  title: string;
  readonly type: ColumnKind;
  archived: boolean;
  /** Of a status or dropdown. */
  readonly labels: LabLabel[];
  /** Of a `subtasks` column: the hidden board that its subitems live on. */
  subitemBoardId: string | null;
}

export interface LabTag {
  readonly id: string;
  readonly name: string;
  /** Of a private board; null: of the whole account. */
  readonly boardId: string | null;
}

export interface LabUpdate {
  readonly id: string;
  body: string;
  readonly creator: LabUser;
  readonly createdAt: number;
}

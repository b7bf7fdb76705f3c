export type StatusType = 'open' | 'unstarted' | 'custom' | 'done' | 'closed';

export interface LabUser {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  token: string;
  /** By its IANA name. */
  timeZone: string;
}

export interface LabListStatus {
  readonly id: string;
  /** Lower case, as ClickUp keeps names. */
  readonly status: string;
  readonly color: string;
  readonly orderindex: number;
  readonly type: StatusType;
}

export interface LabTag {
  readonly name: string;
  readonly tag_fg: string;
  readonly tag_bg: string;
}

/** A custom task type; 0 is the plain task, which no list of them names. */
export interface LabTaskType {
  readonly id: number;
  readonly name: string;
}

export type CustomFieldType =
  'short_text' | 'text' | 'url' | 'number' | 'checkbox' | 'date' | 'drop_down' | 'labels';

export interface LabCustomField {
  readonly id: string;
  readonly name: string;
  readonly type: CustomFieldType;
  required: boolean;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  /** Ids of the task types that have it; null: all. */
  readonly taskTypes: readonly number[] | null;
}

export interface LabTaskComment {
  readonly id: string;
  readonly user: LabUser;
  /** Milliseconds since the epoch. */
  readonly date: number;
  text: string;
  resolved: boolean;
}

/** What the account may do in a list; only the last one makes tasks. */
export type PermissionLevel = 'read' | 'comment' | 'edit' | 'create';

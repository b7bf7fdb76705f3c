export type StatusCategoryKey = 'new' | 'indeterminate' | 'done' | 'undefined';

export interface LabAccount {
  /** Data Center: the key, which outlives a change of name. */
  readonly accountId: string;
  /** What one logs in with at Data Center. */
  readonly name: string;
  readonly email: string;
  readonly displayName: string;
  /** JQL dates are read in it, like the real thing does. */
  timeZone: string;
  /** Data Center: a personal access token. */
  apiToken: string;
  /** Data Center alone. */
  password: string;
  /** Cloud: what its token may do at the gateway, where alone such a token is taken; absent: taken at the site alone. */
  readonly scopes?: readonly string[];
}

export interface LabStatus {
  readonly id: string;
  name: string;
  /** Where the account's language has another name for it than Jira itself. */
  untranslatedName?: string;
  category: StatusCategoryKey;
}

export interface LabPriority {
  readonly id: string;
  name: string;
}

interface FieldSchema {
  readonly type: string;
  readonly items?: string;
  readonly system?: string;
  readonly custom?: string;
  readonly customId?: number;
}

interface FieldOption {
  readonly id: string;
  readonly value: string;
}

/** A field on the create screen of one issue type. */
export interface LabField {
  readonly fieldId: string;
  name: string;
  required: boolean;
  hasDefaultValue: boolean;
  readonly schema: FieldSchema;
  readonly options?: readonly FieldOption[];
}

export interface LabIssueType {
  readonly id: string;
  name: string;
  /** As of a status. */
  untranslatedName?: string;
  readonly description: string;
  /** -1 sub-task, 0 base, 1 epic, 2 and more above. */
  readonly hierarchyLevel: number;
  /** The create screen. */
  fields: LabField[];
}

export interface LabTransition {
  readonly id: string;
  readonly name: string;
  /** Names of statuses it starts from; null: from any. */
  readonly from: readonly string[] | null;
  readonly to: LabStatus;
  /** Field ids that its screen demands. */
  readonly requires: readonly string[];
  /** Field ids that its screen has beside those. */
  readonly offers: readonly string[];
}

export interface LabComment {
  readonly id: string;
  readonly author: LabAccount;
  readonly created: number;
  readonly body: unknown;
  readonly properties: readonly { readonly key: string; readonly value: unknown }[];
}

export interface LabRemoteLink {
  readonly id: number;
  readonly globalId: string | null;
  object: unknown;
  relationship: string | null;
  application: unknown;
}

/** A value as it is stored, or Jira's error message. */
export type ValidatedValue = { readonly value: unknown } | { readonly error: string };

/** Jira's limit for one text field, in characters. */
export const TEXT_LIMIT = 32_767;

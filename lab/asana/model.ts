export interface LabUser {
  readonly gid: string;
  readonly name: string;
  readonly email: string;
  /** Milliseconds since the epoch: what was made later is unknown to typeahead for a while. */
  readonly madeAt: number;
}

/** A user with a personal access token. */
export interface LabAccount {
  readonly user: LabUser;
  accessToken: string;
}

export interface LabTag {
  readonly gid: string;
  readonly name: string;
  readonly madeAt: number;
}

export interface LabWorkspace {
  readonly gid: string;
  readonly name: string;
  /** Without it searches and custom fields are answered with 402. */
  isPremium: boolean;
  readonly users: LabUser[];
  readonly tags: LabTag[];
  /** False: this account may not make tags. */
  allowsNewTags: boolean;
}

export interface LabSection {
  readonly gid: string;
  name: string;
}

export type FieldType = 'text' | 'enum' | 'multi_enum' | 'number' | 'date' | 'people';

export interface LabEnumOption {
  readonly gid: string;
  readonly name: string;
  isEnabled: boolean;
}

export interface LabCustomField {
  readonly gid: string;
  name: string;
  readonly type: FieldType;
  readonly options: LabEnumOption[];
  /** Asana's own name for a field that it made itself, such as `priority`. */
  readonly createdByAsanaAs: string | null;
}

export type AccessLevel = 'admin' | 'editor' | 'commenter' | 'viewer';

export interface LabStory {
  readonly gid: string;
  readonly type: 'comment' | 'system';
  readonly subtype: string;
  readonly text: string;
  readonly htmlText: string | null;
  readonly author: LabUser;
  readonly created: number;
}

/** A link to a page elsewhere: the only kind that the lab keeps. */
export interface LabAttachment {
  readonly gid: string;
  readonly name: string;
  readonly url: string;
  readonly created: number;
}

export interface LabEvent {
  readonly number: number;
  readonly projectGids: readonly string[];
  readonly action: 'added' | 'changed' | 'deleted' | 'removed';
  readonly taskGid: string;
  readonly taskName: string;
  readonly field: string | null;
  readonly user: LabUser;
  readonly at: number;
}

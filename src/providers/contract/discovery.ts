import type { ConnectionValues } from './credential-field.js';
import type { TicketStatusCategory } from './ticket.js';

/** Who the tracker says we are. */
export interface RemoteAccount {
  readonly remoteId: string;
  /** For a person: name, with the e-mail address where the tracker shows it. */
  readonly displayName: string;
  /** Values of the connection that the tracker itself told, such as another address: stored over what was given. */
  readonly connectionValues?: ConnectionValues;
}

/** Where tickets live: what one tracker calls a project, another a team, a board or a list. */
export interface RemoteProject {
  readonly remoteId: string;
  readonly key: string;
  readonly name: string;
  readonly url: string | null;
}

export interface RemoteProjectQuery {
  readonly search: string | null;
  readonly first: number;
}

/** Somebody whom tickets of a project can be assigned to. */
export interface RemoteUser {
  /** What `TicketDraft.assignee` takes. */
  readonly remoteId: string;
  readonly name: string;
  /** Null where the tracker does not show it. */
  readonly email: string | null;
}

/** Within one project. */
export interface RemoteSearch {
  readonly projectKey: string;
  /** Part of a name or an e-mail address, compared without case; empty: anything. */
  readonly search: string;
  readonly first: number;
}

export interface RemoteStatus {
  readonly remoteId: string;
  readonly name: string;
  /** What it is called in the tracker's own language, where names are translated for the account. */
  readonly untranslatedName?: string | null;
  readonly category: TicketStatusCategory;
}

/** The ticket parameter that fills a field, `ALWAYS` where delivr or the tracker itself does, null where nothing does. */
export type FieldFilledBy = 'ALWAYS' | DraftField | null;

/** The parts of a draft that not every kind of ticket has a field for. */
export type DraftField = 'DESCRIPTION' | 'LABELS' | 'PRIORITY' | 'ASSIGNEE' | 'PARENT' | 'DUE_DATE';

/** A part of a draft that this kind of ticket has no field for. */
export interface UnsupportedField {
  readonly field: DraftField;
  /** True: the tracker refuses a ticket that gives it. False: the adapter leaves it out. */
  readonly isRefused: boolean;
}

/** A field that a creation must send (required, without a default). */
export interface RemoteField {
  readonly remoteId: string;
  readonly name: string;
  /** The tracker's own word for the type, such as `string` or `array of option`. */
  readonly type: string;
  /** Names; null where anything goes. */
  readonly allowedValues: readonly string[] | null;
  readonly filledBy: FieldFilledBy;
}

/** What a kind of ticket takes. */
export interface TicketShape {
  readonly requiredFields: readonly RemoteField[];
  /** Ids of all fields that a creation may send; null where the tracker does not limit them. */
  readonly settableFields: readonly string[] | null;
  readonly unsupportedFields: readonly UnsupportedField[];
}

export interface RemoteIssueType extends TicketShape {
  readonly remoteId: string;
  readonly name: string;
  /** As of a status. */
  readonly untranslatedName?: string | null;
  /**
   * What is meant by the provider's default where the project calls it otherwise; at most one of a project, and one more
   * among its sub-tasks: that is meant where a parent is given and no type.
   */
  readonly isDefault: boolean;
  readonly isSubtask: boolean;
  /** Names of the priorities that it takes; null: those of the project. */
  readonly priorities: readonly string[] | null;
  readonly statuses: readonly RemoteStatus[];
  /** As those of a project, of this kind of ticket alone. */
  readonly warnings?: readonly string[];
}

/** What a tracker that has rules for labels takes none of. Names are compared without case. */
export interface LabelRules {
  /** `reason`: a sentence, with what to do. */
  readonly unusable: readonly { readonly name: string; readonly reason: string }[];
  /** Of each of these a ticket can have only one. */
  readonly exclusive: readonly (readonly string[])[];
}

/** Everything about a project that decides whether a ticket can be made there and be completed. */
export interface ProjectSchema {
  readonly project: RemoteProject;
  /** Empty where the tracker has none. */
  readonly issueTypes: readonly RemoteIssueType[];
  /** What every ticket takes where the tracker has no types; absent: nothing is known, so anything may go. */
  readonly ticketShape?: TicketShape;
  readonly statuses: readonly RemoteStatus[];
  readonly priorities: readonly string[];
  /** Absent: any label will do. */
  readonly labelRules?: LabelRules;
  /** What our account lacks here, in the tracker's own words; empty: all that is needed. */
  readonly missingPermissions: readonly string[];
  /** What keeps tickets there from being as safe as they could be, and how to mend it, as sentences. */
  readonly warnings?: readonly string[];
}

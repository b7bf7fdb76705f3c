/** The identity of one intended creation: a UUIDv4, carried inside the ticket so that it can be found again. */
export type OperationId = string;

/** A status as every tracker can be read, taken from the tracker's own category and never from a display name. */
export enum TicketStatusCategory {
  TODO = 'TODO',
  IN_PROGRESS = 'IN_PROGRESS',
  DONE = 'DONE',
  CANCELLED = 'CANCELLED',
  UNKNOWN = 'UNKNOWN',
}

/** A ticket that does not exist yet, as a person described it; the adapter translates names to the tracker's ids. */
export interface TicketDraft {
  readonly operationId: OperationId;
  /**
   * How often the tracker has definitely refused this operation before, for good or for now. For idempotency keys that
   * also remember refusals: the same operation and generation may be sent again and again, a new generation is a new try.
   */
  readonly generation: number;
  readonly projectKey: string;
  /** By name, compared without case; null: the provider's default. */
  readonly issueType: string | null;
  /** What that name meant when it was resolved; decides as long as there is such a type. Absent: not known. */
  readonly issueTypeId?: string | null;
  /** At most 255 characters. */
  readonly title: string;
  /** Markdown (CommonMark). */
  readonly description: string;
  readonly labels: readonly string[];
  /** Those of its labels that nobody asked for: one that cannot be made or used is left out. Absent: none. */
  readonly optionalLabels?: readonly string[];
  readonly priority: string | null;
  /** The tracker's own user id. */
  readonly assignee: string | null;
  readonly parentKey: string | null;
  /** YYYY-MM-DD. */
  readonly dueDate: string | null;
  /** By the tracker's field id: as people write them, or in the tracker's own form. */
  readonly customFields: Readonly<Record<string, unknown>> | null;
}

/** A ticket that exists in the tracker. */
export interface RemoteTicket {
  /** Immutable in the tracker; survives renames and moves. */
  readonly remoteId: string;
  readonly key: string;
  readonly url: string;
}

export interface TicketSnapshot extends RemoteTicket {
  /** The tracker's own word. */
  readonly status: string;
  /** As `RemoteStatus.remoteId`; null where a read does not tell it. */
  readonly statusId: string | null;
  readonly category: TicketStatusCategory;
}

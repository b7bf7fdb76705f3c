/** Where and how a ticket is created, and when it counts as completed; with every default applied. */
export interface TicketParameters {
  readonly projectKey: string;
  /** By name; null where the tracker has no types. */
  readonly issueType: string | null;
  /** Names, compared without case; empty: any status of the tracker's done category. */
  readonly completedStatus: readonly string[];
  readonly priority: string | null;
  /** Templates. */
  readonly labels: readonly string[];
  /** The tracker's own user id. */
  readonly assignee: string | null;
  readonly parentKey: string | null;
  readonly titleTemplate: string;
  /** Markdown. */
  readonly descriptionTemplate: string;
  /** By the tracker's field id: as people write them, or in the tracker's own form; texts are templates. */
  readonly customFields: Readonly<Record<string, unknown>> | null;
  /** False: no release ticket for this platform. */
  readonly createTicket: boolean;
  readonly linkBuilds: boolean;
  /** Beside the names; null: nothing was resolved yet. */
  readonly resolvedNames: ResolvedNames | null;
}

/** Ids of the issue type and the statuses that names meant in one project, by name, in lower case; null: there was none. */
export interface ResolvedNames {
  readonly integrationId: string;
  readonly projectKey: string;
  readonly issueTypes: Readonly<Record<string, string | null>>;
  readonly statuses: Readonly<Record<string, string | null>>;
}

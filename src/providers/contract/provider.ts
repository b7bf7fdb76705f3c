import type { CreateOutcome } from './create-outcome.js';
import type { ConnectionValues, CredentialField } from './credential-field.js';
import type {
  ProjectSchema,
  RemoteAccount,
  RemoteProject,
  RemoteProjectQuery,
  RemoteSearch,
  RemoteUser,
} from './discovery.js';
import type { DraftProblem } from './draft-check.js';
import type { FieldViolation } from './provider-error.js';
import type { ProviderCapability } from './provider-capability.js';
import type { ProviderType } from './provider-type.js';
import type {
  TicketComment,
  ExternalLink,
  TransitionOutcome,
  TransitionPlan,
  TransitionRequest,
} from './ticket-changes.js';
import type { LookupOutcomes, TicketMatches, TicketLookup, TicketSearch } from './ticket-lookup.js';
import type { TicketDraft, TicketSnapshot } from './ticket.js';
import type { ProviderWebhooks } from './webhook.js';

export interface ConnectionSettings {
  readonly values: ConnectionValues;
  /**
   * Whose calls these are, for the share of sockets that one integration may hold: the integration's id, or any other
   * stable string while there is none yet.
   */
  readonly scope: string;
}

/** What can be checked without asking the tracker; labels as they will be sent. */
export type CheckableDraftFields = Pick<TicketDraft, 'labels' | 'parentKey'>;

/** Project keys by the id or key of a ticket. */
export type ProjectKeys = ReadonlyMap<string, string>;

/** The adapter of one tracker. Stateless; one object per process. */
export interface PmProvider {
  readonly type: ProviderType;
  /** As people write it: `ClickUp`. */
  readonly name: string;
  /** The member of the connection input that the credential fields belong to: `clickup`. */
  readonly connectionField: string;
  readonly credentialFields: readonly CredentialField[];
  readonly capabilities: readonly ProviderCapability[];
  /** The issue type of a release ticket where the config names none; null where the tracker has no types. */
  readonly defaultIssueType: string | null;
  /** What a project key looks like here; null: anything of 1 to 255 characters. */
  readonly projectKeyPattern: RegExp | null;
  /**
   * What this tracker would never take, whatever the project: pure, for a check of form. `path` is `labels.<index>` or
   * `parentKey`. Absent: nothing is known beforehand.
   */
  draftViolations?(fields: CheckableDraftFields): readonly FieldViolation[];
  /** Present where the tracker has webhooks that delivr understands. */
  readonly webhooks?: ProviderWebhooks;
  /**
   * Pure: opens no socket.
   * @throws ConnectionSettingsError naming each bad field.
   */
  connect(settings: ConnectionSettings): PmConnection;
}

/**
 * One customer's account at one tracker. Every method either answers or throws `ProviderError`, within the tracker
 * time-out (`PROVIDER_TIMEOUT_MS`), the waiting for a socket included. An optional method that is present is a capability
 * (`PmProvider.capabilities`). Tickets are named by remote id or key; one that is gone is NOT_FOUND.
 */
export interface PmConnection {
  /** The credential check. UNAUTHENTICATED where the tracker refuses them. */
  whoAmI(): Promise<RemoteAccount>;
  listProjects(query: RemoteProjectQuery): Promise<readonly RemoteProject[]>;
  /** NOT_FOUND where there is no such project, or it is hidden from us. */
  describeProject(projectKey: string): Promise<ProjectSchema>;
  /**
   * Reads alone: what a creation of this draft would say to those of its values that `describeProject` does not decide,
   * as whether the assignee and the parent are there. Whatever it does not report is taken.
   */
  checkDraft(draft: TicketDraft): Promise<readonly DraftProblem[]>;
  /** One call for all where the tracker has bulk; never throws for what can be said per draft. In the drafts' order. */
  createTickets(drafts: readonly TicketDraft[]): Promise<readonly CreateOutcome[]>;
  /** Looks for tickets by the operation id inside them, after an uncertain outcome. */
  findTickets(lookups: readonly TicketLookup[]): Promise<LookupOutcomes>;
  /**
   * A look for second tickets, long after: few calls for many, reads alone (where `findTickets` may repeat the creation).
   * What is absent from the answer was not seen, which proves nothing.
   */
  searchTickets(searches: readonly TicketSearch[]): Promise<TicketMatches>;
  /**
   * By remote id or key, in bulk; what is absent from the answer is gone or hidden, confirmed by a read of its own.
   * @param projectKeys where each was made, as far as that is known: a ticket in several projects has its status there.
   */
  getTickets(
    idsOrKeys: readonly string[],
    projectKeys?: ProjectKeys,
  ): Promise<ReadonlyMap<string, TicketSnapshot>>;

  /** Whom tickets of a project can be assigned to. */
  searchUsers?(query: RemoteSearch): Promise<readonly RemoteUser[]>;
  /** Labels (tags) that are in use. */
  searchLabels?(query: RemoteSearch): Promise<readonly string[]>;

  /** Reads alone: what `transition` would do. */
  planTransition?(idOrKey: string, request: TransitionRequest): Promise<TransitionPlan>;
  /** Along the tracker's workflow, over several steps where it takes them. Repeating it does no harm. */
  transition?(idOrKey: string, request: TransitionRequest): Promise<TransitionOutcome>;
  /** Once per comment id, however often it is called. */
  comment?(idOrKey: string, comment: TicketComment): Promise<void>;
  /** Adds the link, or updates the one with its id: repeating it makes no second one. */
  putExternalLink?(idOrKey: string, link: ExternalLink): Promise<void>;
}

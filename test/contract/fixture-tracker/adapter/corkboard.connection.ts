import type {
  CreateOutcome,
  DraftProblem,
  LookupOutcomes,
  PmConnection,
  ProjectSchema,
  RemoteAccount,
  RemoteProject,
  RemoteProjectQuery,
  RemoteSearch,
  RemoteUser,
  TicketComment,
  TicketDraft,
  TicketMatches,
  ExternalLink,
  TicketLookup,
  TicketSearch,
  TicketSnapshot,
  TransitionOutcome,
  TransitionPlan,
  TransitionRequest,
} from '../../../../src/providers/contract/index.js';
import { OperationDeadline, type ProviderHttpClient } from '../../../../src/providers/http/index.js';
import { CorkboardApi } from './corkboard.api.js';
import { createTickets } from './corkboard.creation.js';
import * as discovery from './corkboard.discovery.js';
import { findTickets, searchTickets } from './corkboard.lookup.js';
import { getTickets } from './corkboard.reading.js';
import type { CorkboardProviderOptions } from './corkboard.options.js';
import { planTransition, transition } from './corkboard.transition.js';

/** One account at Corkboard. */
export class CorkboardConnection implements PmConnection {
  constructor(
    private readonly client: ProviderHttpClient,
    private readonly options: CorkboardProviderOptions,
  ) {}

  async whoAmI(): Promise<RemoteAccount> {
    const { id, name, email } = await this.api().me();
    const shown = name || email || id;
    return { remoteId: id, displayName: email && email !== shown ? `${shown} (${email})` : shown };
  }

  listProjects(query: RemoteProjectQuery): Promise<readonly RemoteProject[]> {
    return discovery.listProjects(this.api(), query);
  }

  describeProject(projectKey: string): Promise<ProjectSchema> {
    return discovery.describeProject(this.api(), projectKey);
  }

  searchUsers(query: RemoteSearch): Promise<readonly RemoteUser[]> {
    return discovery.searchUsers(this.api(), query);
  }

  searchLabels(query: RemoteSearch): Promise<readonly string[]> {
    return discovery.searchLabels(this.api(), query);
  }

  /** Corkboard has nothing beside what its boards say. */
  checkDraft(): Promise<readonly DraftProblem[]> {
    return Promise.resolve([]);
  }

  /** What is sent last is over before the lease that it runs under: it begins in the first half of the time. */
  createTickets(drafts: readonly TicketDraft[]): Promise<readonly CreateOutcome[]> {
    return createTickets(this.api(), this.deadline(this.options.timeoutMs / 2), drafts);
  }

  findTickets(lookups: readonly TicketLookup[]): Promise<LookupOutcomes> {
    return findTickets(this.api(), lookups);
  }

  searchTickets(searches: readonly TicketSearch[]): Promise<TicketMatches> {
    return searchTickets(this.api(), searches);
  }

  getTickets(idsOrKeys: readonly string[]): Promise<ReadonlyMap<string, TicketSnapshot>> {
    return getTickets(this.api(), idsOrKeys);
  }

  planTransition(idOrKey: string, request: TransitionRequest): Promise<TransitionPlan> {
    return planTransition(this.api(), idOrKey, request);
  }

  transition(idOrKey: string, request: TransitionRequest): Promise<TransitionOutcome> {
    return transition(this.api(), idOrKey, request);
  }

  /** Corkboard itself keeps one comment, and one link, per external id. */
  comment(idOrKey: string, { id, body }: TicketComment): Promise<void> {
    return this.api().putComment(idOrKey, { external_id: id, text: body });
  }

  putExternalLink(idOrKey: string, { id, url, title }: ExternalLink): Promise<void> {
    return this.api().putLink(idOrKey, { external_id: id, url, title });
  }

  private api(): CorkboardApi {
    return new CorkboardApi(this.client, this.deadline(this.options.timeoutMs));
  }

  private deadline(ms: number): OperationDeadline {
    return new OperationDeadline(ms, 'Corkboard', this.options.monotonicMs);
  }
}

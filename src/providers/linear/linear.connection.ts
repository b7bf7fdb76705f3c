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
} from '../contract/index.js';
import { OperationDeadline, type ProviderHttpClient } from '../http/index.js';
import { LinearApi } from './linear.api.js';
import { comment, putExternalLink } from './linear.comments.js';
import { createTickets } from './linear.creation.js';
import { checkDraft } from './linear.draft-check.js';
import * as discovery from './linear.discovery.js';
import { findTickets, searchTickets } from './linear.lookup.js';
import type { LinearProviderOptions } from './linear.options.js';
import { getTickets } from './linear.reading.js';
import { TeamCache } from './linear.cache.js';
import { planTransition, transition } from './linear.transition.js';

/** One account in one Linear workspace. */
export class LinearConnection implements PmConnection {
  private readonly teams: TeamCache;

  constructor(
    private readonly client: ProviderHttpClient,
    private readonly address: string,
    private readonly options: LinearProviderOptions,
  ) {
    this.teams = new TeamCache(options.timings.discoveryCacheMs, options.clock);
  }

  async whoAmI(): Promise<RemoteAccount> {
    const { id, name, email } = await this.api().viewer();
    const shown = name || email || id;
    return { remoteId: id, displayName: email && email !== shown ? `${shown} (${email})` : shown };
  }

  listProjects(query: RemoteProjectQuery): Promise<readonly RemoteProject[]> {
    return discovery.listProjects(this.api(), this.address, query);
  }

  describeProject(projectKey: string): Promise<ProjectSchema> {
    return discovery.describeProject(this.api(), this.address, projectKey);
  }

  checkDraft(draft: TicketDraft): Promise<readonly DraftProblem[]> {
    return checkDraft(this.api(), draft);
  }

  /** Look-ups before it get half the time, so that what is sent last is over before the lease that it runs under. */
  createTickets(drafts: readonly TicketDraft[]): Promise<readonly CreateOutcome[]> {
    const sendBefore = this.deadline(this.options.timeoutMs / 2);
    return createTickets({ api: this.api(sendBefore), teams: this.teams, sendBefore }, drafts);
  }

  findTickets(lookups: readonly TicketLookup[]): Promise<LookupOutcomes> {
    return findTickets(this.api(), lookups, this.options.timings.lookupSpacingMs);
  }

  searchTickets(searches: readonly TicketSearch[]): Promise<TicketMatches> {
    return searchTickets(this.api(), searches);
  }

  getTickets(idsOrKeys: readonly string[]): Promise<ReadonlyMap<string, TicketSnapshot>> {
    return getTickets(this.api(), idsOrKeys);
  }

  searchUsers(query: RemoteSearch): Promise<readonly RemoteUser[]> {
    return discovery.searchUsers(this.api(), query);
  }

  searchLabels(query: RemoteSearch): Promise<readonly string[]> {
    return discovery.searchLabels(this.api(), query);
  }

  planTransition(idOrKey: string, request: TransitionRequest): Promise<TransitionPlan> {
    return planTransition(this.api(), idOrKey, request);
  }

  transition(idOrKey: string, request: TransitionRequest): Promise<TransitionOutcome> {
    return transition(this.api(), idOrKey, request);
  }

  comment(idOrKey: string, text: TicketComment): Promise<void> {
    return comment(this.api(), idOrKey, text);
  }

  putExternalLink(idOrKey: string, link: ExternalLink): Promise<void> {
    return putExternalLink(this.api(), idOrKey, link);
  }

  private deadline(ms: number): OperationDeadline {
    return new OperationDeadline(ms, 'Linear', this.options.monotonicMs);
  }

  private api(deadline = this.deadline(this.options.timeoutMs)): LinearApi {
    return new LinearApi(this.client, deadline);
  }
}

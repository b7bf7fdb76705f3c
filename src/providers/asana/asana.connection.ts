import type {
  CreateOutcome,
  DraftProblem,
  LookupOutcomes,
  PmConnection,
  ProjectKeys,
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
import { AsanaApi } from './asana.api.js';
import { comment, putExternalLink } from './asana.comments.js';
import { createTickets } from './asana.creation.js';
import { checkDraft } from './asana.draft-check.js';
import * as discovery from './asana.discovery.js';
import { findTickets, type LookupContext, searchTickets } from './asana.lookup.js';
import { AsanaCache } from './asana.cache.js';
import type { AsanaProviderOptions } from './asana.options.js';
import * as people from './asana.people.js';
import { getTickets } from './asana.reading.js';
import type { AsanaSettings } from './asana.settings.js';
import { planTransition, transition } from './asana.transition.js';
import { AsanaTransport } from './asana.transport.js';

/** One account at Asana, in one workspace or all. */
export class AsanaConnection implements PmConnection {
  private readonly cache: AsanaCache;

  constructor(
    private readonly client: ProviderHttpClient,
    private readonly settings: AsanaSettings,
    private readonly options: AsanaProviderOptions,
  ) {
    this.cache = new AsanaCache(options.timings.discoveryCacheMs, options.clock);
  }

  whoAmI(): Promise<RemoteAccount> {
    return discovery.whoAmI(this.api(), this.settings.workspaceId);
  }

  listProjects(query: RemoteProjectQuery): Promise<readonly RemoteProject[]> {
    return discovery.listProjects(this.api(), this.settings.workspaceId, query);
  }

  describeProject(projectKey: string): Promise<ProjectSchema> {
    return discovery.describeProject(this.api(), projectKey);
  }

  checkDraft(draft: TicketDraft): Promise<readonly DraftProblem[]> {
    return checkDraft(this.api(), this.cache, draft);
  }

  /** Look-ups before it get half the time, so that what is sent last is over before the lease that it runs under. */
  createTickets(drafts: readonly TicketDraft[]): Promise<readonly CreateOutcome[]> {
    const sendBefore = this.deadline(this.options.timeoutMs / 2);
    return createTickets({ api: this.api(sendBefore), cache: this.cache, sendBefore }, drafts);
  }

  findTickets(lookups: readonly TicketLookup[]): Promise<LookupOutcomes> {
    return findTickets(this.lookupContext(), lookups);
  }

  searchTickets(searches: readonly TicketSearch[]): Promise<TicketMatches> {
    return searchTickets(this.lookupContext(), searches);
  }

  getTickets(
    idsOrKeys: readonly string[],
    projectKeys?: ProjectKeys,
  ): Promise<ReadonlyMap<string, TicketSnapshot>> {
    return getTickets(this.api(), this.cache, idsOrKeys, projectKeys);
  }

  searchUsers(query: RemoteSearch): Promise<readonly RemoteUser[]> {
    return people.searchUsers(this.api(), this.cache, query);
  }

  searchLabels(query: RemoteSearch): Promise<readonly string[]> {
    return people.searchLabels(this.api(), this.cache, query);
  }

  planTransition(idOrKey: string, request: TransitionRequest): Promise<TransitionPlan> {
    return planTransition(this.api(), this.cache, idOrKey, request);
  }

  transition(idOrKey: string, request: TransitionRequest): Promise<TransitionOutcome> {
    return transition(this.api(), this.cache, idOrKey, request);
  }

  comment(idOrKey: string, text: TicketComment): Promise<void> {
    return comment(this.api(), idOrKey, text);
  }

  putExternalLink(idOrKey: string, link: ExternalLink): Promise<void> {
    return putExternalLink(this.api(), idOrKey, link);
  }

  private lookupContext(): LookupContext {
    const deadline = this.deadline(this.options.timeoutMs);
    const { timings, clock } = this.options;
    return { api: this.api(deadline), deadline, timings, clock };
  }

  private deadline(ms: number): OperationDeadline {
    return new OperationDeadline(ms, 'Asana', this.options.monotonicMs);
  }

  private api(deadline = this.deadline(this.options.timeoutMs)): AsanaApi {
    return new AsanaApi(new AsanaTransport(this.client, deadline));
  }
}

import { TimeLimitedCache } from '../../shared/cache/index.js';
import {
  type CreateOutcome,
  type DraftProblem,
  type LookupOutcomes,
  type PmConnection,
  type ProjectSchema,
  ProviderError,
  ProviderFailure,
  type RemoteAccount,
  type RemoteProject,
  type RemoteProjectQuery,
  type RemoteSearch,
  type RemoteUser,
  type TicketComment,
  type TicketDraft,
  type TicketMatches,
  type ExternalLink,
  type TicketLookup,
  type TicketSearch,
  type TicketSnapshot,
  type TransitionOutcome,
  type TransitionPlan,
  type TransitionRequest,
} from '../contract/index.js';
import { OperationDeadline, type ProviderHttpClient } from '../http/index.js';
import { ClickUpApi } from './clickup.api.js';
import { ClickUpClock } from './clickup.clock.js';
import * as comments from './clickup.comments.js';
import { createTickets } from './clickup.creation.js';
import { checkDraft } from './clickup.draft-check.js';
import * as discovery from './clickup.discovery.js';
import { ListCache, listProjects } from './clickup.projects.js';
import { findTickets } from './clickup.lookup.js';
import type { ClickUpProviderOptions } from './clickup.options.js';
import { getTickets } from './clickup.reading.js';
import { searchTickets } from './clickup.search.js';
import type { ClickUpSettings } from './clickup.settings.js';
import * as transitions from './clickup.transition.js';
import { WorkspaceCache } from './clickup.cache.js';

/** How long it is remembered that a workspace cannot be read in bulk: somebody may switch it on. */
const BULK_UNAVAILABLE_TTL_MS = 15 * 60_000;

/** One account at ClickUp. */
export class ClickUpConnection implements PmConnection {
  private readonly workspaces: WorkspaceCache;
  private readonly clickUpClock: ClickUpClock;
  private readonly bulkUnavailable: TimeLimitedCache<true>;
  private readonly listCache: ListCache;

  constructor(
    private readonly client: ProviderHttpClient,
    private readonly settings: ClickUpSettings,
    private readonly options: ClickUpProviderOptions,
  ) {
    const { clock, timings } = options;
    this.workspaces = new WorkspaceCache(settings.workspaceId, timings.discoveryCacheMs, clock);
    this.clickUpClock = new ClickUpClock(clock);
    this.bulkUnavailable = new TimeLimitedCache(BULK_UNAVAILABLE_TTL_MS, clock);
    this.listCache = new ListCache(clock);
  }

  async whoAmI(): Promise<RemoteAccount> {
    const api = this.api();
    const [{ id, username, email }] = await Promise.all([api.user(), this.requireWorkspace(api)]);
    const name = username || email || id;
    return { remoteId: id, displayName: email && email !== name ? `${name} (${email})` : name };
  }

  listProjects(query: RemoteProjectQuery): Promise<readonly RemoteProject[]> {
    return listProjects(this.discoveryContext(), this.listCache, query);
  }

  describeProject(projectKey: string): Promise<ProjectSchema> {
    return discovery.describeProject(this.discoveryContext(), projectKey);
  }

  searchUsers(query: RemoteSearch): Promise<readonly RemoteUser[]> {
    return discovery.searchUsers(this.discoveryContext(), query);
  }

  searchLabels(query: RemoteSearch): Promise<readonly string[]> {
    return discovery.searchLabels(this.discoveryContext(), query);
  }

  checkDraft(draft: TicketDraft): Promise<readonly DraftProblem[]> {
    return checkDraft(this.discoveryContext(), this.workspaces, draft);
  }

  /** Look-ups before it get half the time, so that what is sent last is over before the lease that it runs under. */
  createTickets(drafts: readonly TicketDraft[]): Promise<readonly CreateOutcome[]> {
    const sendBefore = this.deadline(this.options.timeoutMs / 2);
    const { web } = this.settings;
    const { workspaces } = this;
    return createTickets({ api: this.api(sendBefore), workspaces, web, sendBefore }, drafts);
  }

  findTickets(lookups: readonly TicketLookup[]): Promise<LookupOutcomes> {
    const { timings, clock } = this.options;
    const { workspaces, clickUpClock, settings } = this;
    const context = { api: this.api(), workspaces, web: settings.web, timings, clock, clickUpClock };
    return findTickets(context, lookups);
  }

  searchTickets(searches: readonly TicketSearch[]): Promise<TicketMatches> {
    const { clickUpClock, settings } = this;
    const context = { api: this.api(), web: settings.web, now: this.options.clock(), clickUpClock };
    return searchTickets(context, searches);
  }

  getTickets(idsOrKeys: readonly string[]): Promise<ReadonlyMap<string, TicketSnapshot>> {
    const { workspaces, bulkUnavailable, settings } = this;
    return getTickets({ api: this.api(), workspaces, web: settings.web, bulkUnavailable }, idsOrKeys);
  }

  planTransition(idOrKey: string, request: TransitionRequest): Promise<TransitionPlan> {
    return transitions.planTransition(this.changeContext(), idOrKey, request);
  }

  transition(idOrKey: string, request: TransitionRequest): Promise<TransitionOutcome> {
    return transitions.transition(this.changeContext(), idOrKey, request);
  }

  comment(idOrKey: string, comment: TicketComment): Promise<void> {
    return comments.comment(this.changeContext(), idOrKey, comment);
  }

  putExternalLink(idOrKey: string, link: ExternalLink): Promise<void> {
    return comments.putExternalLink(this.changeContext(), idOrKey, link);
  }

  /** The token may be good, and the workspace that was named still not be ours. */
  private async requireWorkspace(api: ClickUpApi): Promise<void> {
    const { workspaceId } = this.settings;
    if (workspaceId === null) return;
    const teams = await api.teams();
    if (teams.some(({ id }) => id === workspaceId)) return;
    const known = teams.map(({ id, name }) => `${id} (${name})`).join(', ');
    const words = `This account is not in the workspace ${workspaceId}. It is in: ${known || 'none'}.`;
    throw new ProviderError(ProviderFailure.FORBIDDEN, words, {
      fields: [{ path: 'workspaceId', message: words }],
    });
  }

  private discoveryContext(): discovery.DiscoveryContext {
    const { web, workspaceId } = this.settings;
    return { api: this.api(), web, workspaceId };
  }

  private changeContext(): transitions.ChangeContext {
    return { api: this.api(), workspaces: this.workspaces };
  }

  private api(deadline = this.deadline(this.options.timeoutMs)): ClickUpApi {
    return new ClickUpApi(this.client, deadline, (date) => this.clickUpClock.recordServerDate(date));
  }

  private deadline(ms: number): OperationDeadline {
    return new OperationDeadline(ms, 'ClickUp', this.options.monotonicMs);
  }
}

import {
  type CreateOutcome,
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
  type TicketFinds,
  type TicketLink,
  type TicketLookup,
  type TicketSearch,
  type TicketSnapshot,
  type TransitionOutcome,
  type TransitionPlan,
  type TransitionWish,
} from '../contract/index.js';
import { OperationDeadline, type ProviderHttpClient, ShortMemory } from '../http/index.js';
import { ClickUpApi } from './clickup.api.js';
import { ClickUpClock } from './clickup.clock.js';
import * as comments from './clickup.comments.js';
import { createTickets } from './clickup.creation.js';
import * as discovery from './clickup.discovery.js';
import { KnownLists, listProjects } from './clickup.listing.js';
import { findTickets } from './clickup.lookup.js';
import type { ClickUpProviderOptions } from './clickup.options.js';
import { getTickets } from './clickup.reading.js';
import { searchTickets } from './clickup.searching.js';
import type { ClickUpSettings } from './clickup.settings.js';
import * as transitions from './clickup.transition.js';
import { Workspaces } from './clickup.workspaces.js';

/** How long it is remembered that a workspace cannot be read in bulk: somebody may switch it on. */
const WITHOUT_BULK_MS = 15 * 60_000;

/** One account at ClickUp. */
export class ClickUpConnection implements PmConnection {
  private readonly workspaces: Workspaces;
  private readonly clickUpClock: ClickUpClock;
  private readonly withoutBulk: ShortMemory<true>;
  private readonly knownLists: KnownLists;

  constructor(
    private readonly client: ProviderHttpClient,
    private readonly settings: ClickUpSettings,
    private readonly options: ClickUpProviderOptions,
  ) {
    const { clock, timings } = options;
    this.workspaces = new Workspaces(settings.workspaceId, timings.discoveryCacheMs, clock);
    this.clickUpClock = new ClickUpClock(clock);
    this.withoutBulk = new ShortMemory(WITHOUT_BULK_MS, clock);
    this.knownLists = new KnownLists(clock);
  }

  async whoAmI(): Promise<RemoteAccount> {
    const api = this.api();
    const [{ id, username, email }] = await Promise.all([api.user(), this.requireWorkspace(api)]);
    const name = username || email || id;
    return { remoteId: id, displayName: email && email !== name ? `${name} (${email})` : name };
  }

  listProjects(query: RemoteProjectQuery): Promise<readonly RemoteProject[]> {
    return listProjects(this.discovering(), this.knownLists, query);
  }

  describeProject(projectKey: string): Promise<ProjectSchema> {
    return discovery.describeProject(this.discovering(), projectKey);
  }

  searchUsers(query: RemoteSearch): Promise<readonly RemoteUser[]> {
    return discovery.searchUsers(this.discovering(), query);
  }

  searchLabels(query: RemoteSearch): Promise<readonly string[]> {
    return discovery.searchLabels(this.discovering(), query);
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

  searchTickets(searches: readonly TicketSearch[]): Promise<TicketFinds> {
    const { clickUpClock, settings } = this;
    const context = { api: this.api(), web: settings.web, now: this.options.clock(), clickUpClock };
    return searchTickets(context, searches);
  }

  getTickets(idsOrKeys: readonly string[]): Promise<ReadonlyMap<string, TicketSnapshot>> {
    const { workspaces, withoutBulk, settings } = this;
    return getTickets({ api: this.api(), workspaces, web: settings.web, withoutBulk }, idsOrKeys);
  }

  planTransition(idOrKey: string, wish: TransitionWish): Promise<TransitionPlan> {
    return transitions.planTransition(this.changing(), idOrKey, wish);
  }

  transition(idOrKey: string, wish: TransitionWish): Promise<TransitionOutcome> {
    return transitions.transition(this.changing(), idOrKey, wish);
  }

  comment(idOrKey: string, comment: TicketComment): Promise<void> {
    return comments.comment(this.changing(), idOrKey, comment);
  }

  putExternalLink(idOrKey: string, link: TicketLink): Promise<void> {
    return comments.linkBuild(this.changing(), idOrKey, link);
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

  private discovering(): discovery.DiscoveryContext {
    const { web, workspaceId } = this.settings;
    return { api: this.api(), web, workspaceId };
  }

  private changing(): transitions.ChangeContext {
    return { api: this.api(), workspaces: this.workspaces };
  }

  private api(deadline = this.deadline(this.options.timeoutMs)): ClickUpApi {
    return new ClickUpApi(this.client, deadline, (date) => this.clickUpClock.hear(date));
  }

  private deadline(ms: number): OperationDeadline {
    return new OperationDeadline(ms, 'ClickUp');
  }
}

import {
  type CreateOutcome,
  isNotFound,
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
import { OperationDeadline, type ProviderHttpClient } from '../http/index.js';
import type { JiraApi } from './jira.api.js';
import { JiraCalls } from './jira.calls.js';
import { comment, linkBuild } from './jira.comments.js';
import { CreateMetaCache } from './jira.create-meta.js';
import { createTickets } from './jira.creation.js';
import * as discovery from './jira.discovery.js';
import { placeFound } from './jira.epics.js';
import { findTickets } from './jira.lookup.js';
import { displayNameOf } from './jira.mapping.js';
import { searchTickets } from './jira.searching.js';
import { getTickets } from './jira.reading.js';
import type { JiraProviderOptions } from './jira.options.js';
import type { JiraSettings } from './jira.settings.js';
import { planTransition, transition } from './jira.transition.js';

/** One account at one Jira site. */
export class JiraConnection implements PmConnection {
  private readonly meta: CreateMetaCache;

  constructor(
    private readonly client: ProviderHttpClient,
    private readonly settings: JiraSettings,
    private readonly options: JiraProviderOptions,
  ) {
    this.meta = new CreateMetaCache(options.timings.discoveryCacheMs, options.clock);
  }

  async whoAmI(): Promise<RemoteAccount> {
    const account = await this.api().myself().catch(asWrongAddress);
    return { remoteId: account.id, displayName: displayNameOf(account) };
  }

  listProjects(query: RemoteProjectQuery): Promise<readonly RemoteProject[]> {
    return discovery.listProjects(this.api(), this.settings.site, query);
  }

  describeProject(projectKey: string): Promise<ProjectSchema> {
    return discovery.describeProject(this.api(), this.settings, projectKey);
  }

  /** Look-ups before it get half the time, so that what is sent last is over before the lease that it runs under. */
  createTickets(drafts: readonly TicketDraft[]): Promise<readonly CreateOutcome[]> {
    const sendBefore = new OperationDeadline(this.options.timeoutMs / 2, 'Jira');
    const { edition, site } = this.settings;
    return createTickets({ api: this.api(sendBefore), meta: this.meta, edition, site, sendBefore }, drafts);
  }

  async findTickets(lookups: readonly TicketLookup[]): Promise<LookupOutcomes> {
    const deadline = new OperationDeadline(this.options.timeoutMs, 'Jira');
    const { timings, clock } = this.options;
    const { edition, site } = this.settings;
    const api = this.api(deadline);
    const outcomes = await findTickets({ api, site, deadline, timings, clock }, lookups);
    await placeFound({ api, meta: this.meta, edition }, lookups, outcomes);
    return outcomes;
  }

  searchTickets(searches: readonly TicketSearch[]): Promise<TicketFinds> {
    const { site } = this.settings;
    return searchTickets({ api: this.api(), site, now: this.options.clock() }, searches);
  }

  getTickets(idsOrKeys: readonly string[]): Promise<ReadonlyMap<string, TicketSnapshot>> {
    return getTickets(this.api(), this.settings.site, idsOrKeys);
  }

  searchUsers(query: RemoteSearch): Promise<readonly RemoteUser[]> {
    return discovery.searchUsers(this.api(), query);
  }

  searchLabels(query: RemoteSearch): Promise<readonly string[]> {
    return discovery.searchLabels(this.api(), query);
  }

  planTransition(idOrKey: string, wish: TransitionWish): Promise<TransitionPlan> {
    return planTransition(this.api(), idOrKey, wish);
  }

  transition(idOrKey: string, wish: TransitionWish): Promise<TransitionOutcome> {
    return transition(this.api(), idOrKey, wish);
  }

  comment(idOrKey: string, ticketComment: TicketComment): Promise<void> {
    return comment(this.api(), this.settings.edition, idOrKey, ticketComment);
  }

  putExternalLink(idOrKey: string, link: TicketLink): Promise<void> {
    return linkBuild(this.api(), idOrKey, link);
  }

  private api(deadline = new OperationDeadline(this.options.timeoutMs, 'Jira')): JiraApi {
    const { edition } = this.settings;
    const { apiPath, refused } = edition;
    return edition.newApi(new JiraCalls(this.client, { apiPath, refused, deadline }));
  }
}

/** Every Jira has this page for everybody who may sign in. */
function asWrongAddress(error: unknown): never {
  if (!isNotFound(error)) throw error;
  const words =
    'There is no Jira at this address. Check the address; one of your own may need its context path, as in https://tools.example.com/jira.';
  throw new ProviderError(ProviderFailure.UNEXPECTED, words, { status: error.status, cause: error });
}

import {
  type CreateOutcome,
  type DraftProblem,
  isNotFound,
  type LookupOutcomes,
  type PmConnection,
  type ProjectSchema,
  ProviderError,
  ProviderFailure,
  rejection,
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
import type { JiraApi } from './jira.api.js';
import { expiredCertificates } from './jira.certificates.js';
import { gatewayOf } from './jira.addresses.js';
import { type CloudAccount, cloudAccount } from './jira.gateway.js';
import { JiraTransport } from './jira.transport.js';
import { comment, putExternalLink } from './jira.comments.js';
import { CreateMetaCache } from './jira.cache.js';
import { createTickets } from './jira.creation.js';
import * as discovery from './jira.discovery.js';
import { checkDraft } from './jira.draft-check.js';
import { placeFound } from './jira.epics.js';
import { findTickets } from './jira.lookup.js';
import { displayNameOf } from './jira.mapping.js';
import { searchTickets } from './jira.search.js';
import { getTickets } from './jira.reading.js';
import type { JiraProviderOptions } from './jira.options.js';
import type { JiraSettings } from './jira.settings.js';
import { planTransition, transition } from './jira.transition.js';

/** One account at one Jira site. */
export class JiraConnection implements PmConnection {
  private readonly meta: CreateMetaCache;
  private readonly client: ProviderHttpClient;

  constructor(
    private readonly clientAt: (address: string) => ProviderHttpClient,
    private readonly settings: JiraSettings,
    private readonly options: JiraProviderOptions,
  ) {
    this.client = clientAt(settings.api);
    this.meta = new CreateMetaCache(options.timings.discoveryCacheMs, options.clock);
  }

  async whoAmI(): Promise<RemoteAccount> {
    const expired = expiredCertificates(this.settings.tls ?? {}, this.options.clock());
    if (expired.length > 0) throw rejection(expired);
    const { account, ...found } = await this.findAccount().catch(asWrongAddress);
    return { remoteId: account.id, displayName: displayNameOf(account), ...found };
  }

  listProjects(query: RemoteProjectQuery): Promise<readonly RemoteProject[]> {
    return discovery.listProjects(this.api(), this.settings.site, query);
  }

  describeProject(projectKey: string): Promise<ProjectSchema> {
    return discovery.describeProject(this.api(), this.settings, projectKey);
  }

  checkDraft(draft: TicketDraft): Promise<readonly DraftProblem[]> {
    return checkDraft({ api: this.api(), edition: this.settings.edition }, draft);
  }

  /** Look-ups before it get half the time, so that what is sent last is over before the lease that it runs under. */
  createTickets(drafts: readonly TicketDraft[]): Promise<readonly CreateOutcome[]> {
    const sendBefore = this.deadline(this.options.timeoutMs / 2);
    const { edition, site } = this.settings;
    return createTickets({ api: this.api(sendBefore), meta: this.meta, edition, site, sendBefore }, drafts);
  }

  async findTickets(lookups: readonly TicketLookup[]): Promise<LookupOutcomes> {
    const deadline = this.deadline(this.options.timeoutMs);
    const { timings, clock } = this.options;
    const { edition, site } = this.settings;
    const api = this.api(deadline);
    const outcomes = await findTickets({ api, site, deadline, timings, clock }, lookups);
    await placeFound({ api, meta: this.meta, edition }, lookups, outcomes);
    return outcomes;
  }

  searchTickets(searches: readonly TicketSearch[]): Promise<TicketMatches> {
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

  planTransition(idOrKey: string, request: TransitionRequest): Promise<TransitionPlan> {
    return planTransition(this.api(), idOrKey, request);
  }

  transition(idOrKey: string, request: TransitionRequest): Promise<TransitionOutcome> {
    return transition(this.api(), idOrKey, request);
  }

  comment(idOrKey: string, ticketComment: TicketComment): Promise<void> {
    return comment(this.api(), this.settings.edition, idOrKey, ticketComment);
  }

  putExternalLink(idOrKey: string, link: ExternalLink): Promise<void> {
    return putExternalLink(this.api(), idOrKey, link);
  }

  private async findAccount(): Promise<CloudAccount> {
    if (!this.settings.edition.isCloud) return { account: await this.api().myself() };
    const deadline = this.deadline(this.options.timeoutMs);
    return cloudAccount({
      addresses: this.settings,
      gateway: this.options.gateway ?? gatewayOf(this.settings.site),
      clientAt: this.clientAt,
      apiAt: (address) => this.api(deadline, this.clientAt(address)),
    });
  }

  private deadline(ms: number): OperationDeadline {
    return new OperationDeadline(ms, 'Jira', this.options.monotonicMs);
  }

  private api(deadline = this.deadline(this.options.timeoutMs), client = this.client): JiraApi {
    const { edition } = this.settings;
    const { apiPath, refusedMessage } = edition;
    return edition.newApi(new JiraTransport(client, { apiPath, refusedMessage, deadline }));
  }
}

/** Every Jira has this page for everybody who may sign in. */
function asWrongAddress(error: unknown): never {
  if (!isNotFound(error)) throw error;
  const words =
    'There is no Jira at this address. Check the address; one of your own may need its context path, as in https://tools.example.com/jira.';
  throw new ProviderError(ProviderFailure.UNEXPECTED, words, { status: error.status, cause: error });
}

import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import {
  type DraftProblem,
  type PmConnection,
  type ProjectSchema,
  ProviderError,
  type RemoteProject,
  type RemoteSearch,
  type RemoteUser,
  type TicketDraft,
} from '../../providers/contract/index.js';
import { TimeLimitedCache } from '../../shared/cache/index.js';
import { Clock } from '../../shared/clock/index.js';
import { InvalidInputError, NotFoundError } from '../../shared/errors/index.js';
import { checkFirst, textViolation } from '../../shared/graphql/index.js';
import { findById } from '../../shared/persistence/index.js';
import { Integration } from '../integration.entity.js';
import { TrackerCallError } from '../tracker-call.error.js';
import { TrackerCallsService } from '../tracker-calls.service.js';

export interface ProjectsQuery {
  readonly integrationId: string;
  readonly search?: string | null | undefined;
  readonly first: number;
  readonly refresh: boolean;
}

export interface SearchQuery {
  readonly integrationId: string;
  readonly projectKey: string;
  readonly search?: string | null | undefined;
  readonly first: number;
}

/** What a tracker has to choose from; remembered briefly, and asked once for any number of simultaneous callers. */
@Injectable()
export class TrackerDiscoveryService {
  private readonly projectLists: TimeLimitedCache<readonly RemoteProject[]>;
  private readonly schemas: TimeLimitedCache<ProjectSchema>;
  private readonly userLists: TimeLimitedCache<readonly RemoteUser[]>;
  private readonly labelLists: TimeLimitedCache<readonly string[]>;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    clock: Clock,
    private readonly em: EntityManager,
    private readonly calls: TrackerCallsService,
  ) {
    const newCache = <T>() => new TimeLimitedCache<T>(settings.timings.discoveryCacheMs, () => clock.now());
    this.projectLists = newCache();
    this.schemas = newCache();
    this.userLists = newCache();
    this.labelLists = newCache();
  }

  /** @throws TrackerCallError, NotFoundError for the integration. */
  async projects({
    integrationId,
    search,
    first,
    refresh,
  }: ProjectsQuery): Promise<readonly RemoteProject[]> {
    const query = { search: checkSearch(search), first: checkFirst(first) };
    const integration = await this.require(integrationId);
    const load = () => this.ask<readonly RemoteProject[]>(integration, (to) => to.listProjects(query));
    return this.projectLists[refresh ? 'refresh' : 'get'](
      keyOf(integration, query.search ?? '', first),
      load,
    );
  }

  /** By its key, whatever the case; null: there is none, or it is hidden from us. @throws TrackerCallError. */
  async findProject(integration: Integration, projectKey: string): Promise<RemoteProject | null> {
    const query = { search: projectKey, first: MAX_PROJECTS };
    const found = await this.projectLists.get(keyOf(integration, projectKey, MAX_PROJECTS), () =>
      this.ask<readonly RemoteProject[]>(integration, (connection) => connection.listProjects(query)),
    );
    return found.find(({ key }) => key.toLowerCase() === projectKey.toLowerCase()) ?? null;
  }

  /** @throws TrackerCallError; NOT_FOUND in it where there is no such project. */
  async projectSchema(integrationId: string, projectKey: string, refresh = false): Promise<ProjectSchema> {
    const integration = await this.require(integrationId);
    return this.schemaOf(integration, projectKey, refresh);
  }

  schemaOf(integration: Integration, projectKey: string, refresh = false): Promise<ProjectSchema> {
    const load = () => this.ask<ProjectSchema>(integration, (to) => to.describeProject(projectKey));
    return this.schemas[refresh ? 'refresh' : 'get'](keyOf(integration, projectKey), load);
  }

  /** What an earlier question left; null: nothing. Asks nobody. */
  cachedSchema(integration: Integration, projectKey: string): Promise<ProjectSchema> | null {
    return this.schemas.peek(keyOf(integration, projectKey)) ?? null;
  }

  /** What the tracker would say to this ticket's own values, asked now. @throws TrackerCallError. */
  checkDraft(integration: Integration, draft: TicketDraft): Promise<readonly DraftProblem[]> {
    return this.ask(integration, (connection) => connection.checkDraft(draft));
  }

  /** @throws TrackerCallError; NOT_FOUND in it where there is no such project. */
  users(query: SearchQuery): Promise<readonly RemoteUser[]> {
    return this.search(query, this.userLists, (connection, given) => connection.searchUsers?.(given));
  }

  /** @throws TrackerCallError; NOT_FOUND in it where there is no such project. */
  labels(query: SearchQuery): Promise<readonly string[]> {
    return this.search(query, this.labelLists, (connection, given) => connection.searchLabels?.(given));
  }

  /** A tracker that cannot search for these has none. */
  private async search<T>(
    { integrationId, projectKey, search, first }: SearchQuery,
    cache: TimeLimitedCache<readonly T[]>,
    find: (connection: PmConnection, given: RemoteSearch) => Promise<readonly T[]> | undefined,
  ): Promise<readonly T[]> {
    const query = { projectKey, search: checkSearch(search) ?? '', first: checkFirst(first) };
    const integration = await this.require(integrationId);
    return cache.get(keyOf(integration, projectKey, query.search, first), () =>
      this.ask(integration, async (connection) => find(connection, query) ?? []),
    );
  }

  private async ask<T>(
    integration: Integration,
    question: Parameters<TrackerCallsService['ask']>[1],
  ): Promise<T> {
    try {
      return (await this.calls.ask(integration, question)) as T;
    } catch (error) {
      throw error instanceof ProviderError ? new TrackerCallError(integration.providerType, error) : error;
    }
  }

  private async require(id: string): Promise<Integration> {
    const integration = await findById(this.em, Integration, id);
    if (!integration || integration.isDeleted) throw new NotFoundError('integration');
    return integration;
  }
}

/** Enough to find one among those whose names hold its key. */
const MAX_PROJECTS = 100;

/** Longer ones find nothing, and travel in an address. */
const MAX_SEARCH_LENGTH = 255;

function checkSearch(search: string | null | undefined): string | null {
  const text = search?.trim();
  if (!text) return null;
  const violation = textViolation(text, MAX_SEARCH_LENGTH);
  if (violation) throw InvalidInputError.of('search', violation);
  return text;
}

/** Other credentials may see other things. */
function keyOf({ id, credentialVersion }: Integration, ...rest: (string | number)[]): string {
  return JSON.stringify([id, credentialVersion, ...rest]);
}

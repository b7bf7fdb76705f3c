import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import {
  Integration,
  TrackerCallError,
  TrackerCallsService,
  TrackerDiscoveryService,
} from '../../integrations/index.js';
import { type ProjectSchema, ProviderError, type TicketSnapshot } from '../../providers/contract/index.js';
import { ChangeFeedService, DomainEventsService } from '../../shared/events/index.js';
import { JobQueueService } from '../../shared/jobs/index.js';
import { databaseNow, findByIds, inProject } from '../../shared/persistence/index.js';
import { DraftSourceRegistry, type TicketPlace } from './draft-source.registry.js';
import { TicketChangePublisherService } from './ticket-change-publisher.service.js';
import { internalReason, toTicketError } from './ticket-error.object.js';
import { type ProjectSchemas, type TicketReading, ticketTopic } from './ticket-events.js';
import { CONFIRM_MISSING_JOB } from './ticket-jobs.js';
import { TicketOperation } from './ticket-operation.entity.js';
import {
  type AccountAnswer,
  applyAnswer,
  applySnapshot,
  isAnswered,
  isMissingUnconfirmed,
} from './ticket-reading.rules.js';
import { FOLLOWED_STATES } from './ticket-state.rules.js';
import type { TicketOwner } from './ticket-waiter.service.js';

/** By remote id. */
type Places = ReadonlyMap<string, TicketPlace>;

/** Reads tickets that were made, in bulk, and decides which of them are MISSING or found again. */
@Injectable()
export class TicketReadingsService {
  private readonly missingConfirmMs: number;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly em: EntityManager,
    private readonly calls: TrackerCallsService,
    private readonly publisher: TicketChangePublisherService,
    private readonly events: DomainEventsService,
    private readonly feed: ChangeFeedService,
    private readonly jobs: JobQueueService,
    private readonly sources: DraftSourceRegistry,
    private readonly discovery: TrackerDiscoveryService,
  ) {
    this.missingConfirmMs = settings.timings.missingConfirmMs;
  }

  /** All tickets of an owner: one bulk call per tracker account, all at the same time. */
  async readOwner({ id: ownerId, projectId }: TicketOwner): Promise<void> {
    const { byIntegration, integrations } = await inProject(this.em, projectId, async (em) => {
      const operations = await em.find(TicketOperation, { ownerId, state: { $in: [...FOLLOWED_STATES] } });
      const ofEach = Map.groupBy(operations, ({ integrationId }) => integrationId);
      return { byIntegration: ofEach, integrations: await findByIds(em, Integration, [...ofEach.keys()]) };
    });
    await Promise.all(
      [...byIntegration].map(([id, operations]) => this.readAccount(integrations.get(id)!, operations)),
    );
  }

  /** Tickets of one tracker account, of any owners: one bulk call, and one transaction for what it answered. */
  async readAccount(integration: Integration, operations: readonly TicketOperation[]): Promise<void> {
    const { projectId } = integration;
    const places = await inProject(this.em, projectId, (em) => this.sources.places(em, operations));
    const answer = await this.ask(integration, operations, places);
    await inProject(this.em, projectId, (em) => em.transactional((tx) => this.save(tx, operations, answer)));
  }

  /** A ticket that was read for another reason. `operation` must be locked, and follow that ticket. */
  async takeSnapshot(
    em: EntityManager,
    operation: TicketOperation,
    snapshot: TicketSnapshot,
    now: Date,
  ): Promise<void> {
    const before = operation.state;
    applySnapshot(operation, snapshot, now);
    await this.publisher.publish(em, operation, before);
    await this.emit(em, [readingOf(operation, { snapshot })], now, new Map());
  }

  /** A ticket that was gone at the last read only counts as MISSING when the tracker still accepts our credentials. */
  private async ask(
    integration: Integration,
    operations: readonly TicketOperation[],
    places: Places,
  ): Promise<AccountAnswer> {
    const reason = integration.disabledReason;
    if (reason !== null) return { error: internalReason(reason, true), isDisabled: true };
    const remoteIds = operations.flatMap(({ remoteId }) => remoteId ?? []);
    const projectKeys = new Map([...places].map(([id, { projectKey }]) => [id, projectKey]));
    const hasMissing = operations.some(({ firstMissingAt }) => firstMissingAt !== null);
    try {
      // At the same time: each may take the whole time that a tracker has.
      const [snapshots] = await this.calls.ask(integration, (connection) =>
        Promise.all([connection.getTickets(remoteIds, projectKeys), hasMissing ? connection.whoAmI() : null]),
      );
      return { snapshots, schemas: await this.schemasOf(integration, places) };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return { error: toTicketError(error), isDisabled: false };
    }
  }

  /** Of projects where a name is waited for whose id is not known: read once, as what follows has the ids. */
  private async schemasOf(integration: Integration, places: Places): Promise<ProjectSchemas> {
    const unresolved = [...places.values()].filter((place) => place.hasUnresolvedStatus);
    const schemas = new Map<string, ProjectSchema>();
    for (const projectKey of new Set(unresolved.map((place) => place.projectKey))) {
      // Without it names are compared as they are: statuses matter more.
      const schema = await this.discovery.schemaOf(integration, projectKey).catch(ifNotAnswered);
      if (schema) schemas.set(projectKey, schema);
    }
    return schemas;
  }

  /** Only over what still has the ticket that was asked for. */
  private async save(
    em: EntityManager,
    asked: readonly TicketOperation[],
    answer: AccountAnswer,
  ): Promise<void> {
    const askedById = new Map(asked.map((operation) => [operation.id, operation]));
    const locked = await em.find(
      TicketOperation,
      { id: { $in: [...askedById.keys()] } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
    const answered = locked.filter((operation) => isAnswered(operation, askedById.get(operation.id)!));
    const now = await databaseNow(em);
    const readings: TicketReading[] = [];
    for (const operation of answered) {
      const before = operation.state;
      const result = applyAnswer(operation, answer, now, this.missingConfirmMs);
      if (result) readings.push(readingOf(operation, result));
      await this.publisher.publish(em, operation, before);
    }
    await this.emit(em, readings, now, 'schemas' in answer ? answer.schemas : new Map());
    await em.flush();
    const isAskedAgain = !('error' in answer) || !answer.isDisabled;
    if (isAskedAgain) await this.scheduleConfirmation(em, answered.filter(isMissingUnconfirmed), now);
    for (const { id } of ownersOf(answered)) await this.feed.publish(em, ticketTopic(id));
  }

  private async emit(
    em: EntityManager,
    readings: readonly TicketReading[],
    readAt: Date,
    schemas: ProjectSchemas,
  ): Promise<void> {
    if (readings.length > 0) await this.events.emit(em, 'tickets.read', { readings, readAt, schemas });
  }

  private async scheduleConfirmation(
    em: EntityManager,
    operations: readonly TicketOperation[],
    now: Date,
  ): Promise<void> {
    const runAt = new Date(now.getTime() + this.missingConfirmMs);
    for (const { id: ownerId, projectId } of ownersOf(operations)) {
      await this.jobs.add(em, CONFIRM_MISSING_JOB, { projectId, ownerId }, { runAt });
    }
  }
}

function ifNotAnswered(error: unknown): null {
  if (error instanceof TrackerCallError) return null;
  throw error;
}

function readingOf({ id, ownerKind }: TicketOperation, result: TicketReading['result']): TicketReading {
  return { ticketOperationId: id, ownerKind, result };
}

/** Each once, in the order of job keys: two orders would deadlock. */
function ownersOf(operations: readonly TicketOperation[]): TicketOwner[] {
  const projectOf = new Map(operations.map(({ ownerId, projectId }) => [ownerId, projectId]));
  return [...projectOf]
    .map(([id, projectId]) => ({ id, projectId }))
    .sort((one, other) => one.id.localeCompare(other.id));
}

import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import { Integration, TrackerCallsService } from '../../integrations/index.js';
import { type ProjectKeys, ProviderError, type TicketSnapshot } from '../../providers/contract/index.js';
import { ChangeFeedService, DomainEventsService } from '../../shared/events/index.js';
import { JobQueueService } from '../../shared/jobs/index.js';
import { databaseNow, findByIds, inProject } from '../../shared/persistence/index.js';
import { DraftSourceRegistry } from './draft-source.registry.js';
import { TicketChangePublisherService } from './ticket-change-publisher.service.js';
import { internalReason, toTicketError } from './ticket-error.object.js';
import { type TicketReading, ticketTopic } from './ticket-events.js';
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
    const projectKeys = await inProject(this.em, projectId, (em) => this.sources.projectKeys(em, operations));
    const answer = await this.ask(integration, operations, projectKeys);
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
    await this.emit(em, [readingOf(operation, { snapshot })], now);
  }

  /** A ticket that was gone at the last read only counts as MISSING when the tracker still accepts our credentials. */
  private async ask(
    integration: Integration,
    operations: readonly TicketOperation[],
    projectKeys: ProjectKeys,
  ): Promise<AccountAnswer> {
    const reason = integration.disabledReason;
    if (reason !== null) return { error: internalReason(reason, true), isDisabled: true };
    const remoteIds = operations.flatMap(({ remoteId }) => remoteId ?? []);
    const hasMissing = operations.some(({ firstMissingAt }) => firstMissingAt !== null);
    try {
      // At the same time: each may take the whole time that a tracker has.
      const [snapshots] = await this.calls.ask(integration, (connection) =>
        Promise.all([connection.getTickets(remoteIds, projectKeys), hasMissing ? connection.whoAmI() : null]),
      );
      return { snapshots };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return { error: toTicketError(error), isDisabled: false };
    }
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
    await this.emit(em, readings, now);
    await em.flush();
    const isAskedAgain = !('error' in answer) || !answer.isDisabled;
    if (isAskedAgain) await this.scheduleConfirmation(em, answered.filter(isMissingUnconfirmed), now);
    for (const { id } of ownersOf(answered)) await this.feed.publish(em, ticketTopic(id));
  }

  private async emit(em: EntityManager, readings: readonly TicketReading[], readAt: Date): Promise<void> {
    if (readings.length > 0) await this.events.emit(em, 'tickets.read', { readings, readAt });
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

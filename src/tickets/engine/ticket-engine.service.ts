import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Integration } from '../../integrations/index.js';
import { ChangeFeedService, DomainEventsService } from '../../shared/events/index.js';
import { JobQueueService } from '../../shared/jobs/index.js';
import { databaseNow } from '../../shared/persistence/index.js';
import type { RemoteTicket, TicketSnapshot } from '../../providers/contract/index.js';
import { TicketActivityService } from './ticket-activity.service.js';
import { internalReason } from './ticket-error.object.js';
import { ticketTopic } from './ticket-events.js';
import { PROCESS_TICKETS_JOB } from './ticket-jobs.js';
import type { NewTicketOperation, OperationOwner } from './new-ticket-operation.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { TICKET_OPERATIONS_QUEUE } from './ticket-operations.queue.js';
import { TicketReadingsService } from './ticket-readings.service.js';
import { TicketState } from './ticket-state.js';
import { ACTIVE_STATES } from './ticket-state.rules.js';
import type { TicketOwner } from './ticket-waiter.service.js';

/** Everybody locks operations in the order of their ids: two orders would deadlock. */
const LOCKED_IN_ORDER = {
  lockMode: LockMode.PESSIMISTIC_WRITE,
  orderBy: { id: 'asc' },
  refresh: true,
} as const;

const LOOKUP_IMPOSSIBLE = internalReason(
  'It may exist: its tracker was disconnected before that was certain. Look for it there.',
  false,
);

/** What owners of tickets may ask for. Everything but the refreshing works inside the caller's transaction. */
@Injectable()
export class TicketEngineService {
  constructor(
    private readonly jobs: JobQueueService,
    private readonly feed: ChangeFeedService,
    private readonly readings: TicketReadingsService,
    private readonly activity: TicketActivityService,
    events: DomainEventsService,
  ) {
    events.on('integration.available', (em, { integration }) => this.resume(em, integration));
    events.on('integration.unavailable', (em, { integration, reason }) =>
      this.recordUnavailable(em, integration, reason),
    );
  }

  /**
   * A ticket that is to be made. `integration` must be locked (FOR SHARE at least) by the caller's transaction, so that
   * a change to it either sees this row or is seen here. `now`: the database's.
   */
  plan(em: EntityManager, given: NewTicketOperation, integration: Integration, now: Date): TicketOperation {
    const operation = new TicketOperation(given, now);
    waitWhereUnavailable(operation, integration, now);
    em.persist(operation);
    return operation;
  }

  /** Requests again what is FAILED, MISSING or SKIPPED; the same lock as for `plan`. */
  retry(operation: TicketOperation, integration: Integration, now: Date): void {
    operation.retry(integration.id, now);
    waitWhereUnavailable(operation, integration, now);
  }

  /** A person says that the tracker has no ticket: it may be made. The same lock as for `plan`. */
  confirmAbsent(operation: TicketOperation, integration: Integration, now: Date): void {
    operation.confirmedAbsent(now);
    waitWhereUnavailable(operation, integration, now);
  }

  /** A person says which ticket it is. */
  link(operation: TicketOperation, ticket: RemoteTicket, integrationId: string, now: Date): void {
    operation.linked(ticket, integrationId, now);
  }

  /** The ticket was read for another reason: its owner stores how it stands. `operation` must be locked. */
  takeSnapshot(
    em: EntityManager,
    operation: TicketOperation,
    snapshot: TicketSnapshot,
    now: Date,
  ): Promise<void> {
    return this.readings.takeSnapshot(em, operation, snapshot, now);
  }

  /** Asks the trackers how all tickets of an owner stand; what cannot be asked becomes the tickets' error. */
  refresh(owner: TicketOwner): Promise<void> {
    return this.readings.readOwner(owner);
  }

  /** The same for tickets of one tracker account, of any owners, by one bulk call. */
  refreshAccount(integration: Integration, operations: readonly TicketOperation[]): Promise<void> {
    return this.readings.readAccount(integration, operations);
  }

  /** A person unlinked it: its ticket is not followed any more. */
  unlink(operation: TicketOperation, now: Date): void {
    operation.unlinked(now);
  }

  /** Their owner does not request them any more. What may exist is still looked up. */
  cancel(operations: readonly TicketOperation[], now: Date): void {
    for (const operation of operations) operation.cancel(now);
  }

  /**
   * Their tracker was disconnected: what was not made is cancelled, and what may exist cannot be looked up any more.
   * @returns all that were active there, of owners of this kind.
   */
  async cancelDisconnected(
    em: EntityManager,
    integrationId: string,
    ownerKind: OperationOwner,
  ): Promise<readonly TicketOperation[]> {
    const operations = await em.find(
      TicketOperation,
      { integrationId, ownerKind, state: { $in: [...ACTIVE_STATES] } },
      LOCKED_IN_ORDER,
    );
    const now = await databaseNow(em);
    for (const operation of operations) {
      operation.cancel(now);
      if (operation.state === TicketState.UNCERTAIN) operation.waitFor(LOOKUP_IMPOSSIBLE, now);
      if (operation.state === TicketState.SKIPPED) this.activity.recordDisconnected(em, operation);
    }
    return operations;
  }

  /** Makes those due now that are in an active state, and resets nothing. @returns those: the caller wakes them. */
  makeDue(operations: readonly TicketOperation[]): readonly TicketOperation[] {
    const active = operations.filter(({ state }) => ACTIVE_STATES.includes(state));
    for (const operation of active) operation.makeDue();
    return active;
  }

  /** One wake-up per owner and integration, in key order. Call it after the flush that wrote the rows. */
  async wake(em: EntityManager, operations: readonly TicketOperation[]): Promise<void> {
    const keys = new Map(operations.map((operation) => [PROCESS_TICKETS_JOB.keyOf(operation), operation]));
    for (const [, { projectId, ownerId, integrationId }] of [...keys].sort(([a], [b]) =>
      a.localeCompare(b),
    )) {
      await this.jobs.add(em, PROCESS_TICKETS_JOB, { projectId, ownerId, integrationId });
    }
  }

  /** The owner's operations, locked until the transaction ends, so that no worker claims them meanwhile. */
  lock(em: EntityManager, ownerId: string): Promise<TicketOperation[]> {
    return em.find(TicketOperation, { ownerId }, LOCKED_IN_ORDER);
  }

  /** What may exist is looked for now as well; such a lookup counts only if it is far enough from the last one. */
  private async resume(em: EntityManager, { id: integrationId }: Integration): Promise<void> {
    await em.flush();
    await TICKET_OPERATIONS_QUEUE.resume(em, { integrationId });
    await TICKET_OPERATIONS_QUEUE.enqueueDue(em, { integrationId });
  }

  private async recordUnavailable(
    em: EntityManager,
    { id: integrationId }: Integration,
    reason: string,
  ): Promise<void> {
    await em.flush();
    const paused = await TICKET_OPERATIONS_QUEUE.pause(em, { integrationId }, internalReason(reason, true));
    for (const ownerId of new Set(paused.map((key) => key.ownerId)))
      await this.feed.publish(em, ticketTopic(ownerId));
  }
}

function waitWhereUnavailable(operation: TicketOperation, integration: Integration, now: Date): void {
  const reason = integration.unavailableReason;
  if (reason !== null) operation.waitFor(internalReason(reason, true), now);
}

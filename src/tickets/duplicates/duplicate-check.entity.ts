import { Entity, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity, TenantFilter, TIMESTAMP } from '../../shared/persistence/index.js';
import type { TicketOperation } from '../engine/ticket-operation.entity.js';

/**
 * A creation that was uncertain once, under the identity and in the place that it had then. What it may have made is
 * searched for a few times more, whatever has become of the operation since. The row is deleted after the last search.
 */
@Entity({ tableName: 'duplicate_checks' })
@Unique({
  name: 'duplicate_checks_place_unique',
  properties: ['projectId', 'operationId', 'integrationId', 'projectKey'],
})
@Index({
  name: 'duplicate_checks_due_index',
  expression: 'create index duplicate_checks_due_index on duplicate_checks (integration_id, due_at)',
})
@Index({
  name: 'duplicate_checks_lease_index',
  expression:
    'create index duplicate_checks_lease_index on duplicate_checks (integration_id, lease_until) where lease_owner is not null',
})
@TenantFilter('projectId')
export class DuplicateCheck extends BaseEntity {
  @Property({ type: 'uuid' })
  projectId: string;

  @Property({ type: 'uuid' })
  integrationId: string;

  /** The row that it belongs to, which may have another identity by now. */
  @Property({ type: 'uuid' })
  ticketOperationId: string;

  /** The identity inside the ticket that may exist. */
  @Property({ type: 'uuid' })
  operationId: string;

  @Property({ length: 255 })
  projectKey: string;

  /** Since when it may exist. All points in time here are the database's. */
  @Property({ ...TIMESTAMP })
  sentAt: Date;

  @Property({ ...TIMESTAMP })
  uncertainAt: Date;

  @Property({ ...TIMESTAMP })
  dueAt: Date;

  /** Which job searches for it, until when. */
  @Property({ type: 'uuid', nullable: true })
  leaseOwner: string | null = null;

  @Property({ ...TIMESTAMP, nullable: true })
  leaseUntil: Date | null = null;

  constructor(operation: TicketOperation, projectKey: string, uncertainAt: Date, dueAt: Date) {
    super();
    this.projectId = operation.projectId;
    this.integrationId = operation.integrationId;
    this.ticketOperationId = operation.id;
    this.operationId = operation.operationId;
    this.projectKey = projectKey;
    this.sentAt = operation.firstSentAt ?? operation.createdAt;
    this.uncertainAt = uncertainAt;
    this.dueAt = dueAt;
  }

  /** Uncertain once more: from the beginning. */
  restart(uncertainAt: Date, dueAt: Date): void {
    this.uncertainAt = uncertainAt;
    this.dueAt = dueAt;
  }

  /** Ends the lease; the next search may begin at `dueAt`. */
  reschedule(dueAt: Date): void {
    this.dueAt = dueAt;
    this.leaseOwner = null;
    this.leaseUntil = null;
  }
}

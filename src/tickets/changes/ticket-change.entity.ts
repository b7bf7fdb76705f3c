import { Entity, Enum, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { isDeepStrictEqual } from 'node:util';
import type { Lease } from '../../shared/jobs/index.js';
import { BaseEntity, TenantFilter, TIMESTAMP } from '../../shared/persistence/index.js';
import { DUE_NOW } from '../engine/due-now.js';
import type { TicketError } from '../engine/ticket-error.object.js';
import type { TicketOperation } from '../engine/ticket-operation.entity.js';

export enum TicketChangeKind {
  /** A link to the ticket of another platform of the same release, in another tracker account. */
  CROSS_LINK = 'CROSS_LINK',
}

/** Which ticket is to be changed, and to what. The members of `content` are those of the change's kind. */
export interface DesiredTicketChange {
  readonly integrationId: string;
  readonly remoteId: string;
  readonly content: Readonly<Record<string, string>>;
}

/**
 * Something that should stand on a ticket. The row says what is desired, and is due until the tracker has taken it or
 * refused it. Kind and key name it within its ticket: of one name, only the newest revision is written.
 */
@Entity({ tableName: 'ticket_changes' })
@Unique({
  name: 'ticket_changes_key_unique',
  properties: ['projectId', 'ticketOperationId', 'kind', 'key'],
})
@Index({
  name: 'ticket_changes_due_index',
  expression:
    'create index ticket_changes_due_index on ticket_changes (integration_id, due_at) where due_at is not null',
})
@Index({
  name: 'ticket_changes_lease_index',
  expression:
    'create index ticket_changes_lease_index on ticket_changes (integration_id, lease_until) where lease_owner is not null',
})
@Index({ name: 'ticket_changes_owner_index', properties: ['projectId', 'ownerId'] })
@TenantFilter('projectId')
export class TicketChange extends BaseEntity implements DesiredTicketChange {
  @Property({ type: 'uuid' })
  projectId: string;

  @Property({ type: 'uuid' })
  ticketOperationId: string;

  /** The owner of the ticket: a release. */
  @Property({ type: 'uuid' })
  ownerId: string;

  @Enum({ items: () => TicketChangeKind })
  kind: TicketChangeKind;

  @Property({ length: 255 })
  key: string;

  @Property({ type: 'uuid' })
  integrationId!: string;

  @Property({ length: 255 })
  remoteId!: string;

  @Property({ type: 'json' })
  content!: Readonly<Record<string, string>>;

  /** Counts what was desired so far. */
  @Property({ type: 'integer' })
  revision = 1;

  /** Null: nothing is left to do. All points in time here are the database's. */
  @Property({ ...TIMESTAMP, nullable: true })
  dueAt: Date | null = DUE_NOW;

  /** Which job writes it, until when. */
  @Property({ type: 'uuid', nullable: true })
  leaseOwner: string | null = null;

  @Property({ ...TIMESTAMP, nullable: true })
  leaseUntil: Date | null = null;

  /** Some revision was sent to this very ticket. */
  @Property({ type: 'boolean' })
  isSent = false;

  /** Calls in a row that failed. */
  @Property({ type: 'integer' })
  attempts = 0;

  /** The latest of them in a row that failed without a known reason, or found no ticket. */
  @Property({ type: 'integer' })
  unexplained = 0;

  /** The tracker's refusal of this revision: it is not sent again. */
  @Property({ type: 'json', nullable: true })
  refusal: TicketError | null = null;

  constructor(
    operation: TicketOperation,
    { kind, key }: Pick<TicketChange, 'kind' | 'key'>,
    desired: DesiredTicketChange,
  ) {
    super();
    this.projectId = operation.projectId;
    this.ticketOperationId = operation.id;
    this.ownerId = operation.ownerId;
    this.kind = kind;
    this.key = key;
    this.assignDesired(desired);
  }

  /** A call may be in progress. */
  isLeased(now: Date): boolean {
    return this.leaseUntil !== null && this.leaseUntil >= now;
  }

  isHeldBy({ owner }: Lease): boolean {
    return this.leaseOwner === owner;
  }

  isOnTicket({ integrationId, remoteId }: Pick<DesiredTicketChange, 'integrationId' | 'remoteId'>): boolean {
    return this.integrationId === integrationId && this.remoteId === remoteId;
  }

  /** What is written or refused stays so unless something else is desired. */
  setDesired(desired: DesiredTicketChange): void {
    if (this.isOnTicket(desired) && isDeepStrictEqual(this.content, desired.content)) return;
    if (!this.isOnTicket(desired)) this.isSent = false;
    this.assignDesired(desired);
    this.revision += 1;
    this.dueAt = DUE_NOW;
    this.attempts = 0;
    this.unexplained = 0;
    this.refusal = null;
  }

  /** The tracker has it. */
  written(): void {
    this.dueAt = null;
    this.attempts = 0;
    this.unexplained = 0;
    this.endLease();
  }

  refused(refusal: TicketError): void {
    this.written();
    this.refusal = refusal;
  }

  /** Not taken, or nobody knows: it is sent again from `dueAt` on. */
  failed(dueAt: Date, isUnexplained: boolean): void {
    this.dueAt = dueAt;
    this.attempts += 1;
    this.unexplained = isUnexplained ? this.unexplained + 1 : 0;
    this.endLease();
  }

  /** An older revision was sent, and may arrive after a newer one: the newest is sent again, from `dueAt` on. */
  superseded(dueAt: Date): void {
    this.dueAt = dueAt;
    this.endLease();
  }

  /** The same after the lease had ended, so that another call may be in progress. */
  supersededLate(): void {
    this.dueAt ??= DUE_NOW;
  }

  private endLease(): void {
    this.leaseOwner = null;
    this.leaseUntil = null;
  }

  private assignDesired({ integrationId, remoteId, content }: DesiredTicketChange): void {
    this.integrationId = integrationId;
    this.remoteId = remoteId;
    this.content = content;
  }
}

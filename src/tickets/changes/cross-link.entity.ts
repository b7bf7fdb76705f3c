import { Entity, Enum, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { TargetPlatform } from '../../pm-configs/index.js';
import { BaseEntity, TenantFilter, TIMESTAMP } from '../../shared/persistence/index.js';
import { DUE_NOW } from '../engine/due-now.js';
import type { TicketError } from '../engine/ticket-error.object.js';
import type { TicketOperation } from '../engine/ticket-operation.entity.js';

/** Which ticket carries a link, and what that says. */
export interface DesiredCrossLink {
  readonly integrationId: string;
  readonly remoteId: string;
  readonly url: string;
  readonly title: string;
}

/**
 * A link on one ticket of a release to a sibling: another platform's ticket, in another tracker. The row says what is
 * wanted; it is due until the tracker has taken it, or refused it.
 */
@Entity({ tableName: 'cross_links' })
@Unique({ name: 'cross_links_place_unique', properties: ['projectId', 'ticketOperationId', 'platform'] })
@Index({
  name: 'cross_links_due_index',
  expression:
    'create index cross_links_due_index on cross_links (integration_id, due_at) where due_at is not null',
})
@Index({ name: 'cross_links_owner_index', properties: ['projectId', 'ownerId'] })
@TenantFilter('projectId')
export class CrossLink extends BaseEntity implements DesiredCrossLink {
  @Property({ type: 'uuid' })
  projectId: string;

  /** Whose ticket carries it. */
  @Property({ type: 'uuid' })
  ticketOperationId: string;

  /** The release of both. */
  @Property({ type: 'uuid' })
  ownerId: string;

  /** The sibling's. */
  @Enum({ items: () => TargetPlatform })
  platform: TargetPlatform;

  @Property({ type: 'uuid' })
  integrationId!: string;

  @Property({ length: 255 })
  remoteId!: string;

  @Property({ length: 2000 })
  url!: string;

  @Property({ length: 255 })
  title!: string;

  /** Null: nothing is left to do. All points in time here are the database's. */
  @Property({ ...TIMESTAMP, nullable: true })
  dueAt: Date | null = DUE_NOW;

  /** Somebody is putting it there, until then. */
  @Property({ ...TIMESTAMP, nullable: true })
  leaseUntil: Date | null = null;

  /** It was sent to this very ticket, perhaps with another content. */
  @Property({ type: 'boolean' })
  isSent = false;

  /** Calls in a row that failed. */
  @Property({ type: 'integer' })
  attempts = 0;

  /** How many of them, up to the last one, nobody could explain, or found no ticket. */
  @Property({ type: 'integer' })
  unexplained = 0;

  /** The tracker's no to what is wanted: it is not asked again before that changes. */
  @Property({ type: 'json', nullable: true })
  refusal: TicketError | null = null;

  constructor(source: TicketOperation, platform: TargetPlatform, desired: DesiredCrossLink) {
    super();
    this.projectId = source.projectId;
    this.ticketOperationId = source.id;
    this.ownerId = source.ownerId;
    this.platform = platform;
    this.assignDesired(desired);
  }

  /** The link's own name on its ticket: the same whatever it says, so that the tracker updates it. Never change. */
  get linkId(): string {
    return `release:${this.ownerId}:${this.platform}`;
  }

  isBetween(source: TicketOperation, target: TicketOperation): boolean {
    return this.ticketOperationId === source.id && this.platform === target.platform;
  }

  /** A call may be under way; then nobody else may begin one. */
  isLeased(now: Date): boolean {
    return this.leaseUntil !== null && this.leaseUntil >= now;
  }

  /** Nobody has claimed it since it was claimed as `claimed`, nor written what became of it. */
  hasLeaseOf(claimed: CrossLink): boolean {
    return this.leaseUntil !== null && this.leaseUntil.getTime() === claimed.leaseUntil?.getTime();
  }

  isOnTicket({ integrationId, remoteId }: Pick<DesiredCrossLink, 'integrationId' | 'remoteId'>): boolean {
    return this.integrationId === integrationId && this.remoteId === remoteId;
  }

  isSameAs(desired: DesiredCrossLink): boolean {
    return this.isOnTicket(desired) && this.url === desired.url && this.title === desired.title;
  }

  /** What is refused or there already stays so unless something else is wanted. */
  setDesired(desired: DesiredCrossLink): void {
    if (this.isSameAs(desired)) return;
    if (!this.isOnTicket(desired)) this.isSent = false;
    this.assignDesired(desired);
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
    this.leaseUntil = null;
  }

  refused(refusal: TicketError): void {
    this.written();
    this.refusal = refusal;
  }

  /** Not taken, or nobody knows: once more, from `dueAt` on. */
  failed(dueAt: Date, isUnexplained: boolean): void {
    this.dueAt = dueAt;
    this.attempts += 1;
    this.unexplained = isUnexplained ? this.unexplained + 1 : 0;
    this.leaseUntil = null;
  }

  /** What was sent is not wanted any more, and may have come after what was wanted then: again, from `dueAt` on. */
  superseded(dueAt: Date): void {
    this.dueAt = dueAt;
    this.leaseUntil = null;
  }

  /** The same of a call whose lease had ended, so that another may be under way. */
  supersededLate(): void {
    this.dueAt ??= DUE_NOW;
  }

  private assignDesired({ integrationId, remoteId, url, title }: DesiredCrossLink): void {
    this.integrationId = integrationId;
    this.remoteId = remoteId;
    this.url = url;
    this.title = title;
  }
}

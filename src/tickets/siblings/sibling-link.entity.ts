import { Entity, Enum, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { TargetPlatform } from '../../pm-configs/index.js';
import { BaseEntity, TenantFilter, TIMESTAMP } from '../../shared/persistence/index.js';
import { AT_ONCE } from '../operation-record.js';
import type { TicketError } from '../ticket-error.js';
import type { TicketOperation } from '../ticket-operation.entity.js';

/** Which ticket carries a link, and what that says. */
export interface WantedLink {
  readonly integrationId: string;
  readonly remoteId: string;
  readonly url: string;
  readonly title: string;
}

/**
 * A link on one ticket of a release to a sibling: another platform's ticket, in another tracker. The row says what is
 * wanted; it is due until the tracker has taken it, or refused it.
 */
@Entity({ tableName: 'sibling_links' })
@Unique({ name: 'sibling_links_place_unique', properties: ['projectId', 'ticketOperationId', 'platform'] })
@Index({
  name: 'sibling_links_due_index',
  expression:
    'create index sibling_links_due_index on sibling_links (integration_id, due_at) where due_at is not null',
})
@Index({ name: 'sibling_links_owner_index', properties: ['projectId', 'ownerId'] })
@TenantFilter('projectId')
export class SiblingLink extends BaseEntity implements WantedLink {
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
  dueAt: Date | null = AT_ONCE;

  /** Somebody is putting it there, until then. */
  @Property({ ...TIMESTAMP, nullable: true })
  leasedUntil: Date | null = null;

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

  constructor(carrier: TicketOperation, platform: TargetPlatform, wanted: WantedLink) {
    super();
    this.projectId = carrier.projectId;
    this.ticketOperationId = carrier.id;
    this.ownerId = carrier.ownerId;
    this.platform = platform;
    this.write(wanted);
  }

  /** The link's own name on its ticket: the same whatever it says, so that the tracker updates it. Never change. */
  get linkId(): string {
    return `release:${this.ownerId}:${this.platform}`;
  }

  isOf(carrier: TicketOperation, sibling: TicketOperation): boolean {
    return this.ticketOperationId === carrier.id && this.platform === sibling.platform;
  }

  /** A call may be under way; then nobody else may begin one. */
  isBeingPut(now: Date): boolean {
    return this.leasedUntil !== null && this.leasedUntil >= now;
  }

  /** Nobody has claimed it since it was claimed as `claimed`, nor written what became of it. */
  isStillLeasedAs(claimed: SiblingLink): boolean {
    return this.leasedUntil !== null && this.leasedUntil.getTime() === claimed.leasedUntil?.getTime();
  }

  isOn({ integrationId, remoteId }: Pick<WantedLink, 'integrationId' | 'remoteId'>): boolean {
    return this.integrationId === integrationId && this.remoteId === remoteId;
  }

  says(wanted: WantedLink): boolean {
    return this.isOn(wanted) && this.url === wanted.url && this.title === wanted.title;
  }

  /** What is refused or there already stays so unless something else is wanted. */
  become(wanted: WantedLink): void {
    if (this.says(wanted)) return;
    if (!this.isOn(wanted)) this.isSent = false;
    this.write(wanted);
    this.dueAt = AT_ONCE;
    this.attempts = 0;
    this.unexplained = 0;
    this.refusal = null;
  }

  /** The tracker has it. */
  done(): void {
    this.dueAt = null;
    this.attempts = 0;
    this.unexplained = 0;
    this.leasedUntil = null;
  }

  refused(refusal: TicketError): void {
    this.done();
    this.refusal = refusal;
  }

  /** Not taken, or nobody knows: once more, from `dueAt` on. */
  failed(dueAt: Date, isUnexplained: boolean): void {
    this.dueAt = dueAt;
    this.attempts += 1;
    this.unexplained = isUnexplained ? this.unexplained + 1 : 0;
    this.leasedUntil = null;
  }

  /** What was sent is not wanted any more, and may have come after what was wanted then: again, from `dueAt` on. */
  overtaken(dueAt: Date): void {
    this.dueAt = dueAt;
    this.leasedUntil = null;
  }

  /** The same of a call whose lease had ended, so that another may be under way. */
  overtakenLate(): void {
    this.dueAt ??= AT_ONCE;
  }

  private write({ integrationId, remoteId, url, title }: WantedLink): void {
    this.integrationId = integrationId;
    this.remoteId = remoteId;
    this.url = url;
    this.title = title;
  }
}

import { Check, Entity, Enum, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { v4 as uuidv4 } from 'uuid';
import { TargetPlatform } from '../../pm-configs/index.js';
import type { RemoteTicket } from '../../providers/contract/index.js';
import { EditableEntity, TenantFilter, TIMESTAMP } from '../../shared/persistence/index.js';
import { DUE_NOW } from './due-now.js';
import { type NewTicketOperation, OperationOwner } from './new-ticket-operation.js';
import type { TicketError } from './ticket-error.object.js';
import { TicketState } from './ticket-state.js';
import {
  ACTIVE_STATES,
  allowsMove,
  FINISHED_STATES,
  IllegalTicketMoveError,
  sqlListOf,
  targetOfMove,
  type TicketMove,
} from './ticket-state.rules.js';

/**
 * One intended creation of a ticket, and everything that is known about it. It drives the creation; what the ticket
 * says is its owner's business. Claims and leases are taken in SQL only (ticket-operations.queue.ts).
 */
@Entity({ tableName: 'ticket_operations' })
@Unique({ name: 'ticket_operations_project_unique', properties: ['projectId', 'id'] })
@Unique({ name: 'ticket_operations_owner_unique', properties: ['projectId', 'ownerId', 'platform'] })
@Unique({ name: 'ticket_operations_operation_unique', properties: ['operationId'] })
@Index({
  name: 'ticket_operations_due_index',
  expression: `create index ticket_operations_due_index on ticket_operations (due_at) where state in (${sqlListOf(ACTIVE_STATES)})`,
})
@Index({
  name: 'ticket_operations_lease_index',
  expression:
    'create index ticket_operations_lease_index on ticket_operations (integration_id, lease_until) where lease_owner is not null',
})
@Index({
  name: 'ticket_operations_cross_links_index',
  expression:
    'create index ticket_operations_cross_links_index on ticket_operations (project_id, owner_id) where are_cross_links_outdated',
})
@Check({ name: 'ticket_operations_created_check', expression: `state <> 'CREATED' or remote_id is not null` })
@Check({
  name: 'ticket_operations_creating_check',
  expression: `state <> 'CREATING' or lease_owner is not null`,
})
@TenantFilter('projectId')
export class TicketOperation extends EditableEntity {
  @Property({ type: 'uuid' })
  projectId: string;

  @Property({ type: 'uuid' })
  integrationId: string;

  @Enum({ items: () => OperationOwner })
  ownerKind: OperationOwner;

  @Property({ type: 'uuid' })
  ownerId: string;

  @Enum({ items: () => TargetPlatform })
  platform: TargetPlatform;

  /** What the ticket carries inside, so that it is found again. UUIDv4: a tracker may take it for the ticket's own id. */
  @Property({ type: 'uuid' })
  operationId: string = uuidv4();

  /** How often the tracker has definitely refused it, for good or for now: part of the idempotency key of trackers that have one. */
  @Property({ type: 'integer' })
  generation = 0;

  /** When this generation was first sent, whatever was proven since: some trackers store an idempotency key for a limited time. */
  @Property({ ...TIMESTAMP, nullable: true })
  generationSentAt: Date | null = null;

  @Property({ type: 'boolean' })
  isRequested = true;

  @Enum({ items: () => TicketState })
  state: TicketState = TicketState.PENDING;

  /** Counts claims. */
  @Property({ type: 'integer' })
  attempt = 0;

  /** Who works on it, until when (the database's clock). Only after that may another touch it. */
  @Property({ type: 'uuid', nullable: true })
  leaseOwner: string | null = null;

  @Property({ ...TIMESTAMP, nullable: true })
  leaseUntil: Date | null = null;

  @Property({ ...TIMESTAMP, nullable: true })
  firstSentAt: Date | null = null;

  /** When the last call that may have made it had to be over. */
  @Property({ ...TIMESTAMP, nullable: true })
  sendDeadline: Date | null = null;

  /** When absence was last certain: a new identity, a lookup with proof, or the tracker's definite refusal. */
  @Property({ ...TIMESTAMP, nullable: true })
  confirmedAbsentAt: Date | null = null;

  /** Lookups in a row that found nothing and prove nothing yet. */
  @Property({ type: 'integer' })
  misses = 0;

  /** When the last of them was counted. */
  @Property({ ...TIMESTAMP, nullable: true })
  lastMissAt: Date | null = null;

  /** When it may be taken up next. All points in time here are the database's. */
  @Property({ ...TIMESTAMP })
  dueAt: Date = DUE_NOW;

  @Property({ type: 'string', length: 255, nullable: true })
  remoteId: string | null = null;

  @Property({ type: 'string', length: 255, nullable: true })
  key: string | null = null;

  @Property({ type: 'string', length: 2000, nullable: true })
  url: string | null = null;

  /** The first of the two reads that found a created ticket gone. */
  @Property({ ...TIMESTAMP, nullable: true })
  firstMissingAt: Date | null = null;

  /** Tickets that were reported in the activity, so that none is reported twice: `<integration>/<remote id>`. */
  @Property({ type: 'json' })
  reportedTickets: readonly string[] = [];

  /** Its ticket changed since the cross-links of its release were last planned. */
  @Property({ type: 'boolean', default: false })
  areCrossLinksOutdated = false;

  @Property({ type: 'json', nullable: true })
  error: TicketError | null = null;

  constructor(given: NewTicketOperation, now: Date) {
    super();
    this.confirmedAbsentAt = now;
    this.projectId = given.projectId;
    this.integrationId = given.integrationId;
    this.ownerKind = given.ownerKind;
    this.ownerId = given.ownerId;
    this.platform = given.platform;
  }

  /** Nobody has to wait for it: it is finished, waits for something outside, or is a cancelled lookup. */
  get isIdle(): boolean {
    switch (this.state) {
      case TicketState.PENDING:
        return this.error !== null;
      case TicketState.CREATING:
        return false;
      case TicketState.UNCERTAIN:
        return !this.isRequested;
      default:
        return true;
    }
  }

  /** It was sent, and its absence has not been proven since. */
  get mayExist(): boolean {
    return (
      this.generationSentAt !== null &&
      (this.confirmedAbsentAt === null || this.confirmedAbsentAt <= this.generationSentAt)
    );
  }

  /** It waits for something outside, which `error` names. */
  waitFor(error: TicketError, now: Date): void {
    this.error = error;
    this.touch(now);
  }

  /** The tracker made it. */
  created(ticket: RemoteTicket, now: Date): void {
    this.move('create');
    this.follow(ticket, now);
  }

  /** It turned up by a lookup or a late answer: it exists after all. */
  adopted(ticket: RemoteTicket, now: Date): void {
    this.move('adopt');
    this.follow(ticket, now);
  }

  /** Of two that were made for it, the older one counts. */
  replaced(ticket: RemoteTicket, now: Date): void {
    this.move('replace');
    this.follow(ticket, now);
  }

  /** It was gone from the tracker, and is there again. */
  foundAgain(ticket: RemoteTicket, now: Date): void {
    this.move('findAgain');
    this.follow(ticket, now);
  }

  isReported(integrationId: string, remoteId: string): boolean {
    return this.reportedTickets.includes(`${integrationId}/${remoteId}`);
  }

  markReported(integrationId: string, remoteId: string): void {
    this.reportedTickets = [...new Set(this.reportedTickets).add(`${integrationId}/${remoteId}`)];
  }

  /** Certainly not made: it waits to be claimed again. */
  notCreated(error: TicketError | null, dueAt: Date, now: Date): void {
    this.move('notCreated');
    this.error = this.isRequested ? error : null;
    this.confirmedAbsentAt = now;
    this.resetMisses();
    this.dueAt = dueAt;
    this.endLease(now);
  }

  /** It may exist, but sending the same again makes no second one: it is sent again, and may still exist. */
  repeat(now: Date): void {
    this.move('repeat');
    this.error = null;
    this.resetMisses();
    this.dueAt = DUE_NOW;
    this.endLease(now);
  }

  /** The tracker definitely refused all that was sent: the next call is a first one, under another idempotency key. */
  nextGeneration(): void {
    this.generation += 1;
    this.generationSentAt = null;
  }

  /** It was claimed, but never sent: as it was before, unless it was cancelled meanwhile. */
  releaseUnsent(reason: TicketError | null, dueAt: Date, now: Date): void {
    this.move('releaseUnsent');
    this.error = this.isRequested ? reason : null;
    this.dueAt = dueAt;
    this.endLease(now);
  }

  /** The tracker refused it; a person must change something. */
  failed(error: TicketError, now: Date): void {
    this.move('fail');
    this.error = error;
    this.confirmedAbsentAt = now;
    this.nextGeneration();
    this.endLease(now);
  }

  /** It may or may not exist. */
  uncertain(error: TicketError, dueAt: Date, now: Date): void {
    this.move('loseTrack');
    this.error = error;
    this.resetMisses();
    this.dueAt = dueAt;
    this.endLease(now);
  }

  /** A lookup found nothing, which proves nothing yet. One too soon after the last neither counts nor delays. */
  notFoundYet(spacingMs: number, now: Date, reason: TicketError | null = null): void {
    const isSpaced = !this.lastMissAt || now.getTime() - this.lastMissAt.getTime() >= spacingMs;
    const lastMissAt = isSpaced ? now : this.lastMissAt!;
    if (isSpaced) this.misses += 1;
    this.lastMissAt = lastMissAt;
    if (reason && this.state === TicketState.UNCERTAIN) this.error = reason;
    this.lookupEnded(new Date(lastMissAt.getTime() + spacingMs), now);
  }

  /** A lookup found nothing. If a person has decided meanwhile, the next step is not delayed. */
  lookupEnded(dueAt: Date, now: Date): void {
    if (this.state === TicketState.UNCERTAIN) this.dueAt = dueAt;
    this.endLease(now);
  }

  /** It is gone from the tracker, seen twice. */
  missing(error: TicketError, now: Date): void {
    this.move('miss');
    this.error = error;
    this.touch(now);
  }

  /** The first read that found it gone, or one that found it again. */
  setFirstMissingAt(at: Date | null): void {
    this.firstMissingAt = at;
  }

  /** Renamed or moved: another key and address, the same ticket. */
  renamed({ key, url }: RemoteTicket, now: Date): void {
    if (this.key === key && this.url === url) return;
    this.flagCrossLinksOutdated();
    this.key = key;
    this.url = url;
    this.touch(now);
  }

  /** Requests again what failed, went missing or was unlinked, perhaps elsewhere; what may have existed gets a new identity. */
  retry(integrationId: string, now: Date): void {
    const isSameCreation = this.state === TicketState.FAILED;
    this.move('retry');
    if (!isSameCreation) this.renewIdentity(now);
    this.integrationId = integrationId;
    this.isRequested = true;
    this.error = null;
    this.resetMisses();
    this.dueAt = DUE_NOW;
    this.touch(now);
  }

  /**
   * A person says which ticket it is: followed from now on, and never made. What may have been made meanwhile keeps its
   * identity, so that it is recognised as a duplicate when it turns up.
   */
  linked(ticket: RemoteTicket, integrationId: string, now: Date): void {
    const isFinished = FINISHED_STATES.includes(this.state);
    this.move('link');
    if (isFinished && this.remoteId !== ticket.remoteId) this.renewIdentity(now);
    this.integrationId = integrationId;
    this.isRequested = true;
    this.follow(ticket, now);
  }

  /** A person unlinked it; the ticket stays in the tracker. */
  unlinked(now: Date): void {
    this.move('unlink');
    this.flagCrossLinksOutdated();
    this.isRequested = false;
    this.remoteId = this.key = this.url = this.firstMissingAt = this.error = null;
    this.touch(now);
  }

  /**
   * A person says that the tracker has no ticket: it may be made again. A lookup that is running ends first (its lease
   * stays), and what it finds counts.
   */
  confirmedAbsent(now: Date): void {
    this.move('confirmAbsent');
    this.error = null;
    this.confirmedAbsentAt = now;
    this.resetMisses();
    this.dueAt = DUE_NOW;
    this.touch(now);
  }

  /** It is looked up at once; nothing is reset. */
  makeDue(): void {
    this.dueAt = DUE_NOW;
  }

  /** The release is not open any more: what may exist is still looked up, the rest is not made. */
  cancel(now: Date): void {
    if (!this.isRequested) return;
    this.isRequested = false;
    if (allowsMove('cancel', this.state)) this.move('cancel');
    if (this.state === TicketState.SKIPPED) this.error = null;
    this.touch(now);
  }

  /** The cross-links of its release were planned with its ticket as it is now. */
  crossLinksPlanned(): void {
    this.areCrossLinksOutdated = false;
  }

  /**
   * The only place that sets the state.
   * @throws IllegalTicketMoveError; nothing has changed then.
   */
  private move(move: TicketMove): void {
    const to = targetOfMove(move, this.state, this);
    if (to === null) throw new IllegalTicketMoveError(move, this.state);
    this.state = to;
  }

  /** This ticket is the operation's from now on. */
  private follow({ remoteId, key, url }: RemoteTicket, now: Date): void {
    this.markReported(this.integrationId, remoteId);
    this.flagCrossLinksOutdated();
    this.remoteId = remoteId;
    this.key = key;
    this.url = url;
    this.error = null;
    this.resetMisses();
    this.firstMissingAt = null;
    this.endLease(now);
  }

  /** Only the tickets of one release link to each other. */
  private flagCrossLinksOutdated(): void {
    this.areCrossLinksOutdated = this.ownerKind === OperationOwner.RELEASE;
  }

  /** Another intended creation: nothing that was made for the last one belongs to it. */
  private renewIdentity(now: Date): void {
    this.operationId = uuidv4();
    this.remoteId = this.key = this.url = null;
    this.firstSentAt = this.sendDeadline = this.generationSentAt = this.firstMissingAt = null;
    this.generation = 0;
    this.confirmedAbsentAt = now;
    this.endLease(now);
  }

  private resetMisses(): void {
    this.misses = 0;
    this.lastMissAt = null;
  }

  private endLease(now: Date): void {
    this.leaseOwner = null;
    this.leaseUntil = null;
    this.touch(now);
  }
}

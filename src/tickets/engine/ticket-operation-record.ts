import { Enum, Property } from '@mikro-orm/decorators/legacy';
import { v4 as uuidv4 } from 'uuid';
import { TargetPlatform } from '../../pm-configs/index.js';
import { EditableEntity, TIMESTAMP } from '../../shared/persistence/index.js';
import { type NewTicketOperation, OperationOwner } from './new-ticket-operation.js';
import type { TicketError } from './ticket-error.object.js';
import { TicketState } from './ticket-state.js';

/** Due as soon as somebody has room for it, whatever any clock says. */
export const DUE_NOW = new Date(0);

/** What is known about one intended creation; what may become of it are the methods of `TicketOperation`. */
export abstract class TicketOperationRecord extends EditableEntity {
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

  /** When this generation was first sent, whatever was certain since: some trackers remember a key for a while only. */
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

  /** When it was last certain that there is none: its identity was just made, by a look, or by the tracker's clear no. */
  @Property({ ...TIMESTAMP, nullable: true })
  confirmedAbsentAt: Date | null = null;

  /** Looks in a row that found nothing, but prove nothing yet. */
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

  /** Every ticket that anybody was told of here, so that none is told of twice: `<integration>/<remote id>`. */
  @Property({ type: 'json' })
  reportedTickets: readonly string[] = [];

  /** What links between it and its siblings were last planned by is not its ticket any more, or not as it was. */
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
}

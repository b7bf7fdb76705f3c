import { Check, Entity, Index, Unique } from '@mikro-orm/decorators/legacy';
import { v4 as uuidv4 } from 'uuid';
import type { RemoteTicket } from '../../providers/contract/index.js';
import { TenantFilter } from '../../shared/persistence/index.js';
import { OperationOwner } from './new-ticket-operation.js';
import { DUE_NOW, TicketOperationRecord } from './ticket-operation-record.js';
import type { TicketError } from './ticket-error.object.js';
import { TicketState } from './ticket-state.js';

/**
 * One intended creation of a ticket, and everything that is known about it. It drives the creation; what the ticket
 * says is its owner's business. Claims and leases are taken in SQL only (ticket-claims.queries.ts).
 */
@Entity({ tableName: 'ticket_operations' })
@Unique({ name: 'ticket_operations_project_unique', properties: ['projectId', 'id'] })
@Unique({ name: 'ticket_operations_owner_unique', properties: ['projectId', 'ownerId', 'platform'] })
@Unique({ name: 'ticket_operations_operation_unique', properties: ['operationId'] })
@Index({
  name: 'ticket_operations_due_index',
  expression: `create index ticket_operations_due_index on ticket_operations (due_at) where state in ('PENDING', 'CREATING', 'UNCERTAIN')`,
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
export class TicketOperation extends TicketOperationRecord {
  /** Nothing more will happen by itself, not before something outside changes, or nothing that anybody waits for. */
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

  /** It was sent, and since then nothing made it certain that there is none. */
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

  /** It exists. `at` of a look or an answer, it does not matter which. */
  created({ remoteId, key, url }: RemoteTicket, now: Date): void {
    this.markReported(this.integrationId, remoteId);
    this.flagCrossLinksOutdated();
    this.state = TicketState.CREATED;
    this.remoteId = remoteId;
    this.key = key;
    this.url = url;
    this.error = null;
    this.resetMisses();
    this.firstMissingAt = null;
    this.endLease(now);
  }

  isReported(integrationId: string, remoteId: string): boolean {
    return this.reportedTickets.includes(`${integrationId}/${remoteId}`);
  }

  markReported(integrationId: string, remoteId: string): void {
    this.reportedTickets = [...new Set(this.reportedTickets).add(`${integrationId}/${remoteId}`)];
  }

  /** Certainly not made, and it waits for its turn again. */
  notCreated(error: TicketError | null, dueAt: Date, now: Date): void {
    this.state = this.isRequested ? TicketState.PENDING : TicketState.SKIPPED;
    this.error = this.isRequested ? error : null;
    this.confirmedAbsentAt = now;
    this.resetMisses();
    this.dueAt = dueAt;
    this.endLease(now);
  }

  /** It may exist, but sending the same again makes no second one: back in the queue, as doubtful as before. */
  repeat(now: Date): void {
    this.state = TicketState.PENDING;
    this.error = null;
    this.resetMisses();
    this.dueAt = DUE_NOW;
    this.endLease(now);
  }

  /** The tracker's clear no to all that was sent: the next call is a first one again, under another idempotency key. */
  nextGeneration(): void {
    this.generation += 1;
    this.generationSentAt = null;
  }

  /** It was claimed, but never sent: as it was, unless nobody wants it any more. */
  releaseUnsent(reason: TicketError | null, dueAt: Date, now: Date): void {
    const cancelledState = this.mayExist ? TicketState.UNCERTAIN : TicketState.SKIPPED;
    this.state = this.isRequested ? TicketState.PENDING : cancelledState;
    this.error = this.isRequested ? reason : null;
    this.dueAt = dueAt;
    this.endLease(now);
  }

  /** The tracker said no; a person must change something. */
  failed(error: TicketError, now: Date): void {
    this.state = this.isRequested ? TicketState.FAILED : TicketState.SKIPPED;
    this.error = error;
    this.confirmedAbsentAt = now;
    this.nextGeneration();
    this.endLease(now);
  }

  /** It may or may not exist. */
  uncertain(error: TicketError, dueAt: Date, now: Date): void {
    this.state = TicketState.UNCERTAIN;
    this.error = error;
    this.resetMisses();
    this.dueAt = dueAt;
    this.endLease(now);
  }

  /** A look found nothing, which proves nothing yet. One too soon after the last does not count, and delays none. */
  notFoundYet(spacingMs: number, now: Date, reason: TicketError | null = null): void {
    const isSpaced = !this.lastMissAt || now.getTime() - this.lastMissAt.getTime() >= spacingMs;
    const lastMissAt = isSpaced ? now : this.lastMissAt!;
    if (isSpaced) this.misses += 1;
    this.lastMissAt = lastMissAt;
    if (reason && this.state === TicketState.UNCERTAIN) this.error = reason;
    this.lookupEnded(new Date(lastMissAt.getTime() + spacingMs), now);
  }

  /** A look brought nothing. Where a person has decided meanwhile, the next step has nothing to wait for. */
  lookupEnded(dueAt: Date, now: Date): void {
    if (this.state === TicketState.UNCERTAIN) this.dueAt = dueAt;
    this.endLease(now);
  }

  /** It is gone from the tracker, seen twice. */
  missing(error: TicketError, now: Date): void {
    this.state = TicketState.MISSING;
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

  /** Takes up what failed, vanished or was given up, perhaps elsewhere; what may have existed gets a new identity. */
  retry(integrationId: string, now: Date): void {
    if (this.state !== TicketState.FAILED) this.renewIdentity(now);
    this.integrationId = integrationId;
    this.state = TicketState.PENDING;
    this.isRequested = true;
    this.error = null;
    this.resetMisses();
    this.dueAt = DUE_NOW;
    this.touch(now);
  }

  /**
   * A person says which ticket it is: followed from now on, and never made. What may have been made meanwhile keeps its
   * identity, so that it is known for a second one when it turns up.
   */
  linked(ticket: RemoteTicket, integrationId: string, now: Date): void {
    const isFinished = [TicketState.CREATED, TicketState.MISSING, TicketState.SKIPPED].includes(this.state);
    if (isFinished && this.remoteId !== ticket.remoteId) this.renewIdentity(now);
    this.integrationId = integrationId;
    this.isRequested = true;
    this.created(ticket, now);
  }

  /** Given up by a person; whatever there is in the tracker stays there. */
  unlinked(now: Date): void {
    this.flagCrossLinksOutdated();
    this.state = TicketState.SKIPPED;
    this.isRequested = false;
    this.remoteId = this.key = this.url = this.firstMissingAt = this.error = null;
    this.touch(now);
  }

  /**
   * A person looked and says that there is none: it may be made again. A look that is under way ends first (its lease
   * stays), and what it finds counts.
   */
  confirmedAbsent(now: Date): void {
    this.state = TicketState.PENDING;
    this.error = null;
    this.confirmedAbsentAt = now;
    this.resetMisses();
    this.dueAt = DUE_NOW;
    this.touch(now);
  }

  /** Looks again at once; resets nothing. */
  makeDue(): void {
    this.dueAt = DUE_NOW;
  }

  /** The release is not open any more: what may exist is still looked for, the rest is not made. */
  cancel(now: Date): void {
    if (!this.isRequested) return;
    this.isRequested = false;
    if (this.state === TicketState.PENDING && this.mayExist) this.state = TicketState.UNCERTAIN;
    else if (this.state === TicketState.PENDING || this.state === TicketState.FAILED) {
      this.state = TicketState.SKIPPED;
      this.error = null;
    }
    this.touch(now);
  }

  /** The links between it and its siblings are written down as they should be now. */
  crossLinksPlanned(): void {
    this.areCrossLinksOutdated = false;
  }

  /** Siblings are tickets of one release; those of a bare request know nothing of each other. */
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

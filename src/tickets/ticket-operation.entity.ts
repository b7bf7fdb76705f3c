import { Check, Entity, Index, Unique } from '@mikro-orm/decorators/legacy';
import { v4 as uuidv4 } from 'uuid';
import type { RemoteTicket } from '../providers/contract/index.js';
import { TenantFilter } from '../shared/persistence/index.js';
import { OperationOwner } from './new-ticket-operation.js';
import { AT_ONCE, OperationRecord } from './operation-record.js';
import type { TicketError } from './ticket-error.js';
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
  name: 'ticket_operations_links_index',
  expression:
    'create index ticket_operations_links_index on ticket_operations (project_id, owner_id) where are_links_outdated',
})
@Check({ name: 'ticket_operations_created_check', expression: `state <> 'CREATED' or remote_id is not null` })
@Check({
  name: 'ticket_operations_creating_check',
  expression: `state <> 'CREATING' or lease_owner is not null`,
})
@TenantFilter('projectId')
export class TicketOperation extends OperationRecord {
  /** Nothing more will happen by itself, not before something outside changes, or nothing that anybody waits for. */
  get isAtRest(): boolean {
    switch (this.state) {
      case TicketState.PENDING:
        return this.error !== null;
      case TicketState.CREATING:
        return false;
      case TicketState.UNCERTAIN:
        return !this.isWanted;
      default:
        return true;
    }
  }

  /** It was sent, and since then nothing made it certain that there is none. */
  get isDoubtful(): boolean {
    return (
      this.generationSentAt !== null && (this.absentAt === null || this.absentAt <= this.generationSentAt)
    );
  }

  /** It waits for something outside, which `error` names. */
  park(error: TicketError, now: Date): void {
    this.error = error;
    this.touch(now);
  }

  /** It exists. `at` of a look or an answer, it does not matter which. */
  created({ remoteId, key, url }: RemoteTicket, now: Date): void {
    this.tellOf(this.integrationId, remoteId);
    this.outdateLinks();
    this.state = TicketState.CREATED;
    this.remoteId = remoteId;
    this.key = key;
    this.url = url;
    this.error = null;
    this.forgetMisses();
    this.vanishedAt = null;
    this.endLease(now);
  }

  isToldOf(integrationId: string, remoteId: string): boolean {
    return this.toldOf.includes(`${integrationId}/${remoteId}`);
  }

  tellOf(integrationId: string, remoteId: string): void {
    this.toldOf = [...new Set(this.toldOf).add(`${integrationId}/${remoteId}`)];
  }

  /** Certainly not made, and it waits for its turn again. */
  notMade(error: TicketError | null, dueAt: Date, now: Date): void {
    this.state = this.isWanted ? TicketState.PENDING : TicketState.SKIPPED;
    this.error = this.isWanted ? error : null;
    this.absentAt = now;
    this.forgetMisses();
    this.dueAt = dueAt;
    this.endLease(now);
  }

  /** It may exist, but sending the same again makes no second one: back in the queue, as doubtful as before. */
  repeat(now: Date): void {
    this.state = TicketState.PENDING;
    this.error = null;
    this.forgetMisses();
    this.dueAt = AT_ONCE;
    this.endLease(now);
  }

  /** The tracker's clear no to all that was sent: the next call is a first one again, under another idempotency key. */
  nextGeneration(): void {
    this.generation += 1;
    this.generationSentAt = null;
  }

  /** It was claimed, but never sent: as it was, unless nobody wants it any more. */
  returned(reason: TicketError | null, dueAt: Date, now: Date): void {
    const given = this.isDoubtful ? TicketState.UNCERTAIN : TicketState.SKIPPED;
    this.state = this.isWanted ? TicketState.PENDING : given;
    this.error = this.isWanted ? reason : null;
    this.dueAt = dueAt;
    this.endLease(now);
  }

  /** The tracker said no; a person must change something. */
  failed(error: TicketError, now: Date): void {
    this.state = this.isWanted ? TicketState.FAILED : TicketState.SKIPPED;
    this.error = error;
    this.absentAt = now;
    this.nextGeneration();
    this.endLease(now);
  }

  /** It may or may not exist. */
  uncertain(error: TicketError, dueAt: Date, now: Date): void {
    this.state = TicketState.UNCERTAIN;
    this.error = error;
    this.forgetMisses();
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
    this.lookEnded(new Date(lastMissAt.getTime() + spacingMs), now);
  }

  /** A look brought nothing. Where a person has decided meanwhile, the next step has nothing to wait for. */
  lookEnded(dueAt: Date, now: Date): void {
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
  sawVanished(at: Date | null): void {
    this.vanishedAt = at;
  }

  /** Renamed or moved: another key and address, the same ticket. */
  renamed({ key, url }: RemoteTicket, now: Date): void {
    if (this.key === key && this.url === url) return;
    this.outdateLinks();
    this.key = key;
    this.url = url;
    this.touch(now);
  }

  /** Takes up what failed, vanished or was given up, perhaps elsewhere; what may have existed gets a new identity. */
  retry(integrationId: string, now: Date): void {
    if (this.state !== TicketState.FAILED) this.renewIdentity(now);
    this.integrationId = integrationId;
    this.state = TicketState.PENDING;
    this.isWanted = true;
    this.error = null;
    this.forgetMisses();
    this.dueAt = AT_ONCE;
    this.touch(now);
  }

  /**
   * A person says which ticket it is: followed from now on, and never made. What may have been made meanwhile keeps its
   * identity, so that it is known for a second one when it turns up.
   */
  linked(ticket: RemoteTicket, integrationId: string, now: Date): void {
    const isOver = [TicketState.CREATED, TicketState.MISSING, TicketState.SKIPPED].includes(this.state);
    if (isOver && this.remoteId !== ticket.remoteId) this.renewIdentity(now);
    this.integrationId = integrationId;
    this.isWanted = true;
    this.created(ticket, now);
  }

  /** Given up by a person; whatever there is in the tracker stays there. */
  unlinked(now: Date): void {
    this.outdateLinks();
    this.state = TicketState.SKIPPED;
    this.isWanted = false;
    this.remoteId = this.key = this.url = this.vanishedAt = this.error = null;
    this.touch(now);
  }

  /**
   * A person looked and says that there is none: it may be made again. A look that is under way ends first (its lease
   * stays), and what it finds counts.
   */
  deniedByPerson(now: Date): void {
    this.state = TicketState.PENDING;
    this.error = null;
    this.absentAt = now;
    this.forgetMisses();
    this.dueAt = AT_ONCE;
    this.touch(now);
  }

  /** Looks again at once; resets nothing. */
  hurry(): void {
    this.dueAt = AT_ONCE;
  }

  /** The release is not open any more: what may exist is still looked for, the rest is not made. */
  unwanted(now: Date): void {
    if (!this.isWanted) return;
    this.isWanted = false;
    if (this.state === TicketState.PENDING && this.isDoubtful) this.state = TicketState.UNCERTAIN;
    else if (this.state === TicketState.PENDING || this.state === TicketState.FAILED) {
      this.state = TicketState.SKIPPED;
      this.error = null;
    }
    this.touch(now);
  }

  /** The links between it and its siblings are written down as they should be now. */
  linksPlanned(): void {
    this.areLinksOutdated = false;
  }

  /** Siblings are tickets of one release; those of a bare request know nothing of each other. */
  private outdateLinks(): void {
    this.areLinksOutdated = this.ownerKind === OperationOwner.RELEASE;
  }

  /** Another intended creation: nothing that was made for the last one belongs to it. */
  private renewIdentity(now: Date): void {
    this.operationId = uuidv4();
    this.remoteId = this.key = this.url = null;
    this.firstSentAt = this.sendDeadline = this.generationSentAt = this.vanishedAt = null;
    this.generation = 0;
    this.absentAt = now;
    this.endLease(now);
  }

  private forgetMisses(): void {
    this.misses = 0;
    this.lastMissAt = null;
  }

  private endLease(now: Date): void {
    this.leaseOwner = null;
    this.leaseUntil = null;
    this.touch(now);
  }
}

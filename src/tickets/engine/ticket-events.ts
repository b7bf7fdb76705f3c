import type { RemoteTicket, TicketSnapshot } from '../../providers/contract/index.js';
import type { OperationOwner } from './new-ticket-operation.js';
import type { TicketError } from './ticket-error.object.js';
import type { TicketOperation } from './ticket-operation.entity.js';

/** What is news about an operation. */
export interface TicketChanged {
  readonly operation: TicketOperation;
  /** It has another state than before. */
  readonly isNewState: boolean;
  /** Tickets beside the one that is kept: for a person to look at, never deleted. Each is told of once. */
  readonly duplicates: readonly RemoteTicket[];
  /** An older ticket has taken the place of one that was told of: what was known of that one's status does not hold. */
  readonly isReplaced: boolean;
}

/** The tracker does not take links to its siblings on a ticket, which is as good as before. */
export interface CrossLinkRefused {
  readonly operation: TicketOperation;
  readonly error: TicketError;
}

/** What its tracker said of a ticket that exists: how it stands, or why that is not known. */
export interface TicketReading {
  /** The operation's row id. */
  readonly ticketOperationId: string;
  readonly ownerKind: OperationOwner;
  readonly result: { readonly snapshot: TicketSnapshot } | { readonly error: TicketError };
}

/** Tickets of one tracker account, of any owners. */
export interface TicketsRead {
  readonly readings: readonly TicketReading[];
  /** The database's time. */
  readonly readAt: Date;
}

declare module '../../shared/events/domain-events.js' {
  interface DomainEventMap {
    /** In the transaction that saves the change. */
    'ticket.changed': TicketChanged;
    /** In the transaction that saves what the readings mean for the operations. */
    'tickets.read': TicketsRead;
    'ticket.cross-link-refused': CrossLinkRefused;
  }
}

/** What to listen to for any change to an owner's tickets. */
export function ticketTopic(ownerId: string): string {
  return `tickets:${ownerId}`;
}

import type { ProjectSchema, TicketSnapshot } from '../../providers/contract/index.js';
import type { OperationOwner } from './new-ticket-operation.js';
import type { TicketError } from './ticket-error.object.js';
import type { TicketState } from './ticket-state.js';

/** Which ticket an event is about. */
export interface TicketReference {
  /** The operation's row id. */
  readonly ticketOperationId: string;
  readonly ownerKind: OperationOwner;
}

/** A ticket has another state, or another ticket of the tracker in its place. */
export interface TicketChanged extends TicketReference {
  readonly state: TicketState;
  readonly isRequested: boolean;
  /** An older ticket has taken the place of a duplicate: the status of that one is not its status. */
  readonly isReplaced: boolean;
}

/** What its tracker said of a ticket that exists: how it stands, or why that is not known. */
export interface TicketReading extends TicketReference {
  readonly result: { readonly snapshot: TicketSnapshot } | { readonly error: TicketError };
}

export type ProjectSchemas = ReadonlyMap<string, ProjectSchema>;

/** Tickets of one tracker account, of any owners. */
export interface TicketsRead {
  readonly readings: readonly TicketReading[];
  /** The database's time. */
  readonly readAt: Date;
  /** By project key: descriptions of projects that were read for names without ids. */
  readonly schemas: ProjectSchemas;
}

declare module '../../shared/events/domain-events.service.js' {
  interface DomainEventMap {
    /** In the transaction that saves the change. */
    'ticket.changed': TicketChanged;
    /** In the transaction that saves what the readings mean for the operations. */
    'tickets.read': TicketsRead;
  }
}

/** What to listen to for any change to an owner's tickets. */
export function ticketTopic(ownerId: string): string {
  return `tickets:${ownerId}`;
}

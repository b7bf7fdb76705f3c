import { ownReason, type TicketError } from '../ticket-error.js';
import type { TicketOperation } from '../ticket-operation.entity.js';
import { TicketState } from '../ticket-state.js';
import { type TicketCreation, TicketOutcome } from './ticket.objects.js';

const GIVEN_UP = ownReason('It was given up before it was made. Ask for it again.', false);
const UNDER_WAY = ownReason('It is being made. Ask again with the same key.', true);

/** What a request tells of a ticket. `isOwn`: this very call had it made. */
export function creationOf(operation: TicketOperation, isOwn: boolean): TicketCreation {
  const { platform, remoteId, key, url, error } = operation;
  const without = (outcome: TicketOutcome, reason: TicketError) =>
    ({ platform, outcome, ticket: null, error: error ?? reason }) as const;
  switch (operation.state) {
    case TicketState.CREATED:
    case TicketState.MISSING: {
      const outcome = isOwn ? TicketOutcome.CREATED : TicketOutcome.EXISTED;
      return { platform, outcome, ticket: { remoteId: remoteId!, key: key!, url: url! }, error };
    }
    case TicketState.FAILED:
    case TicketState.SKIPPED:
      return without(TicketOutcome.FAILED, GIVEN_UP);
    case TicketState.PENDING:
    case TicketState.CREATING:
    case TicketState.UNCERTAIN:
      return without(TicketOutcome.UNCERTAIN, UNDER_WAY);
  }
}

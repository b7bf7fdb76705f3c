import { internalReason, type TicketError } from '../engine/ticket-error.object.js';
import type { TicketOperation } from '../engine/ticket-operation.entity.js';
import { TicketState } from '../engine/ticket-state.js';
import { type TicketCreation, TicketOutcome } from './ticket.objects.js';

const CANCELLED = internalReason('It was given up before it was made. Ask for it again.', false);
const IN_PROGRESS = internalReason('It is being made. Ask again with the same key.', true);

/** The answer of a request about one ticket. `isCreatedByCall`: this call requested it. */
export function creationOf(operation: TicketOperation, isCreatedByCall: boolean): TicketCreation {
  const { platform, remoteId, key, url, error } = operation;
  const withoutTicket = (outcome: TicketOutcome, reason: TicketError) =>
    ({ platform, outcome, ticket: null, error: error ?? reason }) as const;
  switch (operation.state) {
    case TicketState.CREATED:
    case TicketState.MISSING: {
      const outcome = isCreatedByCall ? TicketOutcome.CREATED : TicketOutcome.EXISTED;
      return { platform, outcome, ticket: { remoteId: remoteId!, key: key!, url: url! }, error };
    }
    case TicketState.FAILED:
    case TicketState.SKIPPED:
      return withoutTicket(TicketOutcome.FAILED, CANCELLED);
    case TicketState.PENDING:
    case TicketState.CREATING:
    case TicketState.UNCERTAIN:
      return withoutTicket(TicketOutcome.UNCERTAIN, IN_PROGRESS);
  }
}

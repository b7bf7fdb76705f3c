import type { RemoteTicket } from '../../providers/contract/index.js';
import type { TicketOperation } from '../engine/ticket-operation.entity.js';
import { TicketState } from '../engine/ticket-state.js';

/** Which identity was looked for, and in which tracker account. */
export interface LookupTarget {
  readonly operationId: string;
  readonly integrationId: string;
}

/** What tickets that were found mean for an operation that may have a ticket already. */
export interface MatchResult {
  /** Not the operation's ticket, and not reported before. */
  readonly duplicates: readonly RemoteTicket[];
  /** An older one took the place of the operation's ticket, which is among the duplicates now. */
  readonly isReplaced: boolean;
}

/**
 * `tickets`, oldest first, carry an identity that this operation has or had. One that it still has makes it CREATED where
 * it has no ticket; of two that were made under it the older is kept; everything else that was not reported is a duplicate.
 */
export function applyMatches(
  operation: TicketOperation,
  { operationId, integrationId }: LookupTarget,
  tickets: readonly RemoteTicket[],
  now: Date,
): MatchResult {
  const isCurrent = operation.operationId === operationId && operation.integrationId === integrationId;
  const before = isCurrent ? tickets.find(({ remoteId }) => remoteId === operation.remoteId) : undefined;
  const [oldest] = tickets;
  const isReported = ({ remoteId }: RemoteTicket) => operation.isReported(integrationId, remoteId);
  const isReplaced =
    operation.state === TicketState.CREATED &&
    before !== undefined &&
    before !== oldest &&
    !isReported(oldest!);
  if (isReplaced) operation.replaced(oldest!, now);
  else if (isCurrent && oldest && mayAdopt(operation)) operation.adopted(oldest, now);
  const duplicates = tickets.filter((ticket) => (isReplaced && ticket === before) || !isReported(ticket));
  for (const { remoteId } of duplicates) operation.markReported(integrationId, remoteId);
  return { duplicates, isReplaced };
}

/** It has no ticket; but what a person unlinked does not come back by itself. */
function mayAdopt({ remoteId, state, reportedTickets }: TicketOperation): boolean {
  return remoteId === null && (state !== TicketState.SKIPPED || reportedTickets.length === 0);
}

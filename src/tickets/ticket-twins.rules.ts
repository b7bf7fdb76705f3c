import type { RemoteTicket } from '../providers/contract/index.js';
import type { TicketOperation } from './ticket-operation.entity.js';
import { TicketState } from './ticket-state.js';

/** Which identity was looked for, and in which tracker account. */
export interface Sought {
  readonly operationId: string;
  readonly integrationId: string;
}

/** What a find means for an operation that may have a ticket already. */
export interface Recognised {
  /** Not the operation's ticket, and nobody was told of them before. */
  readonly twins: readonly RemoteTicket[];
  /** An older one took the place of the operation's ticket, which is among the twins now. */
  readonly isReplaced: boolean;
}

/**
 * `tickets`, oldest first, carry an identity that this operation has or had. One that it still has makes it CREATED where
 * it has no ticket; of two that were made under it the older is kept; whatever else nobody was told of is a twin.
 */
export function recognise(
  operation: TicketOperation,
  { operationId, integrationId }: Sought,
  tickets: readonly RemoteTicket[],
  now: Date,
): Recognised {
  const isCurrent = operation.operationId === operationId && operation.integrationId === integrationId;
  const before = isCurrent ? tickets.find(({ remoteId }) => remoteId === operation.remoteId) : undefined;
  const [oldest] = tickets;
  const isTold = ({ remoteId }: RemoteTicket) => operation.isToldOf(integrationId, remoteId);
  const isReplaced =
    operation.state === TicketState.CREATED && before !== undefined && before !== oldest && !isTold(oldest!);
  if (isReplaced || (isCurrent && oldest && mayTake(operation))) operation.created(oldest!, now);
  const twins = tickets.filter((ticket) => (isReplaced && ticket === before) || !isTold(ticket));
  for (const { remoteId } of twins) operation.tellOf(integrationId, remoteId);
  return { twins, isReplaced };
}

/** It has no ticket; but what a person unlinked does not come back by itself. */
function mayTake({ remoteId, state, toldOf }: TicketOperation): boolean {
  return remoteId === null && (state !== TicketState.SKIPPED || toldOf.length === 0);
}

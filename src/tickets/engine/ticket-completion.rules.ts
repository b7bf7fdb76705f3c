import { TicketStatusCategory } from '../../providers/contract/index.js';

/** By the names that were given, without case; where there are none, by the tracker's done category. */
export function isCompleted(
  status: string | null,
  category: TicketStatusCategory | null,
  completedStatus: readonly string[],
): boolean {
  if (status === null) return false;
  if (completedStatus.length === 0) return category === TicketStatusCategory.DONE;
  return completedStatus.some((name) => name.toLowerCase() === status.toLowerCase());
}

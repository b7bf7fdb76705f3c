import type { NamedStatus } from '../../pm-configs/index.js';
import { TicketStatusCategory } from '../../providers/contract/index.js';

/** A status as it was read. */
export interface ReadStatus {
  readonly status: string | null;
  /** Null: not told. */
  readonly statusId: string | null;
  readonly category: TicketStatusCategory | null;
}

/**
 * By the ids of the names that were given, or without ids by those names, without case; where none were given, by the
 * tracker's done category.
 */
export function isCompleted(
  { status, statusId, category }: ReadStatus,
  completed: readonly NamedStatus[],
): boolean {
  if (status === null) return false;
  if (completed.length === 0) return category === TicketStatusCategory.DONE;
  return completed.some(({ name, id }) => {
    const isSameName = name.toLowerCase() === status.toLowerCase();
    if (id === null || statusId === null) return isSameName;
    // A done status of that name with another id is that of another project, where the ticket was moved to.
    return id === statusId || (isSameName && category === TicketStatusCategory.DONE);
  });
}

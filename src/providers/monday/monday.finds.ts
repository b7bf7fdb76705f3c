import type { OperationId, RemoteTicket } from '../contract/index.js';
import { ticketOf } from './monday.mapping.js';
import type { MarkedItem } from './monday.schemas.js';

/** What was found on the way, by the operation id inside. */
export class Finds {
  private readonly byOperation = new Map<OperationId, Map<string, MarkedItem>>();

  add(items: readonly MarkedItem[]): void {
    for (const item of items) {
      const mark = markIn(item);
      if (mark === '') continue;
      const known = this.byOperation.get(mark) ?? new Map<string, MarkedItem>();
      this.byOperation.set(mark, known.set(item.id, item));
    }
  }

  has(operationId: OperationId): boolean {
    return this.byOperation.has(operationId);
  }

  /** Oldest first: ids are given in ascending order. */
  tickets(operationId: OperationId, boardUrl: string | null): RemoteTicket[] {
    const items = [...(this.byOperation.get(operationId)?.values() ?? [])];
    return items
      .sort((one, other) => Number(one.id) - Number(other.id))
      .map((item) => ticketOf(item, boardUrl));
  }
}

/** The operation id inside; empty where there is none. */
export function markIn({ column_values }: MarkedItem): string {
  return column_values[0]?.text?.trim() ?? '';
}

import type { OperationId, RemoteTicket } from '../contract/index.js';
import { ticketOf } from './monday.mapping.js';
import type { ItemMarker } from './monday.schemas.js';

/** What was found on the way, by the operation id inside. */
export class MatchCollector {
  private readonly byOperation = new Map<OperationId, Map<string, ItemMarker>>();

  add(items: readonly ItemMarker[]): void {
    for (const item of items) {
      const operationId = operationIdIn(item);
      if (operationId === '') continue;
      const known = this.byOperation.get(operationId) ?? new Map<string, ItemMarker>();
      this.byOperation.set(operationId, known.set(item.id, item));
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
export function operationIdIn({ column_values }: ItemMarker): string {
  return column_values[0]?.text?.trim() ?? '';
}

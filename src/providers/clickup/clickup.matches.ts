import type { OperationId, RemoteTicket } from '../contract/index.js';
import { markerOf } from './clickup.draft.js';
import { markersOf } from './clickup.lookup.rules.js';
import { ticketOf } from './clickup.mapping.js';
import type { ClickUpTask } from './clickup.schemas.js';

/** What was found on the way, whoever found it. */
export class MatchCollector {
  /** By mark. */
  private readonly tasksByMarker = new Map<string, Map<string, ClickUpTask>>();

  constructor(lookups: readonly { readonly operationId: OperationId }[]) {
    for (const { operationId } of lookups) this.tasksByMarker.set(markerOf(operationId), new Map());
  }

  add(tasks: readonly ClickUpTask[]): void {
    for (const task of tasks) {
      for (const marker of markersOf(task)) this.tasksByMarker.get(marker)?.set(task.id, task);
    }
  }

  has(operationId: OperationId): boolean {
    return (this.tasksByMarker.get(markerOf(operationId))?.size ?? 0) > 0;
  }

  /** Oldest first. */
  tickets(operationId: OperationId, web: string): RemoteTicket[] {
    const tasks = [...(this.tasksByMarker.get(markerOf(operationId))?.values() ?? [])];
    const ageOf = ({ date_created }: ClickUpTask) => Number(date_created ?? 0);
    return tasks.sort((one, other) => ageOf(one) - ageOf(other)).map((task) => ticketOf(web, task));
  }
}

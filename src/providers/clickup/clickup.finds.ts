import type { OperationId, RemoteTicket } from '../contract/index.js';
import { markOf } from './clickup.draft.js';
import { marksOf } from './clickup.lookup.rules.js';
import { ticketOf } from './clickup.mapping.js';
import type { ClickUpTask } from './clickup.schemas.js';

/** What was found on the way, whoever found it. */
export class Finds {
  /** By mark. */
  private readonly found = new Map<string, Map<string, ClickUpTask>>();

  constructor(lookups: readonly { readonly operationId: OperationId }[]) {
    for (const { operationId } of lookups) this.found.set(markOf(operationId), new Map());
  }

  add(tasks: readonly ClickUpTask[]): void {
    for (const task of tasks) {
      for (const mark of marksOf(task)) this.found.get(mark)?.set(task.id, task);
    }
  }

  has(operationId: OperationId): boolean {
    return (this.found.get(markOf(operationId))?.size ?? 0) > 0;
  }

  /** Oldest first. */
  tickets(operationId: OperationId, web: string): RemoteTicket[] {
    const tasks = [...(this.found.get(markOf(operationId))?.values() ?? [])];
    const ageOf = ({ date_created }: ClickUpTask) => Number(date_created ?? 0);
    return tasks.sort((one, other) => ageOf(one) - ageOf(other)).map((task) => ticketOf(web, task));
  }
}

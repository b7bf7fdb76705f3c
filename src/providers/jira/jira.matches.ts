import type { OperationId, RemoteTicket, TicketLookup } from '../contract/index.js';
import { operationIdOf } from './jira.lookup.rules.js';
import { ticketOf } from './jira.mapping.js';
import type { JiraIssueMarker } from './jira.schemas.js';

/** What was found on the way, whoever found it. */
export class MatchCollector {
  private readonly byOperation = new Map<OperationId, Map<string, JiraIssueMarker>>();
  /** Carry our label without our property: not ours to take, yet no reason to make it again. */
  readonly mayExist = new Set<OperationId>();

  constructor(lookups: readonly Pick<TicketLookup, 'operationId'>[]) {
    for (const { operationId } of lookups) this.byOperation.set(operationId, new Map());
  }

  /** Only what carries the property counts. */
  add(issues: readonly JiraIssueMarker[]): void {
    for (const issue of issues) this.byOperation.get(operationIdOf(issue) ?? '')?.set(issue.id, issue);
  }

  has(operationId: OperationId): boolean {
    return (this.byOperation.get(operationId)?.size ?? 0) > 0;
  }

  /** Oldest first: ids are given in ascending order. */
  tickets(operationId: OperationId, site: string): RemoteTicket[] {
    const issues = [...(this.byOperation.get(operationId)?.values() ?? [])];
    return issues
      .sort((one, other) => Number(one.id) - Number(other.id))
      .map((issue) => ticketOf(site, issue));
  }
}

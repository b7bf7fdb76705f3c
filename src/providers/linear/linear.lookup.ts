import type {
  LookupOutcome,
  LookupOutcomes,
  OperationId,
  TicketMatches,
  TicketLookup,
  TicketSearch,
} from '../contract/index.js';
import { type LinearApi, PAGE_MAX } from './linear.api.js';
import { uuid } from './linear.keys.js';
import { ticketOf } from './linear.mapping.js';
import type { LinearIssue } from './linear.schemas.js';

/**
 * Read by the id that we gave, archived and deleted ones included: strongly consistent, and a hit is proof. So is a miss:
 * what was sent may still arrive late, but making it again sends the same id, which Linear takes only once.
 */
export async function findTickets(
  api: LinearApi,
  lookups: readonly TicketLookup[],
  lookupSpacingMs: number,
): Promise<LookupOutcomes> {
  const found = await issuesByOperation(api, lookups);
  return new Map(
    lookups.map(({ operationId }): [OperationId, LookupOutcome] => {
      const issue = found.get(operationId);
      return [
        operationId,
        issue
          ? { kind: 'found', tickets: [ticketOf(issue)] }
          : { kind: 'absent', proven: true, lookupAgainAfterMs: lookupSpacingMs },
      ];
    }),
  );
}

/** The same read; there is never more than one of an id. What was deleted is nothing to tell of. */
export async function searchTickets(
  api: LinearApi,
  searches: readonly TicketSearch[],
): Promise<TicketMatches> {
  const found = await issuesByOperation(api, searches);
  const notTrashed = [...found].filter(([, { trashed }]) => !trashed);
  return new Map(notTrashed.map(([operationId, issue]) => [operationId, [ticketOf(issue)]]));
}

async function issuesByOperation(
  api: LinearApi,
  lookups: readonly { readonly operationId: OperationId }[],
): Promise<Map<OperationId, LinearIssue>> {
  const operationById = new Map(lookups.map(({ operationId }) => [uuid(operationId), operationId]));
  const ids = [...operationById.keys()].filter((id) => id !== null);
  const found = new Map<OperationId, LinearIssue>();
  for (let start = 0; start < ids.length; start += PAGE_MAX) {
    for (const issue of await api.issues({ id: { in: ids.slice(start, start + PAGE_MAX) } })) {
      const operationId = operationById.get(issue.id.toLowerCase());
      if (operationId !== undefined) found.set(operationId, issue);
    }
  }
  return found;
}

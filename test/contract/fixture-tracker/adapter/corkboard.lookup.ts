import type {
  LookupOutcome,
  LookupOutcomes,
  OperationId,
  TicketMatches,
  TicketLookup,
  TicketSearch,
} from '../../../../src/providers/contract/index.js';
import { CARDS_AT_ONCE, type CorkboardApi } from './corkboard.api.js';
import { ticketOf } from './corkboard.mapping.js';
import type { CorkboardCard } from './corkboard.schemas.js';

/** Of no use where absence is proven at once. */
const LOOKUP_AGAIN_MS = 1_000;

/**
 * By the external id, which is the operation id; reads are never behind, so a hit is proof. So is a miss: what was sent
 * may still arrive late, but making it again sends the same external id, which Corkboard takes only once.
 */
export async function findTickets(
  api: CorkboardApi,
  lookups: readonly TicketLookup[],
): Promise<LookupOutcomes> {
  const found = await cardsByOperation(api, lookups);
  return new Map(
    lookups.map(({ operationId }): [OperationId, LookupOutcome] => {
      const card = found.get(operationId);
      const outcome: LookupOutcome = card
        ? { kind: 'found', tickets: [ticketOf(card)] }
        : { kind: 'absent', proven: true, lookupAgainAfterMs: LOOKUP_AGAIN_MS };
      return [operationId, outcome];
    }),
  );
}

/** The same read; there is never more than one of an external id. */
export async function searchTickets(
  api: CorkboardApi,
  searches: readonly TicketSearch[],
): Promise<TicketMatches> {
  const found = await cardsByOperation(api, searches);
  return new Map([...found].map(([operationId, card]) => [operationId, [ticketOf(card)]]));
}

async function cardsByOperation(
  api: CorkboardApi,
  lookups: readonly { readonly operationId: OperationId }[],
): Promise<Map<OperationId, CorkboardCard>> {
  const ids = [...new Set(lookups.map(({ operationId }) => operationId))];
  const found = new Map<OperationId, CorkboardCard>();
  for (let start = 0; start < ids.length; start += CARDS_AT_ONCE) {
    for (const card of await api.cards('external_ids', ids.slice(start, start + CARDS_AT_ONCE))) {
      if (card.external_id) found.set(card.external_id, card);
    }
  }
  return found;
}

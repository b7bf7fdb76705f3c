import type { TicketSnapshot } from '../../../../src/providers/contract/index.js';
import { inParallel } from '../../../../src/providers/http/index.js';
import { CARDS_AT_ONCE, type CorkboardApi, isCardId } from './corkboard.api.js';
import { isNotFound } from './corkboard.errors.js';
import { snapshotOf } from './corkboard.mapping.js';

const SINGLE_READS_AT_ONCE = 4;

/** In bulk; what that leaves out is asked for by itself: only Corkboard's own no to that card counts as gone. */
export async function getTickets(
  api: CorkboardApi,
  idsOrKeys: readonly string[],
): Promise<ReadonlyMap<string, TicketSnapshot>> {
  const ids = [...new Set(idsOrKeys)].filter(isCardId);
  const found = new Map<string, TicketSnapshot>();
  for (let start = 0; start < ids.length; start += CARDS_AT_ONCE) {
    const cards = await api.cards('ids', ids.slice(start, start + CARDS_AT_ONCE));
    for (const card of cards) found.set(card.id, snapshotOf(card));
  }
  const missing = ids.filter((id) => !found.has(id));
  await inParallel(missing, SINGLE_READS_AT_ONCE, async (id) => {
    const snapshot = await readOne(api, id);
    if (snapshot) found.set(id, snapshot);
  });
  return found;
}

async function readOne(api: CorkboardApi, id: string): Promise<TicketSnapshot | null> {
  try {
    return snapshotOf(await api.card(id));
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

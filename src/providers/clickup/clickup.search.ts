import type { TicketMatches, TicketSearch } from '../contract/index.js';
import type { ClickUpApi } from './clickup.api.js';
import type { ClickUpClock } from './clickup.clock.js';
import { MatchCollector } from './clickup.matches.js';
import { listId } from './clickup.keys.js';
import { isListHidden, readTasksOfList } from './clickup.lookup.js';
import { lookbackMs } from './clickup.lookup.rules.js';

export interface SearchContext {
  readonly api: ClickUpApi;
  readonly web: string;
  readonly now: Date;
  readonly clickUpClock: ClickUpClock;
}

/** Among all that was made in the lists since the first of them was sent. */
export async function searchTickets(
  { api, web, now, clickUpClock }: SearchContext,
  searches: readonly TicketSearch[],
): Promise<TicketMatches> {
  const matches = new MatchCollector(searches);
  for (const [list, ofList] of Map.groupBy(searches, ({ projectKey }) => listId(projectKey))) {
    if (list === null) continue;
    const lookups = ofList.map(({ sentAt: firstSentAt }) => ({ firstSentAt }));
    const createdAfter = await clickUpClock.toClickUpTime(api, now.getTime() - lookbackMs(lookups, now));
    await readTasksOfList(api, list, { createdAfter }, matches).catch((error: unknown) => {
      if (!isListHidden(error)) throw error;
    });
  }
  return new Map(
    searches.flatMap(({ operationId }) => {
      const [oldest, ...duplicates] = matches.tickets(operationId, web);
      return oldest ? [[operationId, [oldest, ...duplicates]] as const] : [];
    }),
  );
}

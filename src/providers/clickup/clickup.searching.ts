import type { TicketFinds, TicketSearch } from '../contract/index.js';
import type { ClickUpApi } from './clickup.api.js';
import type { ClickUpClock } from './clickup.clock.js';
import { Finds } from './clickup.finds.js';
import { listId } from './clickup.keys.js';
import { isListClosed, readList } from './clickup.lookup.js';
import { msBack } from './clickup.lookup.rules.js';

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
): Promise<TicketFinds> {
  const finds = new Finds(searches);
  for (const [list, ofList] of Map.groupBy(searches, ({ projectKey }) => listId(projectKey))) {
    if (list === null) continue;
    const sent = ofList.map(({ sentAt: firstSentAt }) => ({ firstSentAt }));
    const createdAfter = await clickUpClock.at(api, now.getTime() - msBack(sent, now));
    await readList(api, list, { createdAfter }, finds).catch((error: unknown) => {
      if (!isListClosed(error)) throw error;
    });
  }
  return new Map(
    searches.flatMap(({ operationId }) => {
      const [oldest, ...others] = finds.tickets(operationId, web);
      return oldest ? [[operationId, [oldest, ...others]] as const] : [];
    }),
  );
}

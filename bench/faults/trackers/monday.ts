import { startMondayLab } from '../../../lab/index.js';
import { keyLifeMs } from '../settings.js';
import type { FaultyTracker, TrackerWish } from '../tracker.js';
import { each, INDEX_LAG_MS, wrongClock } from './weather.js';

/** The column that tickets are recognised by. */
const MARK = 'delivr';
/** How many boards have one without. */
const BOARDS_PER_UNMARKED = 4;

/** Its search by column is behind, and it forgets idempotency keys; some boards have no column to be recognised by. */
export async function startMonday({ places, seed, timeoutMs }: TrackerWish): Promise<FaultyTracker> {
  const { clockOffsetMs, words: clock } = wrongClock(seed);
  const isUnmarked = (place: number) => place % BOARDS_PER_UNMARKED === 0;
  const boards = each(places, (place) => ({
    name: `Releases ${place + 1}`,
    without: isUnmarked(place) ? [MARK] : [],
  }));
  const lab = await startMondayLab({
    ...{ name: 'faults', boards, indexLagMs: INDEX_LAG_MS, clockOffsetMs, checksContract: false },
  });
  lab.site.answers.lifeMs = keyLifeMs(timeoutMs);
  const seconds = lab.site.answers.lifeMs / 1_000;
  return {
    name: 'monday',
    places: lab.site.boards.map(({ id, name }, place) => {
      const token = `lab-token-${place + 1}`;
      lab.site.addUser(`Bot of ${name}`, `bot-${place + 1}@monday.test`, token);
      return { projectKey: id, connection: { monday: { baseUrl: lab.baseUrl, apiToken: token } } };
    }),
    creations: ['mutation create_item'],
    frequent: [],
    rateLimits: [
      { kind: 'rate-limit', resetInSeconds: 1 },
      { kind: 'rate-limit', resetInSeconds: 1, limiter: 'complexity-200' },
      { kind: 'rate-limit', retryAfterSeconds: 1, limiter: 'minute' },
      { kind: 'rate-limit', limiter: 'concurrency' },
    ],
    mayAskPerson: true,
    faults: lab.faults,
    calls: lab.calls,
    weather:
      `search ${INDEX_LAG_MS} ms late, keys forgotten after ${seconds} s, ${clock}, ` +
      `every ${BOARDS_PER_UNMARKED}th board without the column ${MARK}`,
    made: () => lab.items().map(({ id, name }) => ({ remoteId: id, key: id, title: name })),
    stop: () => lab.stop(),
  };
}

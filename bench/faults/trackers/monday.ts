import { startMondayLab } from '../../../lab/index.js';
import { idempotencyKeyLifetimeMs } from '../settings.js';
import type { FaultyTracker, FaultyTrackerOptions } from '../tracker.js';
import { generate, INDEX_LAG_MS, skewedClock } from './conditions.js';

/** The column that tickets are recognised by. */
const MARKER_COLUMN = 'delivr';
/** How many boards have one without. */
const BOARDS_PER_MISSING_COLUMN = 4;

/** Its search by column is behind, and it forgets idempotency keys; some boards have no column to be recognised by. */
export async function startMonday({ places, seed, timeoutMs }: FaultyTrackerOptions): Promise<FaultyTracker> {
  const { clockOffsetMs, description: clock } = skewedClock(seed);
  const lacksColumn = (place: number) => place % BOARDS_PER_MISSING_COLUMN === 0;
  const boards = generate(places, (place) => ({
    name: `Releases ${place + 1}`,
    without: lacksColumn(place) ? [MARKER_COLUMN] : [],
  }));
  const lab = await startMondayLab({
    ...{ name: 'faults', boards, indexLagMs: INDEX_LAG_MS, clockOffsetMs, checksContract: false },
  });
  lab.site.idempotencyCache.lifeMs = idempotencyKeyLifetimeMs(timeoutMs);
  const seconds = lab.site.idempotencyCache.lifeMs / 1_000;
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
    conditions:
      `search ${INDEX_LAG_MS} ms late, keys forgotten after ${seconds} s, ${clock}, ` +
      `every ${BOARDS_PER_MISSING_COLUMN}th board without the column ${MARKER_COLUMN}`,
    tickets: () => lab.items().map(({ id, name }) => ({ remoteId: id, key: id, title: name })),
    stop: () => lab.stop(),
  };
}

import type { JiraLab, RateLimit } from '../../../lab/index.js';
import type { FaultyTracker, FaultyTrackerOptions } from '../tracker.js';
import { generate, INDEX_LAG_MS, skewedClock } from './conditions.js';

const FLICKER_RATE = 0.1;

/** What both kinds of Jira are started with. */
export function jiraOptions({ places, seed }: FaultyTrackerOptions) {
  const { clockOffsetMs } = skewedClock(seed);
  return {
    ...{ name: 'faults', projects: projectKeys(places).map((key) => ({ key })), checksContract: false },
    ...{ indexLagMs: INDEX_LAG_MS, clockOffsetMs },
  };
}

export function projectKeys(places: number): readonly string[] {
  return generate(places, (place) => `SHOP${place + 1}`);
}

type JiraParts = Pick<FaultyTracker, 'name' | 'places' | 'creations' | 'frequent'> & {
  readonly limiters: readonly string[];
};

/** Its search shows a new issue late and loses it now and then. */
export function faultyJira(
  lab: JiraLab,
  { seed }: FaultyTrackerOptions,
  { limiters, ...parts }: JiraParts,
): FaultyTracker {
  lab.site.indexFlickerRate = FLICKER_RATE;
  const { description: clock } = skewedClock(seed);
  return {
    ...parts,
    rateLimits: limiters.flatMap((limiter): readonly RateLimit[] => [
      { kind: 'rate-limit', limiter, retryAfterSeconds: 1 },
      { kind: 'rate-limit', limiter },
    ]),
    mayAskPerson: false,
    faults: lab.faults,
    calls: lab.calls,
    conditions: `search ${INDEX_LAG_MS} ms late and flickering at ${FLICKER_RATE * 100} %, ${clock}`,
    tickets: () =>
      lab.issues().map(({ id, key, fields }) => ({ remoteId: id, key, title: String(fields['summary']) })),
    stop: () => lab.stop(),
  };
}

import type { AdapterBench, BenchLab } from '../adapter-bench.js';
import type { EmulatedTracker, RateLimitCase, RunningTracker } from './tracker-under-test.js';

/** What drivers of several trackers say in the same words. */

type OfBench = 'lab' | 'provider' | 'values' | 'projectKey' | 'connect' | 'advance' | 'stop';

export function ofBench<L extends EmulatedTracker & BenchLab>(
  bench: AdapterBench<L>,
): Pick<RunningTracker, OfBench> {
  const { lab, provider, values, projectKey } = bench;
  return {
    ...{ lab, provider, values, projectKey },
    connect: (given) => bench.connect(given),
    advance: (ms) => bench.advance(ms),
    stop: () => bench.stop(),
  };
}

export const TRACKER_IS_BUSY: RateLimitCase = {
  name: '503 with Retry-After',
  fault: { kind: 'server-error', status: 503, retryAfterSeconds: 40 },
  retryAfterSeconds: 40,
  failure: 'UNAVAILABLE',
};

/** Too many calls, without a word about when. */
export function noTimeGiven(name: string): RateLimitCase {
  return { name, fault: { kind: 'rate-limit' }, retryAfterSeconds: null, failure: 'RATE_LIMITED' };
}

/** An address for a made-up person: `ada.example@jira.test`. */
export function addressOf(name: string, host: string): string {
  return `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@${host}`;
}

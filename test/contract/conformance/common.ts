import type { AdapterHarness, HarnessLab } from '../../support/adapters/adapter.harness.js';
import type { EmulatedTracker, RateLimitCase, RunningTracker } from './conformance-fixture.js';

/** What drivers of several trackers say in the same words. */

type FromHarness = 'lab' | 'provider' | 'values' | 'projectKey' | 'connect' | 'advance' | 'stop';

export function fromHarness<L extends EmulatedTracker & HarnessLab>(
  harness: AdapterHarness<L>,
): Pick<RunningTracker, FromHarness> {
  const { lab, provider, values, projectKey } = harness;
  return {
    ...{ lab, provider, values, projectKey },
    connect: (given) => harness.connect(given),
    advance: (ms) => harness.advance(ms),
    stop: () => harness.stop(),
  };
}

export const BUSY_TRACKER: RateLimitCase = {
  name: '503 with Retry-After',
  fault: { kind: 'server-error', status: 503, retryAfterSeconds: 40 },
  retryAfterSeconds: 40,
  failure: 'UNAVAILABLE',
};

/** Too many calls, without a word about when. */
export function rateLimitWithoutTime(name: string): RateLimitCase {
  return { name, fault: { kind: 'rate-limit' }, retryAfterSeconds: null, failure: 'RATE_LIMITED' };
}

/** An address for a made-up person: `ada.example@jira.test`. */
export function emailOf(name: string, host: string): string {
  return `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@${host}`;
}

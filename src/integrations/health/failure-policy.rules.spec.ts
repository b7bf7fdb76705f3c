import { isRetryable, ProviderFailure } from '../../providers/contract/index.js';
import { adviceFor, FAILURE_POLICY, pauseMs, verificationStatusFor } from './failure-policy.rules.js';

const FAILURES = Object.values(ProviderFailure);

describe('what a failure does', () => {
  it.each(FAILURES)(
    '%s: work waits only for what passes by itself or belongs to the whole account',
    (failure) => {
      const waits = isRetryable(failure) || failure === ProviderFailure.UNAUTHENTICATED;
      expect(FAILURE_POLICY[failure].work).toBe(waits ? 'wait' : 'fail');
    },
  );

  it.each(FAILURES)('%s: an integration is touched exactly where its work waits', (failure) => {
    const { integration, work } = FAILURE_POLICY[failure];
    expect(integration !== 'none').toBe(work === 'wait');
  });

  it('only a refusal is a verdict about credentials', () => {
    expect(FAILURES.filter((failure) => verificationStatusFor(failure) === 'INVALID')).toEqual([
      'UNAUTHENTICATED',
      'FORBIDDEN',
    ]);
  });

  it('whoever waits is told what to do', () => {
    const told = (failure: ProviderFailure, retryAfterSeconds: number | null = null) =>
      adviceFor({ failure, retryAfterSeconds });
    expect(told(ProviderFailure.RATE_LIMITED, 17)).toBe('Try again in 17 s.');
    expect(told(ProviderFailure.RATE_LIMITED)).toBe('Try again later.');
    expect(told(ProviderFailure.UNAVAILABLE)).toMatch(/^Check the address; .* try again/);
    expect(told(ProviderFailure.UNAUTHENTICATED)).toBe('');
  });
});

describe('the pause of an integration', () => {
  const MAX = 60_000;

  it('is what the tracker asked for, a second at least, and at most a twentieth more', () => {
    expect(pauseMs(30, 5, MAX, 0)).toBe(30_000);
    expect(pauseMs(30, 5, MAX, 1)).toBe(31_500);
    expect(pauseMs(0, 0, MAX, 0)).toBe(1_000);
    // However long that is: the tracker knows best.
    expect(pauseMs(3_600, 0, MAX, 0)).toBe(3_600_000);
  });

  it('doubles from a sixtieth of the longest up to that, however long the trouble lasts', () => {
    const pauses = [0, 1, 2, 3, 4, 5, 6, 7, 1_000].map((count) => pauseMs(null, count, MAX, 0));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('is spread by chance, never beyond the longest', () => {
    expect(pauseMs(null, 9, MAX, 1)).toBe(48_000);
  });
});

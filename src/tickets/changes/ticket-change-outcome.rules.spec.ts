import { ProviderError, type ProviderErrorDetails, ProviderFailure } from '../../providers/contract/index.js';
import { outcomeOfFailure } from './ticket-change-outcome.rules.js';

const TIMES = { downMaxMs: 60_000, unexplainedMaxMs: 600_000, lateEffectMaxMs: 15_000 };

const outcome = (
  failure: ProviderFailure,
  details: ProviderErrorDetails = {},
  attempts = 0,
  unexplained = attempts,
) => outcomeOfFailure(new ProviderError(failure, 'No.', details), { attempts, unexplained }, TIMES, 0);

describe('what a failure means for a ticket change', () => {
  it.each([ProviderFailure.FORBIDDEN, ProviderFailure.REJECTED])('%s refuses it', (failure) => {
    expect(outcome(failure)).toMatchObject({ kind: 'refused', error: { failure, message: 'No.' } });
  });

  it('a ticket that is not there may be hidden for a while; after half a day it is gone, and the change with it', () => {
    expect(outcome(ProviderFailure.NOT_FOUND)).toEqual({
      kind: 'later',
      afterMs: 600_000,
      why: 'unexplained',
    });
    expect(outcome(ProviderFailure.NOT_FOUND, {}, 99)).toEqual({ kind: 'gone' });
  });

  it('an outage, however long, does not count as an answer that cannot be explained', () => {
    expect(outcome(ProviderFailure.UNEXPECTED, {}, 1_000, 0)).toMatchObject({ kind: 'later' });
  });

  it('a tracker that is down is asked once a minute in the end, however long it takes', () => {
    const after = [0, 1, 2, 1_000].map((attempts) => outcome(ProviderFailure.UNAVAILABLE, {}, attempts));
    expect(after).toEqual(
      [1_000, 2_000, 4_000, 60_000].map((afterMs) => ({ kind: 'later', afterMs, why: 'down' })),
    );
  });

  it('a tracker that limits us is asked when it says', () => {
    const rateLimited = outcome(ProviderFailure.RATE_LIMITED, { retryAfterSeconds: 90 });
    expect(rateLimited).toEqual({ kind: 'later', afterMs: 90_000, why: 'limited' });
  });

  it('what may have happened is not repeated before that has settled', () => {
    const uncertain = outcome(ProviderFailure.UNAVAILABLE, { tookEffect: 'unknown' });
    expect(uncertain).toEqual({ kind: 'later', afterMs: 15_000, why: 'down' });
    const unexpected = outcomeOfFailure(new Error('Ours.'), { attempts: 0, unexplained: 0 }, TIMES, 0);
    expect(unexpected).toEqual({ kind: 'later', afterMs: 15_000, why: 'unexplained' });
  });

  it('what nobody understands is tried for hours, and then given up without a word of ours leaking', () => {
    expect(outcome(ProviderFailure.UNEXPECTED, {}, 98)).toMatchObject({ kind: 'later', afterMs: 600_000 });
    expect(outcome(ProviderFailure.UNEXPECTED, {}, 99)).toMatchObject({ kind: 'refused' });
    const unexpected = outcomeOfFailure(new Error('A secret.'), { attempts: 99, unexplained: 99 }, TIMES, 0);
    expect(unexpected.kind).toBe('refused');
    expect(JSON.stringify(unexpected)).not.toContain('secret');
  });
});

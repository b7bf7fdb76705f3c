import { type ProviderError, ProviderFailure } from '../../providers/contract/index.js';
import { VerificationStatus } from '../tracker.enums.js';

/** What a failure does to the integration: nothing, its credentials count as refused, or it pauses. */
export type IntegrationEffect = 'none' | 'refuse' | 'pause';

/** What it does to the work that met it: it waits, or it has failed and a person must change something. */
export type WorkEffect = 'wait' | 'fail';

interface FailurePolicy {
  readonly integration: IntegrationEffect;
  readonly work: WorkEffect;
}

/** The one table that decides what a tracker's failure does. */
export const FAILURE_POLICY: Readonly<Record<ProviderFailure, FailurePolicy>> = {
  [ProviderFailure.UNAUTHENTICATED]: { integration: 'refuse', work: 'wait' },
  [ProviderFailure.RATE_LIMITED]: { integration: 'pause', work: 'wait' },
  [ProviderFailure.UNAVAILABLE]: { integration: 'pause', work: 'wait' },
  [ProviderFailure.FORBIDDEN]: { integration: 'none', work: 'fail' },
  [ProviderFailure.NOT_FOUND]: { integration: 'none', work: 'fail' },
  [ProviderFailure.REJECTED]: { integration: 'none', work: 'fail' },
  [ProviderFailure.UNEXPECTED]: { integration: 'none', work: 'fail' },
};

/** The failures that are a word about the credentials; after the others nobody knows whether they are good. */
const REFUSALS: readonly ProviderFailure[] = [ProviderFailure.UNAUTHENTICATED, ProviderFailure.FORBIDDEN];

/** What trying credentials out has shown. */
export function verificationStatusFor(failure: ProviderFailure): VerificationStatus {
  return REFUSALS.includes(failure) ? VerificationStatus.INVALID : VerificationStatus.NOT_VERIFIED;
}

/**
 * What a person who connects a tracker can do about it, as a sentence; empty where the tracker's own words say so. Only
 * for somebody who waits: what waits by itself is tried again without them.
 */
export function adviceFor({
  failure,
  retryAfterSeconds,
}: Pick<ProviderError, 'failure' | 'retryAfterSeconds'>): string {
  if (failure === ProviderFailure.RATE_LIMITED) {
    return retryAfterSeconds === null ? 'Try again later.' : `Try again in ${retryAfterSeconds} s.`;
  }
  return failure === ProviderFailure.UNAVAILABLE
    ? 'Check the address; if it is right, try again when the tracker can be reached.'
    : '';
}

/** The first pause is the longest one divided by this; every failure in a row doubles it. */
const FIRST_PAUSE_DIVISOR = 60;

/**
 * How long an integration pauses, in milliseconds: what the tracker asked for and a little more, or a pause that grows
 * up to `maxMs`; chance (`random`, 0 to 1) spreads those who come back.
 */
export function pauseMs(
  retryAfterSeconds: number | null,
  count: number,
  maxMs: number,
  random: number,
): number {
  if (retryAfterSeconds !== null) return Math.max(1, retryAfterSeconds) * 1_000 * (1 + random * 0.05);
  return Math.min(maxMs, (maxMs / FIRST_PAUSE_DIVISOR) * 2 ** Math.min(count, 10)) * (1 - random * 0.2);
}

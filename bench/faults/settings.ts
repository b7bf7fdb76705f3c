import { environment as usual } from '../settings.js';
import { latestEffectMs } from './plan.js';

/** How long after an uncertain creation the first duplicate check is due. */
const FIRST_DUPLICATE_CHECK_MS = 3_000;

const LOOKUP_SPACING_MS = 1_000;

/** What a busy machine may add to the latest effect of a call, before absence is proof. */
const BUSY_MACHINE_MS = 1_500;

/** Time for six lookups, and for a few more because the index was late for some of them. */
const WEAK_PROOF_AFTER_MS = 12_000;

/** How long the same may be sent again under its idempotency key. */
const REPLAY_WINDOW_MS = 12_000;

/**
 * Everything that takes minutes takes seconds, in the same order: a call is over, then what it may still do, then the
 * proof that there is none.
 */
const timings = (timeoutMs: number) => ({
  sweepEveryMs: 500,
  leaseGraceMs: 500,
  pauseMaxMs: 1_000,
  lookupSpacingMs: LOOKUP_SPACING_MS,
  lookupSpacingMaxMs: 2 * LOOKUP_SPACING_MS,
  strongProofAfterMs: latestEffectMs(timeoutMs) + BUSY_MACHINE_MS,
  weakProofAfterMs: WEAK_PROOF_AFTER_MS,
  listProofAfterMs: latestEffectMs(timeoutMs) + BUSY_MACHINE_MS,
  listLookupSpacingMs: LOOKUP_SPACING_MS,
  replayWindowMs: REPLAY_WINDOW_MS,
  freshForMs: REPLAY_WINDOW_MS,
  firstDuplicateCheckMs: FIRST_DUPLICATE_CHECK_MS,
  secondDuplicateCheckMs: 2 * FIRST_DUPLICATE_CHECK_MS,
  lastDuplicateCheckMs: 4 * FIRST_DUPLICATE_CHECK_MS,
});

/** Time until no call can take effect any more and the last uncertain creation had its first duplicate check. */
export function quietPeriodMs(timeoutMs: number): number {
  return latestEffectMs(timeoutMs) + FIRST_DUPLICATE_CHECK_MS;
}

/** How long a tracker stores idempotency keys: the window, then a lookup, the call after it, and its late effect. */
export function idempotencyKeyLifetimeMs(timeoutMs: number): number {
  return REPLAY_WINDOW_MS + 2 * timeoutMs + latestEffectMs(timeoutMs);
}

/** The environment of every process of the product. `timeoutMs`: what a tracker has for a call. */
export function environment(databaseUrl: string, timeoutMs: number): Readonly<Record<string, string>> {
  return {
    ...usual(databaseUrl),
    DATABASE_POOL_SIZE: '10',
    PROVIDER_TIMEOUT_MS: String(timeoutMs),
    TIMINGS: JSON.stringify(timings(timeoutMs)),
  };
}

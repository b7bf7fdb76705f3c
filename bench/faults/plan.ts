import { randomFaults, type RandomFaults } from '../../lab/index.js';
import type { FaultyTracker } from './tracker.js';

/**
 * Multiple of the time-out of a call. Every second slow call times out before it takes effect; it takes effect later, while
 * the product already looks its ticket up.
 */
const MAX_LATENCY_FACTOR = 2;

/** Chance per call, of every operation of the tracker. */
const BASE_RATES: RandomFaults['rates'] = {
  'drop-after-commit': 0.01,
  'drop-before-commit': 0.01,
  'server-error': 0.02,
  'rate-limit': 0.015,
  'hang-before-commit': 0.005,
  'hang-after-commit': 0.005,
  latency: 0.02,
};

/** For operations that are called by the dozen: a tenth of the usual rates. */
const FREQUENT_CALL_RATES = Object.fromEntries(
  Object.entries(BASE_RATES).map(([kind, rate]) => [kind, rate / 10]),
);

/** Of calls that make tickets, on top: every fourth goes wrong. */
const CREATION_RATES: RandomFaults['rates'] = {
  'drop-after-commit': 0.05,
  'drop-before-commit': 0.03,
  'drop-mid-commit': 0.03,
  'server-error': 0.04,
  'bad-json': 0.01,
  'hang-before-commit': 0.01,
  'hang-after-commit': 0.01,
  latency: 0.05,
};

type FaultTarget = Pick<FaultyTracker, 'creations' | 'frequent' | 'rateLimits'>;

/** What goes wrong, and when, all from one seed. `timeoutMs`: what a tracker has for a call. */
export function faultPlans(
  seed: number,
  { creations, frequent, rateLimits }: FaultTarget,
  timeoutMs: number,
): readonly RandomFaults[] {
  const latencyMs = latestEffectMs(timeoutMs) / 2;
  return [
    { seed, rates: BASE_RATES, except: frequent, latencyMs, rateLimits },
    { seed, rates: FREQUENT_CALL_RATES, operations: frequent, latencyMs, rateLimits },
    { seed: seed + 1, rates: CREATION_RATES, operations: creations, latencyMs },
  ];
}

/** How long after its beginning the last late effect of a call can come. */
export function latestEffectMs(timeoutMs: number): number {
  return timeoutMs * MAX_LATENCY_FACTOR;
}

/** What the first calls that make tickets will meet: the same for every run with this seed. */
export function firstFaults(seed: number, tracker: FaultTarget, calls: number): readonly string[] {
  const draws = faultPlans(seed, tracker, 1_000).map(randomFaults);
  const [creation = ''] = tracker.creations;
  return Array.from({ length: calls }, (_, call) => {
    const [fault] = draws.map((draw) => draw(creation)).filter((drawn) => drawn !== null);
    return fault ? `${call + 1} ${fault.kind}` : '';
  }).filter(Boolean);
}

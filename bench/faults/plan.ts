import { randomFaults, type RandomFaults } from '../../lab/index.js';
import type { FaultyTracker } from './tracker.js';

/**
 * Of what a tracker has for a call: every second slow one is given up before it takes effect, which it does all the same,
 * when somebody is already looking for what it makes.
 */
const LONGEST_LATENCY = 2;

/** Chance per call, of every operation of the tracker. */
const EVERYWHERE: RandomFaults['rates'] = {
  'drop-after-commit': 0.01,
  'drop-before-commit': 0.01,
  'server-error': 0.02,
  'rate-limit': 0.015,
  'hang-before-commit': 0.005,
  'hang-after-commit': 0.005,
  latency: 0.02,
};

/** Of what is called by the dozen, a tenth of it. */
const OF_FREQUENT = Object.fromEntries(Object.entries(EVERYWHERE).map(([kind, rate]) => [kind, rate / 10]));

/** Of calls that make tickets, on top: every fourth goes wrong. */
const OF_CREATIONS: RandomFaults['rates'] = {
  'drop-after-commit': 0.05,
  'drop-before-commit': 0.03,
  'drop-mid-commit': 0.03,
  'server-error': 0.04,
  'bad-json': 0.01,
  'hang-before-commit': 0.01,
  'hang-after-commit': 0.01,
  latency: 0.05,
};

type Struck = Pick<FaultyTracker, 'creations' | 'frequent' | 'rateLimits'>;

/** What goes wrong, and when, all from one seed. `timeoutMs`: what a tracker has for a call. */
export function faultPlans(
  seed: number,
  { creations, frequent, rateLimits }: Struck,
  timeoutMs: number,
): readonly RandomFaults[] {
  const latencyMs = latestEffectMs(timeoutMs) / 2;
  return [
    { seed, rates: EVERYWHERE, except: frequent, latencyMs, rateLimits },
    { seed, rates: OF_FREQUENT, operations: frequent, latencyMs, rateLimits },
    { seed: seed + 1, rates: OF_CREATIONS, operations: creations, latencyMs },
  ];
}

/** How long after its beginning the last late effect of a call can come. */
export function latestEffectMs(timeoutMs: number): number {
  return timeoutMs * LONGEST_LATENCY;
}

/** What the first calls that make tickets will meet: the same for every run with this seed. */
export function firstFaults(seed: number, tracker: Struck, calls: number): readonly string[] {
  const draws = faultPlans(seed, tracker, 1_000).map(randomFaults);
  const [creation = ''] = tracker.creations;
  return Array.from({ length: calls }, (_, call) => {
    const [fault] = draws.map((draw) => draw(creation)).filter((drawn) => drawn !== null);
    return fault ? `${call + 1} ${fault.kind}` : '';
  }).filter(Boolean);
}

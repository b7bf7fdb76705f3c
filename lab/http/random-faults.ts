import type { Fault, FaultKind, RateLimit } from './fault.js';
import { seededRandom } from './random.js';

/** What chance may choose. */
type RandomKind = Exclude<FaultKind, 'hold' | 'answer'>;

export interface RandomFaults {
  readonly seed: number;
  /** Chance per call and kind, 0 to 1; at most one kind strikes a call. */
  readonly rates: Partial<Record<RandomKind, number>>;
  /** Operations it is limited to; all where absent. */
  readonly operations?: readonly string[];
  /** Operations that it spares. */
  readonly except?: readonly string[];
  /** Of a random latency. Default 20. */
  readonly latencyMs?: number;
  /** In which ways this tracker says "too many calls". Default: with Retry-After, and without. */
  readonly rateLimits?: readonly RateLimit[];
}

const RATE_LIMITS: readonly RateLimit[] = [
  { kind: 'rate-limit', retryAfterSeconds: 1 },
  { kind: 'rate-limit' },
];

/** The plan of every operation, call by call. */
export function randomFaults(plan: RandomFaults) {
  const { seed, rates, operations, except } = plan;
  const streams = new Map<string, () => number>();
  return (operation: string): Fault | null => {
    if (operations?.includes(operation) === false || except?.includes(operation)) return null;
    const random = streams.get(operation) ?? seededRandom(seed ^ hashOf(operation));
    streams.set(operation, random);
    let draw = random();
    for (const [kind, rate] of Object.entries(rates) as [RandomKind, number][]) {
      if (draw < rate) return randomFault(kind, random, plan);
      draw -= rate;
    }
    return null;
  };
}

/** FNV-1a: spreads names over seeds. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}

function randomFault(
  kind: RandomKind,
  random: () => number,
  { latencyMs = 20, rateLimits = RATE_LIMITS }: RandomFaults,
): Fault {
  if (kind === 'latency') return { kind, ms: Math.round(latencyMs * 2 * random()) };
  if (kind === 'rate-limit') return rateLimits[Math.floor(random() * rateLimits.length)] ?? { kind };
  if (kind === 'drop-mid-commit') return { kind, elements: 1 + Math.floor(random() * 2) };
  if (kind !== 'server-error') return { kind };
  const status = [500, 502, 503, 504][Math.floor(random() * 4)];
  const when = random() < 0.5 ? 'before-commit' : 'after-commit';
  return { kind, status, body: random() < 0.5 ? 'json' : 'html', when };
}

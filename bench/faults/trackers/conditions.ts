/** How bad it is with every emulated tracker; what else is bad with one of them stands with it. */

/** An index shows what is new so late. */
export const INDEX_LAG_MS = 1_000;

const HOUR_MS = 3_600_000;

export interface SkewedClock {
  readonly clockOffsetMs: number;
  readonly description: string;
}

/** An hour fast or slow, as the seed says. */
export function skewedClock(seed: number): SkewedClock {
  const clockOffsetMs = seed % 2 === 0 ? HOUR_MS : -HOUR_MS;
  return { clockOffsetMs, description: `its clock an hour ${clockOffsetMs > 0 ? 'fast' : 'slow'}` };
}

/** One after another, from 0. */
export function generate<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

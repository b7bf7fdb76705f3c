/** How bad it is with every emulated tracker; what else is bad with one of them stands with it. */

/** An index shows what is new so late. */
export const INDEX_LAG_MS = 1_000;

const HOUR_MS = 3_600_000;

export interface WrongClock {
  readonly clockOffsetMs: number;
  readonly words: string;
}

/** An hour fast or slow, as the seed says. */
export function wrongClock(seed: number): WrongClock {
  const clockOffsetMs = seed % 2 === 0 ? HOUR_MS : -HOUR_MS;
  return { clockOffsetMs, words: `its clock an hour ${clockOffsetMs > 0 ? 'fast' : 'slow'}` };
}

/** One after another, from 0. */
export function each<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

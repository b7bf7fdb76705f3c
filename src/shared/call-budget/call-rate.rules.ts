/** How many calls somebody outside takes from one credential. */
export interface CallRate {
  /** The calls that come back in `perMs`. */
  readonly calls: number;
  readonly perMs: number;
  /** How many may come at once after a rest. */
  readonly burst: number;
}

/** What an answer tells about a budget. */
export interface BudgetUpdate {
  /** What the other side counts by; absent: it does not say. */
  readonly rate?: CallRate | undefined;
  /** It wants no call at all for so long, in milliseconds. */
  readonly pauseMs?: number | undefined;
}

/** We count departures, the other side counts arrivals: what is left unused makes up for the difference. */
const RATE_SHARE = 0.85;
const BURST_SHARE = 0.8;

/** Of a full burst, what is kept for people who wait: work in the background leaves so much unused. */
const INTERACTIVE_SHARE = 0.25;

/** A rate as it is kept: a pause per call, and how many calls may run ahead of it. */
export interface StoredRate {
  /** 0: no limit is known. */
  readonly perCallMs: number;
  readonly burst: number;
}

export const NO_LIMIT: StoredRate = { perCallMs: 0, burst: 0 };

export function toStoredRate({ calls, perMs, burst }: CallRate): StoredRate {
  if (!(calls > 0) || !(perMs > 0)) return NO_LIMIT;
  return { perCallMs: perMs / (calls * RATE_SHARE), burst: Math.max(0, Math.floor(burst * BURST_SHARE) - 1) };
}

/**
 * For a bucket of `size` that gets `calls` back at the end of each interval, not evenly: what comes within one interval
 * must have been there at its beginning.
 */
export function rateOfBucket(size: number, calls: number, perMs: number): CallRate {
  return { calls: Math.min(calls, size), perMs, burst: Math.max(0, size - calls) };
}

/** For a limit of so many calls in any window of `perMs`: a quarter at once, three quarters spread over it. */
export function rateOfWindow(calls: number, perMs: number): CallRate {
  return { calls: calls * 0.75, perMs, burst: calls * 0.25 };
}

/** Calls that one kind of caller leaves to another. */
export function reservedBurst({ burst }: StoredRate, isBackground: boolean): number {
  return isBackground ? Math.ceil(burst * INTERACTIVE_SHARE) : 0;
}

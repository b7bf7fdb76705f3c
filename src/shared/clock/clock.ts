import { performance } from 'node:perf_hooks';

/** The one source of the current time, so that rules and tests can be given theirs. */
export abstract class Clock {
  abstract now(): Date;

  /** Milliseconds since some moment, on a clock that nobody sets: for how long something took. */
  abstract monotonicMs(): number;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }

  monotonicMs(): number {
    return performance.now();
  }
}

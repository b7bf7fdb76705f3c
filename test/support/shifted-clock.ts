const RealDate = Date;

/** This process's clock, an hour fast or slow, say, while the database's goes on as before. @returns the way back. */
export function shiftClock(offsetMs: number): () => void {
  class ShiftedDate extends RealDate {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(RealDate.now() + offsetMs);
      else super(...(given as [string]));
    }

    /** Dates that were made before are dates. */
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof RealDate;
    }

    static override now(): number {
      return RealDate.now() + offsetMs;
    }
  }
  globalThis.Date = ShiftedDate as DateConstructor;
  return () => void (globalThis.Date = RealDate);
}

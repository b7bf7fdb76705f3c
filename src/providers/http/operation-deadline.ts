import { ProviderError, ProviderFailure } from '../contract/index.js';

/**
 * One operation may need several calls; together they may take no longer than one call may. Measured on the monotonic
 * clock: the wall clock may be set while it runs.
 */
export class OperationDeadline {
  private readonly endsAt: number;

  /**
   * @param tracker as people write it.
   * @param monotonicMs milliseconds on a clock that nobody sets.
   */
  constructor(
    private readonly totalMs: number,
    private readonly tracker: string,
    private readonly monotonicMs: () => number,
  ) {
    this.endsAt = monotonicMs() + totalMs;
  }

  get remainingMs(): number {
    return this.endsAt - this.monotonicMs();
  }

  get hasPassed(): boolean {
    return this.remainingMs <= 0;
  }

  /** Stops waiting for a read when the time is up; what it might still bring is of no interest. Never for a write. */
  async race<T>(read: () => Promise<T>): Promise<T> {
    if (this.hasPassed) throw this.timeoutError();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.timeoutError()), this.remainingMs);
    });
    try {
      return await Promise.race([read(), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  private timeoutError(): ProviderError {
    const seconds = Math.round(this.totalMs / 100) / 10;
    return new ProviderError(
      ProviderFailure.UNAVAILABLE,
      `${this.tracker} did not answer within ${seconds} s.`,
    );
  }
}

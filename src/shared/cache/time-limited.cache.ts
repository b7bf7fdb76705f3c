import { LRUCache } from 'lru-cache';

const MAX_ENTRIES = 1_000;

/**
 * Answers cached for a limited time, at most 1,000; the one that was used longest ago goes first. Callers that ask for the
 * same key while it is being loaded share one load. Failures are not cached.
 */
export class TimeLimitedCache<T> {
  private readonly entries: LRUCache<string, Promise<T>>;

  constructor(
    private readonly ttlMs: number,
    clock: () => Date,
  ) {
    this.entries = new LRUCache({
      max: MAX_ENTRIES,
      ttl: ttlMs,
      // Ask the clock every time: a cached time needs a timer.
      ttlResolution: 0,
      // lru-cache takes an entry that was made at 0 for one without a limit.
      perf: { now: () => clock().getTime() + 1 },
    });
  }

  has(key: string): boolean {
    return this.peek(key) !== undefined;
  }

  /** Undefined where nothing is cached; what is being loaded counts as cached. */
  peek(key: string): Promise<T> | undefined {
    const remainingMs = this.entries.getRemainingTTL(key);
    // A clock that was set back must not lengthen the time.
    return remainingMs > 0 && remainingMs <= this.ttlMs ? this.entries.peek(key) : undefined;
  }

  get(key: string, load: () => Promise<T>): Promise<T> {
    if (!this.has(key)) return this.refresh(key, load);
    return this.entries.get(key)!;
  }

  /** Loads anew, whatever is cached, and caches that. */
  refresh(key: string, load: () => Promise<T>): Promise<T> {
    const value = load();
    this.entries.set(key, value);
    value.catch(() => {
      // A failure that comes late must not remove a newer answer.
      if (this.entries.peek(key) === value) this.entries.delete(key);
    });
    return value;
  }

  invalidate(key: string): void {
    this.entries.delete(key);
  }

  /** @returns how many entries were removed. */
  clear(): number {
    const { size } = this.entries;
    this.entries.clear();
    return size;
  }
}

import type { Clock } from '../../shared/clock/index.js';

interface CacheEntry<T> {
  readonly value: Promise<T>;
  readonly expiresAt: number;
}

const MAX_ENTRIES = 1_000;

/** Remembers answers for a moment; callers that come while one is being fetched share it. Failures are not remembered. */
export class TimeLimitedCache<T> {
  private readonly entries = new Map<string, CacheEntry<T>>();

  constructor(
    private readonly ttlMs: number,
    private readonly clock: Clock,
  ) {}

  /** What is remembered, being fetched included; null: nothing, or nothing that is young enough. */
  peek(key: string): Promise<T> | null {
    const cached = this.entries.get(key);
    return cached && cached.expiresAt > this.clock.now().getTime() ? cached.value : null;
  }

  /** @param refresh goes past what is remembered, and is remembered itself. */
  get(key: string, refresh: boolean, fetch: () => Promise<T>): Promise<T> {
    const now = this.clock.now().getTime();
    const cached = refresh ? null : this.peek(key);
    if (cached) return cached;
    const entry: CacheEntry<T> = { value: fetch(), expiresAt: now + this.ttlMs };
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > MAX_ENTRIES) this.entries.delete(this.entries.keys().next().value!);
    entry.value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    return entry.value;
  }
}

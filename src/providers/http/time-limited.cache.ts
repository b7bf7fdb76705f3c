interface CacheEntry<T> {
  readonly value: Promise<T>;
  readonly expiresAt: number;
}

/** Answers remembered for a short while; who asks for the same at the same time asks once. Failures are forgotten. */
export class TimeLimitedCache<T> {
  private readonly entries = new Map<string, CacheEntry<T>>();

  constructor(
    private readonly ttlMs: number,
    private readonly clock: () => Date,
  ) {}

  has(key: string): boolean {
    return this.unexpired(key) !== undefined;
  }

  get(key: string, load: () => Promise<T>): Promise<T> {
    const cached = this.unexpired(key);
    if (cached) return cached;
    const value = load();
    this.set(key, value);
    value.catch(() => {
      if (this.entries.get(key)?.value === value) this.entries.delete(key);
    });
    return value;
  }

  set(key: string, value: Promise<T>): void {
    this.entries.set(key, { value, expiresAt: this.clock().getTime() + this.ttlMs });
  }

  /** Undefined where nothing is remembered. */
  peek(key: string): Promise<T> | undefined {
    return this.unexpired(key);
  }

  invalidate(key: string): void {
    this.entries.delete(key);
  }

  /** @returns how much was forgotten. */
  clear(): number {
    const { size } = this.entries;
    this.entries.clear();
    return size;
  }

  private unexpired(key: string): Promise<T> | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    const remainingMs = entry.expiresAt - this.clock().getTime();
    // A clock that was set back must not keep it for longer either.
    if (remainingMs > 0 && remainingMs <= this.ttlMs) return entry.value;
    this.entries.delete(key);
    return undefined;
  }
}

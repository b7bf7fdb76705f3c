interface Entry<T> {
  readonly value: Promise<T>;
  readonly expiresAt: number;
}

/** Answers remembered for a short while; who asks for the same at the same time asks once. Failures are forgotten. */
export class ShortMemory<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(
    private readonly lifeMs: number,
    private readonly clock: () => Date,
  ) {}

  has(key: string): boolean {
    return this.fresh(key) !== undefined;
  }

  get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.fresh(key);
    if (known) return known;
    const value = ask();
    this.keep(key, value);
    value.catch(() => {
      if (this.entries.get(key)?.value === value) this.entries.delete(key);
    });
    return value;
  }

  keep(key: string, value: Promise<T>): void {
    this.entries.set(key, { value, expiresAt: this.clock().getTime() + this.lifeMs });
  }

  /** Undefined where nothing is remembered. */
  peek(key: string): Promise<T> | undefined {
    return this.fresh(key);
  }

  forget(key: string): void {
    this.entries.delete(key);
  }

  /** @returns how much was forgotten. */
  clear(): number {
    const { size } = this.entries;
    this.entries.clear();
    return size;
  }

  private fresh(key: string): Promise<T> | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    const leftMs = entry.expiresAt - this.clock().getTime();
    // A clock that was set back must not keep it for longer either.
    if (leftMs > 0 && leftMs <= this.lifeMs) return entry.value;
    this.entries.delete(key);
    return undefined;
  }
}

import type { Clock } from '../shared/clock/index.js';

interface Kept<T> {
  readonly value: Promise<T>;
  readonly until: number;
}

const MOST = 1_000;

/** Remembers answers for a moment; callers that come while one is being fetched share it. Failures are not remembered. */
export class ShortCache<T> {
  private readonly kept = new Map<string, Kept<T>>();

  constructor(
    private readonly lifeMs: number,
    private readonly clock: Clock,
  ) {}

  /** What is remembered, being fetched included; null: nothing, or nothing that is young enough. */
  peek(key: string): Promise<T> | null {
    const known = this.kept.get(key);
    return known && known.until > this.clock.now().getTime() ? known.value : null;
  }

  /** @param refresh goes past what is remembered, and is remembered itself. */
  get(key: string, refresh: boolean, fetch: () => Promise<T>): Promise<T> {
    const now = this.clock.now().getTime();
    const known = refresh ? null : this.peek(key);
    if (known) return known;
    const made: Kept<T> = { value: fetch(), until: now + this.lifeMs };
    this.kept.delete(key);
    this.kept.set(key, made);
    if (this.kept.size > MOST) this.kept.delete(this.kept.keys().next().value!);
    made.value.catch(() => {
      if (this.kept.get(key) === made) this.kept.delete(key);
    });
    return made.value;
  }
}

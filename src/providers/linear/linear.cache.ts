import type { LinearApi } from './linear.api.js';
import { labelsWithNames } from './linear.labels.rules.js';
import type { LinearLabel, LinearPriority, LinearTeam } from './linear.schemas.js';

/** What a creation needs to know of a team. */
export interface CachedTeam {
  readonly team: LinearTeam;
  readonly priorities: readonly LinearPriority[];
  /** By name in lower case, as far as they were asked for and exist. */
  readonly labels: Map<string, readonly LinearLabel[]>;
}

interface CacheEntry {
  readonly known: CachedTeam;
  readonly expiresAt: number;
}

/**
 * Teams remembered for a short while, so that a release costs one call. Only what there is is kept, never that something
 * is missing. What Linear no longer knows is noticed by its refusal: `forget`, then look again.
 */
export class TeamCache {
  private readonly entries = new Map<string, CacheEntry>();

  constructor(
    private readonly ttlMs: number,
    private readonly clock: () => Date,
  ) {}

  has(key: string): boolean {
    return this.unexpired(key) !== undefined;
  }

  /** Null where there is no such team. */
  async team(api: LinearApi, key: string): Promise<CachedTeam | null> {
    const cached = this.unexpired(key);
    if (cached) return cached;
    const found = await api.team(key);
    if (!found) return null;
    const known = { team: found.team, priorities: found.priorities, labels: new Map() };
    this.entries.set(key, { known, expiresAt: this.clock().getTime() + this.ttlMs });
    return known;
  }

  /** Asks for those of the names that are not known yet. */
  async loadLabels(api: LinearApi, known: CachedTeam, names: readonly string[]): Promise<void> {
    const unknown = names.filter((name) => !known.labels.has(name.toLowerCase()));
    if (unknown.length === 0) return;
    for (const label of await api.labels(labelsWithNames(known.team.key, unknown)))
      this.addLabel(known, label);
  }

  addLabel({ labels }: CachedTeam, label: LinearLabel): void {
    const name = label.name.toLowerCase();
    const others = (labels.get(name) ?? []).filter(({ id }) => id !== label.id);
    labels.set(name, [...others, label]);
  }

  invalidate(key: string): void {
    this.entries.delete(key);
  }

  private unexpired(key: string): CachedTeam | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    const remainingMs = entry.expiresAt - this.clock().getTime();
    // A clock that was set back must not keep it for longer either.
    if (remainingMs > 0 && remainingMs <= this.ttlMs) return entry.known;
    this.entries.delete(key);
    return undefined;
  }
}

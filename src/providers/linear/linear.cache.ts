import { TimeLimitedCache } from '../../shared/cache/index.js';
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

/**
 * Teams cached for a limited time, so that a release costs one call. That something is missing is not cached. Linear
 * refuses what it no longer knows: `invalidate` the team then, and read it anew.
 */
export class TeamCache {
  private readonly teams: TimeLimitedCache<CachedTeam | null>;

  constructor(ttlMs: number, clock: () => Date) {
    this.teams = new TimeLimitedCache(ttlMs, clock);
  }

  has(key: string): boolean {
    return this.teams.has(key);
  }

  /** Null where there is no such team. */
  async team(api: LinearApi, key: string): Promise<CachedTeam | null> {
    const team = await this.teams.get(key, async () => {
      const found = await api.team(key);
      return found && { team: found.team, priorities: found.priorities, labels: new Map() };
    });
    if (!team) this.teams.invalidate(key);
    return team;
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
    this.teams.invalidate(key);
  }
}

import { LRUCache } from 'lru-cache';
import { TimeLimitedCache } from '../../shared/cache/index.js';
import type { AsanaNamed, AsanaProject } from './asana.schemas.js';

/** How many tasks' projects are cached: a hint where to read them, which costs a call where it is missing and decides nothing. */
const TASK_PROJECTS_MAX = 20_000;

/** What one connection caches of Asana, so that the usual operations cost one call. */
export class AsanaCache {
  /** By gid. */
  readonly projects: TimeLimitedCache<AsanaProject>;
  /** By project, in its order. */
  readonly sections: TimeLimitedCache<readonly AsanaNamed[]>;
  /** Gids by workspace and name in lower case. */
  readonly tags: TimeLimitedCache<string>;
  /** The project that a task was last seen in, by the task's gid. */
  readonly lastProjects = new LRUCache<string, string>({ max: TASK_PROJECTS_MAX });

  constructor(ttlMs: number, clock: () => Date) {
    this.projects = new TimeLimitedCache(ttlMs, clock);
    this.sections = new TimeLimitedCache(ttlMs, clock);
    this.tags = new TimeLimitedCache(ttlMs, clock);
  }
}

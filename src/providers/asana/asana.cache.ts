import type { AsanaNamed, AsanaProject } from './asana.schemas.js';
import { TimeLimitedCache } from '../http/index.js';

/** How many tasks' projects are remembered: a hint, which costs a call where it is missing. */
const TASK_PROJECTS_MAX = 20_000;

/** What one connection remembers of Asana, so that what happens every day costs one call. */
export class AsanaCache {
  /** By gid. */
  readonly projects: TimeLimitedCache<AsanaProject>;
  /** By project, in its order. */
  readonly sections: TimeLimitedCache<readonly AsanaNamed[]>;
  /** Gids by workspace and name in lower case. */
  readonly tags: TimeLimitedCache<string>;
  private readonly projectByTask = new Map<string, string>();

  constructor(ttlMs: number, clock: () => Date) {
    this.projects = new TimeLimitedCache(ttlMs, clock);
    this.sections = new TimeLimitedCache(ttlMs, clock);
    this.tags = new TimeLimitedCache(ttlMs, clock);
  }

  /** The project that a task was last seen in. */
  lastProjectOf(task: string): string | undefined {
    return this.projectByTask.get(task);
  }

  recordProject(task: string, project: string): void {
    this.projectByTask.delete(task);
    this.projectByTask.set(task, project);
    if (this.projectByTask.size <= TASK_PROJECTS_MAX) return;
    for (const oldest of this.projectByTask.keys()) {
      this.projectByTask.delete(oldest);
      break;
    }
  }
}

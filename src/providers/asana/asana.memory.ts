import type { AsanaNamed, AsanaProject } from './asana.schemas.js';
import { ShortMemory } from '../http/index.js';

/** How many tasks' projects are remembered: a hint, which costs a call where it is missing. */
const HOMES_MAX = 20_000;

/** What one connection remembers of Asana, so that what happens every day costs one call. */
export class AsanaMemory {
  /** By gid. */
  readonly projects: ShortMemory<AsanaProject>;
  /** By project, in its order. */
  readonly sections: ShortMemory<readonly AsanaNamed[]>;
  /** Gids by workspace and name in lower case. */
  readonly tags: ShortMemory<string>;
  private readonly homes = new Map<string, string>();

  constructor(lifeMs: number, clock: () => Date) {
    this.projects = new ShortMemory(lifeMs, clock);
    this.sections = new ShortMemory(lifeMs, clock);
    this.tags = new ShortMemory(lifeMs, clock);
  }

  /** The project that a task was last seen in. */
  homeOf(task: string): string | undefined {
    return this.homes.get(task);
  }

  sawAt(task: string, project: string): void {
    this.homes.delete(task);
    this.homes.set(task, project);
    if (this.homes.size <= HOMES_MAX) return;
    for (const oldest of this.homes.keys()) {
      this.homes.delete(oldest);
      break;
    }
  }
}

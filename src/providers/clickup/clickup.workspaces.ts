import { isFailure, ProviderFailure } from '../contract/index.js';
import type { ClickUpApi } from './clickup.api.js';
import { chooseTaskType } from './clickup.draft.js';
import type { ClickUpTask, ClickUpTaskType } from './clickup.schemas.js';
import { ShortMemory } from '../http/index.js';

/**
 * The workspaces of an account, and what in them seldom changes, remembered for a short while so that a ticket costs one
 * call. What is remembered refuses nothing: it is read anew first.
 */
export class Workspaces {
  private readonly ids: ShortMemory<readonly string[]>;
  private readonly homes: ShortMemory<string | null>;
  private readonly types: ShortMemory<readonly ClickUpTaskType[]>;

  /** @param workspaceId the only one that counts; null: all that the account is in. */
  constructor(
    private readonly workspaceId: string | null,
    lifeMs: number,
    clock: () => Date,
  ) {
    this.ids = new ShortMemory(lifeMs, clock);
    this.homes = new ShortMemory(lifeMs, clock);
    this.types = new ShortMemory(lifeMs, clock);
  }

  async all(api: ClickUpApi): Promise<readonly string[]> {
    if (this.workspaceId !== null) return [this.workspaceId];
    return this.ids.get('', async () => (await api.teams()).map(({ id }) => id));
  }

  /** Where a list lies; null where that cannot be seen, as for a guest in several workspaces. */
  homeOf(api: ClickUpApi, listId: string): Promise<string | null> {
    return this.homes.get(listId, async () => this.homeOfSpace(api, (await api.list(listId)).space.id));
  }

  async homeOfSpace(api: ClickUpApi, spaceId: string): Promise<string | null> {
    const ids = await this.all(api);
    if (ids.length === 1) return ids[0] ?? null;
    for (const id of ids) {
      if ((await api.spaces(id)).some((space) => space.id === spaceId)) return id;
    }
    return null;
  }

  /** @throws ProviderError REJECTED naming the types that there are. */
  async taskType(api: ClickUpApi, listId: string, asked: string): Promise<ClickUpTaskType> {
    const teamId = await this.homeOf(api, listId);
    const read = async () => (teamId === null ? [] : api.taskTypes(teamId));
    const isRemembered = this.types.has(teamId ?? '');
    try {
      return chooseTaskType(await this.types.get(teamId ?? '', read), asked);
    } catch (error) {
      if (!isRemembered || !isFailure(error, ProviderFailure.REJECTED)) throw error;
      this.types.forget(teamId ?? '');
      return chooseTaskType(await this.types.get(teamId ?? '', read), asked);
    }
  }

  /** By an id of the workspace's own making; null where none of them knows it. */
  async taskByCustomId(api: ClickUpApi, customId: string): Promise<ClickUpTask | null> {
    for (const teamId of await this.all(api)) {
      try {
        return await api.task({ kind: 'custom', customId }, teamId);
      } catch (error) {
        if (!isFailure(error, ProviderFailure.NOT_FOUND)) throw error;
      }
    }
    return null;
  }
}

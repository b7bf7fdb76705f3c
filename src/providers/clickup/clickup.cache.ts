import { TimeLimitedCache } from '../../shared/cache/index.js';
import { isFailure, ProviderFailure } from '../contract/index.js';
import type { ClickUpApi } from './clickup.api.js';
import { chooseTaskType } from './clickup.draft.js';
import type { ClickUpField, ClickUpTask, ClickUpTaskType } from './clickup.schemas.js';

type AskedType = Parameters<typeof chooseTaskType>[1];

/**
 * The workspaces of an account, and what in them seldom changes, remembered for a short while so that a ticket costs one
 * call. What is remembered refuses nothing: it is read anew first.
 */
export class WorkspaceCache {
  private readonly ids: TimeLimitedCache<readonly string[]>;
  private readonly workspaceByList: TimeLimitedCache<string | null>;
  private readonly timeZones: TimeLimitedCache<string | null>;
  private readonly typesByWorkspace: TimeLimitedCache<readonly ClickUpTaskType[]>;
  private readonly fieldsByList: TimeLimitedCache<readonly ClickUpField[]>;

  /** @param workspaceId the only one that counts; null: all that the account is in. */
  constructor(
    private readonly workspaceId: string | null,
    ttlMs: number,
    clock: () => Date,
  ) {
    this.ids = new TimeLimitedCache(ttlMs, clock);
    this.workspaceByList = new TimeLimitedCache(ttlMs, clock);
    this.timeZones = new TimeLimitedCache(ttlMs, clock);
    this.typesByWorkspace = new TimeLimitedCache(ttlMs, clock);
    this.fieldsByList = new TimeLimitedCache(ttlMs, clock);
  }

  async workspaceIds(api: ClickUpApi): Promise<readonly string[]> {
    if (this.workspaceId !== null) return [this.workspaceId];
    return this.ids.get('', async () => (await api.teams()).map(({ id }) => id));
  }

  /** Of the account, by its IANA name; null where ClickUp does not say. */
  timeZone(api: ClickUpApi): Promise<string | null> {
    return this.timeZones.get('', async () => (await api.user()).timezone ?? null);
  }

  /** Where a list lies; null where that cannot be seen, as for a guest in several workspaces. */
  workspaceOfList(api: ClickUpApi, listId: string): Promise<string | null> {
    return this.workspaceByList.get(listId, async () =>
      this.workspaceOfSpace(api, (await api.list(listId)).space.id),
    );
  }

  async workspaceOfSpace(api: ClickUpApi, spaceId: string): Promise<string | null> {
    const ids = await this.workspaceIds(api);
    if (ids.length === 1) return ids[0] ?? null;
    for (const id of ids) {
      if ((await api.spaces(id)).some((space) => space.id === spaceId)) return id;
    }
    return null;
  }

  hasFields(listId: string): boolean {
    return this.fieldsByList.has(listId);
  }

  fields(api: ClickUpApi, listId: string): Promise<readonly ClickUpField[]> {
    return this.fieldsByList.get(listId, () => api.fields(listId));
  }

  invalidateFields(listId: string): void {
    this.fieldsByList.invalidate(listId);
  }

  /** @throws ProviderError REJECTED naming the types that there are. */
  async taskType(api: ClickUpApi, listId: string, asked: AskedType): Promise<ClickUpTaskType> {
    const teamId = await this.workspaceOfList(api, listId);
    const load = async () => (teamId === null ? [] : api.taskTypes(teamId));
    const isCached = this.typesByWorkspace.has(teamId ?? '');
    try {
      return chooseTaskType(await this.typesByWorkspace.get(teamId ?? '', load), asked);
    } catch (error) {
      if (!isCached || !isFailure(error, ProviderFailure.REJECTED)) throw error;
      this.typesByWorkspace.invalidate(teamId ?? '');
      return chooseTaskType(await this.typesByWorkspace.get(teamId ?? '', load), asked);
    }
  }

  /** By an id of the workspace's own making; null where none of them knows it. */
  async taskByCustomId(api: ClickUpApi, customId: string): Promise<ClickUpTask | null> {
    for (const teamId of await this.workspaceIds(api)) {
      try {
        return await api.task({ kind: 'custom', customId }, teamId);
      } catch (error) {
        if (!isFailure(error, ProviderFailure.NOT_FOUND)) throw error;
      }
    }
    return null;
  }
}

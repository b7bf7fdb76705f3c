import type { MondayApi } from './monday.api.js';
import type { Board } from './monday.columns.js';

/** More than these are asked for again. */
const CACHED_MAX = 1_000;

/** Ids of tags, which never change: asked once each, and made where there is none. */
export class TagIdCache {
  private readonly ids = new Map<string, string>();

  async tagIds(api: MondayApi, labels: readonly string[], board: Board): Promise<string[]> {
    if (board.roles.labels?.type !== 'tags') return [];
    // Private boards have tags of their own.
    const scope = board.isPrivate ? board.id : null;
    const result: string[] = [];
    for (const label of new Set(labels)) result.push(await this.tagId(api, label, scope));
    return result;
  }

  private async tagId(api: MondayApi, label: string, scope: string | null): Promise<string> {
    const key = JSON.stringify([scope, label]);
    const cached = this.ids.get(key);
    if (cached) return cached;
    const fetched = await api.tagId(label, scope);
    if (this.ids.size >= CACHED_MAX) this.ids.clear();
    this.ids.set(key, fetched);
    return fetched;
  }
}

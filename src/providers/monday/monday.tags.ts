import { isFailure, type LeftOutLabel, ProviderFailure, type TicketDraft } from '../contract/index.js';
import type { MondayApi } from './monday.api.js';
import type { Board } from './monday.columns.js';

/** More than these are asked for again. */
const CACHED_MAX = 1_000;

export interface TagIds {
  readonly ids: readonly string[];
  /** Optional ones that cannot be had. */
  readonly leftOut: readonly LeftOutLabel[];
}

const CANNOT_CREATE = [ProviderFailure.FORBIDDEN, ProviderFailure.REJECTED] as const;

/** Ids of tags, which never change: asked once each, and made where there is none. */
export class TagIdCache {
  private readonly ids = new Map<string, string>();

  async tagIds(
    api: MondayApi,
    { labels, optionalLabels = [] }: Pick<TicketDraft, 'labels' | 'optionalLabels'>,
    board: Board,
  ): Promise<TagIds> {
    if (board.roles.labels?.type !== 'tags') return { ids: [], leftOut: [] };
    // Private boards have tags of their own.
    const scope = board.isPrivate ? board.id : null;
    const ids: string[] = [];
    const leftOut: LeftOutLabel[] = [];
    for (const name of new Set(labels)) {
      try {
        ids.push(await this.tagId(api, name, scope));
      } catch (error) {
        if (!isFailure(error, ...CANNOT_CREATE) || !optionalLabels.includes(name)) throw error;
        leftOut.push({ name, reason: error.message });
      }
    }
    return { ids, leftOut };
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

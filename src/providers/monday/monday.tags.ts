import type { MondayApi } from './monday.api.js';
import type { Board } from './monday.columns.js';

/** More than these are asked for again. */
const REMEMBERED = 1_000;

/** Ids of tags, which never change: asked once each, and made where there is none. */
export class TagIds {
  private readonly ids = new Map<string, string>();

  async of(api: MondayApi, labels: readonly string[], board: Board): Promise<string[]> {
    if (board.roles.labels?.type !== 'tags') return [];
    // Private boards have tags of their own.
    const scope = board.isPrivate ? board.id : null;
    const ids: string[] = [];
    for (const label of new Set(labels)) ids.push(await this.id(api, label, scope));
    return ids;
  }

  private async id(api: MondayApi, label: string, scope: string | null): Promise<string> {
    const key = JSON.stringify([scope, label]);
    const known = this.ids.get(key);
    if (known) return known;
    const id = await api.tagId(label, scope);
    if (this.ids.size >= REMEMBERED) this.ids.clear();
    this.ids.set(key, id);
    return id;
  }
}

import type { TicketSnapshot } from '../contract/index.js';
import { IDS_PER_CALL, type MondayApi } from './monday.api.js';
import { idIn } from './monday.keys.js';
import { snapshotOf } from './monday.mapping.js';
import type { MondayItem } from './monday.schemas.js';

/**
 * In bulk, by id, which is the key as well. What is deleted stays readable for some weeks and counts as gone. What is
 * left out without a word is asked for once more: one answer may have been incomplete.
 */
export async function getTickets(
  api: MondayApi,
  idsOrKeys: readonly string[],
): Promise<ReadonlyMap<string, TicketSnapshot>> {
  const ids = [...new Set(idsOrKeys)].filter((name) => idIn(name) !== null);
  const items = await readAll(api, ids);
  const missing = ids.filter((id) => !items.has(id));
  for (const [id, item] of await readAll(api, missing)) items.set(id, item);
  const snapshots = new Map<string, TicketSnapshot>();
  for (const id of ids) {
    const item = items.get(id);
    if (item && item.state !== 'deleted') snapshots.set(id, snapshotOf(item));
  }
  return snapshots;
}

async function readAll(api: MondayApi, ids: readonly string[]): Promise<Map<string, MondayItem>> {
  const found = new Map<string, MondayItem>();
  for (let start = 0; start < ids.length; start += IDS_PER_CALL) {
    for (const item of await api.items(ids.slice(start, start + IDS_PER_CALL))) found.set(item.id, item);
  }
  return found;
}

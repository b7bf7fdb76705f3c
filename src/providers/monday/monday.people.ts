import type { RemoteSearch, RemoteUser } from '../contract/index.js';
import type { MondayApi } from './monday.api.js';
import type { BoardCache } from './monday.cache.js';
import { idIn } from './monday.keys.js';
import { namedLabels } from './monday.mapping.js';

const USERS_PER_PAGE = 200;
/** People that are looked through: monday.com searches names by likeness, and addresses not at all. */
const PAGES_MAX = 10;

/** Everybody of the account: monday.com lets any of them be put into a people column. */
export async function searchUsers(api: MondayApi, { search, first }: RemoteSearch): Promise<RemoteUser[]> {
  const needle = search.trim().toLowerCase();
  const found: RemoteUser[] = [];
  for (let page = 1; page <= PAGES_MAX && found.length < first; page += 1) {
    const users = await api.users(page, USERS_PER_PAGE);
    for (const { id, name, email } of users) {
      const isMatch = [name, email ?? ''].some((text) => text.toLowerCase().includes(needle));
      if (isMatch) found.push({ remoteId: id, name, email: email || null });
    }
    if (users.length < USERS_PER_PAGE) break;
  }
  return found.slice(0, first);
}

/** Whoever may be meant by an id, an address or a name. */
export function findPeople(api: MondayApi, text: string): Promise<RemoteUser[]> {
  const search = idIn(text) ? '' : text;
  return searchUsers(api, { projectKey: '', search, first: PAGES_MAX * USERS_PER_PAGE });
}

/** Tags, or what the dropdown of labels has; none where the board has neither. */
export async function searchLabels(
  api: MondayApi,
  boards: BoardCache,
  { projectKey, search, first }: RemoteSearch,
): Promise<string[]> {
  const { id, roles } = await boards.board(api, projectKey);
  if (!roles.labels) return [];
  const isTags = roles.labels.type === 'tags';
  const all = isTags ? await api.tags(id) : namedLabels(roles.labels).map(({ name }) => name);
  const needle = search.trim().toLowerCase();
  return [...new Set(all)].filter((name) => name.toLowerCase().includes(needle)).slice(0, first);
}

import { isFailure, ProviderFailure, type RemoteSearch, type RemoteUser } from '../contract/index.js';
import { type AsanaApi, PAGE_MAX, PEOPLE_MAX } from './asana.api.js';
import { notFound, unreadable } from './asana.errors.js';
import { gid } from './asana.keys.js';
import type { AsanaCache } from './asana.cache.js';

/** Everybody in the project's workspace can be given its tasks. */
export async function searchUsers(
  api: AsanaApi,
  cache: AsanaCache,
  { projectKey, search, first }: RemoteSearch,
): Promise<RemoteUser[]> {
  const workspace = await workspaceOf(api, cache, projectKey);
  const needle = search.trim().toLowerCase();
  const people = await api.people(workspace);
  const found = people.filter(({ name, email }) => `${name}\n${email ?? ''}`.toLowerCase().includes(needle));
  const users = found.map(({ gid: remoteId, name, email }) => ({ remoteId, name, email: email ?? null }));
  if (people.length < PEOPLE_MAX || users.length >= first || needle === '') return users.slice(0, first);
  // The list was cut off: whoever is behind its end is only found by name.
  const known = new Set(users.map(({ remoteId }) => remoteId));
  const hits = await api.typeahead(workspace, 'user', needle, Math.min(first, PAGE_MAX));
  const others = hits.filter((hit) => !known.has(hit.gid));
  return [...users, ...others.map((hit) => ({ remoteId: hit.gid, name: hit.name, email: null }))].slice(
    0,
    first,
  );
}

/** Whoever may be meant by an id, an address or a name. */
export function findPeople(
  api: AsanaApi,
  cache: AsanaCache,
  projectKey: string,
  text: string,
): Promise<RemoteUser[]> {
  const search = gid(text) ? '' : text;
  return searchUsers(api, cache, { projectKey, search, first: PEOPLE_MAX });
}

export async function searchLabels(
  api: AsanaApi,
  cache: AsanaCache,
  { projectKey, search, first }: RemoteSearch,
): Promise<string[]> {
  const workspace = await workspaceOf(api, cache, projectKey);
  const needle = search.trim();
  const tags = await api.typeahead(workspace, 'tag', needle, Math.min(Math.max(first, 20), PAGE_MAX));
  const matching = tags
    .map(({ name }) => name)
    .filter((name) => name.toLowerCase().includes(needle.toLowerCase()));
  return [...new Set(matching)].slice(0, first);
}

async function workspaceOf(api: AsanaApi, cache: AsanaCache, projectKey: string): Promise<string> {
  const key = gid(projectKey);
  if (!key) throw notFound('project', projectKey);
  const project = await cache.projects
    .get(key, () => api.project(key))
    .catch((error: unknown) => {
      const isHidden = isFailure(error, ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN);
      throw isHidden ? notFound('project', key) : error;
    });
  if (!project.workspace) throw unreadable({ status: 200, headers: {}, body: '' }, 'read', 'workspace');
  return project.workspace.gid;
}

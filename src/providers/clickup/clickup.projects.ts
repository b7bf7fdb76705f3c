import { TimeLimitedCache } from '../../shared/cache/index.js';
import {
  isFailure,
  ProviderFailure,
  type RemoteProject,
  type RemoteProjectQuery,
} from '../contract/index.js';
import { inParallel } from '../http/index.js';
import type { ClickUpApi } from './clickup.api.js';
import { type DiscoveryContext, locationOf } from './clickup.discovery.js';
import { listId } from './clickup.keys.js';
import { pathOf, projectOf } from './clickup.mapping.js';
import type { ClickUpFolder, ClickUpListRef, ClickUpSpace } from './clickup.schemas.js';

const SPACES_AT_ONCE = 2;
const FOLDERS_AT_ONCE = 2;
const LIST_CACHE_TTL_MS = 5 * 60_000;

interface ListInFolder {
  readonly list: ClickUpListRef;
  readonly folder: string | null;
}

/**
 * The lists of spaces, as they were read last. Reading a large workspace can take more calls than ClickUp allows in the
 * time that one question has: asked again, it goes on from there. And whoever types a search asks many times.
 */
export class ListCache {
  private readonly bySpace: TimeLimitedCache<readonly ListInFolder[]>;
  private isComplete = true;

  constructor(clock: () => Date) {
    this.bySpace = new TimeLimitedCache(LIST_CACHE_TTL_MS, clock);
  }

  /** What is whole is not what somebody who wants everything asks for: it may be old. */
  startListing(isSearch: boolean): void {
    if (!isSearch && this.isComplete) this.bySpace.clear();
    this.isComplete = false;
  }

  finishListing(): void {
    this.isComplete = true;
  }

  /** @returns whether there was anything. */
  clear(): boolean {
    return this.bySpace.clear() > 0;
  }

  listsOfSpace(
    spaceId: string,
    load: () => Promise<readonly ListInFolder[]>,
  ): Promise<readonly ListInFolder[]> {
    return this.bySpace.get(spaceId, load);
  }
}

/**
 * ClickUp searches no lists, and knows none but by way of spaces and folders: two calls a space, until there are enough.
 * A list's own id finds it at once.
 */
export async function listProjects(
  context: DiscoveryContext,
  cache: ListCache,
  { search, first }: RemoteProjectQuery,
): Promise<readonly RemoteProject[]> {
  const needle = search?.trim().toLowerCase() ?? '';
  const byId = listId(needle) ? await listWithId(context, needle) : null;
  if (byId) return [byId];
  cache.startListing(needle !== '');
  let found = await collectProjects(context, cache, needle, first);
  // Nothing that is remembered: it may have been made since.
  if (found.length === 0 && cache.clear()) found = await collectProjects(context, cache, needle, first);
  cache.finishListing();
  return found.slice(0, first);
}

async function collectProjects(
  context: DiscoveryContext,
  cache: ListCache,
  needle: string,
  first: number,
): Promise<RemoteProject[]> {
  const { api, workspaceId } = context;
  const teamIds = workspaceId === null ? (await api.teams()).map(({ id }) => id) : [workspaceId];
  const projects: RemoteProject[] = [];
  for (const teamId of teamIds) {
    const spaces = await api.spaces(teamId);
    for (let start = 0; start < spaces.length && projects.length < first; start += SPACES_AT_ONCE) {
      const batch = spaces.slice(start, start + SPACES_AT_ONCE);
      const found = await Promise.all(batch.map((space) => projectsIn(context, cache, teamId, space)));
      projects.push(...found.flat().filter(({ name }) => name.toLowerCase().includes(needle)));
    }
  }
  return projects;
}

async function listWithId(context: DiscoveryContext, id: string): Promise<RemoteProject | null> {
  try {
    const list = await context.api.list(id);
    const location = await locationOf(context, list);
    return projectOf(context.web, location?.team.id ?? null, list.id, pathOf(list));
  } catch (error) {
    if (isFailure(error, ProviderFailure.NOT_FOUND, ProviderFailure.REJECTED)) return null;
    throw error;
  }
}

async function projectsIn(
  { api, web }: DiscoveryContext,
  cache: ListCache,
  teamId: string,
  space: ClickUpSpace,
): Promise<RemoteProject[]> {
  const lists = await cache.listsOfSpace(space.id, () => listsOf(api, space));
  return lists.map(({ list, folder }) => projectOf(web, teamId, list.id, [space.name, folder, list.name]));
}

async function listsOf(api: ClickUpApi, { id }: ClickUpSpace): Promise<ListInFolder[]> {
  const [folders, withoutFolder] = await Promise.all([api.folders(id), api.lists('space', id)]);
  const inFolders = await inParallel(folders, FOLDERS_AT_ONCE, async (folder) =>
    (await listsIn(api, folder)).map((list) => ({ list, folder: folder.name })),
  );
  return [...withoutFolder.map((list) => ({ list, folder: null })), ...inFolders.flat()];
}

/** A folder mostly brings its lists along. */
async function listsIn(api: ClickUpApi, { id, lists }: ClickUpFolder): Promise<ClickUpListRef[]> {
  const included = lists?.filter((list) => typeof list !== 'string');
  return included && included.length === lists?.length ? included : api.lists('folder', id);
}

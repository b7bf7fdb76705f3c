import {
  isFailure,
  ProviderFailure,
  type RemoteProject,
  type RemoteProjectQuery,
} from '../contract/index.js';
import { inParallel, ShortMemory } from '../http/index.js';
import type { ClickUpApi } from './clickup.api.js';
import { type DiscoveryContext, homeOf } from './clickup.discovery.js';
import { listId } from './clickup.keys.js';
import { pathOf, projectOf } from './clickup.mapping.js';
import type { ClickUpFolder, ClickUpListRef, ClickUpSpace } from './clickup.schemas.js';

const SPACES_AT_ONCE = 2;
const FOLDERS_AT_ONCE = 2;
const KEPT_MS = 5 * 60_000;

interface ListInFolder {
  readonly list: ClickUpListRef;
  readonly folder: string | null;
}

/**
 * The lists of spaces, as they were read last. Reading a large workspace can take more calls than ClickUp allows in the
 * time that one question has: asked again, it goes on from there. And whoever types a search asks many times.
 */
export class KnownLists {
  private readonly bySpace: ShortMemory<readonly ListInFolder[]>;
  private isWhole = true;

  constructor(clock: () => Date) {
    this.bySpace = new ShortMemory(KEPT_MS, clock);
  }

  /** What is whole is not what somebody who wants everything asks for: it may be old. */
  begin(isSearch: boolean): void {
    if (!isSearch && this.isWhole) this.bySpace.clear();
    this.isWhole = false;
  }

  end(): void {
    this.isWhole = true;
  }

  /** @returns whether there was anything. */
  forget(): boolean {
    return this.bySpace.clear() > 0;
  }

  of(spaceId: string, read: () => Promise<readonly ListInFolder[]>): Promise<readonly ListInFolder[]> {
    return this.bySpace.get(spaceId, read);
  }
}

/**
 * ClickUp searches no lists, and knows none but by way of spaces and folders: two calls a space, until there are enough.
 * A list's own id finds it at once.
 */
export async function listProjects(
  context: DiscoveryContext,
  known: KnownLists,
  { search, first }: RemoteProjectQuery,
): Promise<readonly RemoteProject[]> {
  const wanted = search?.trim().toLowerCase() ?? '';
  const byId = listId(wanted) ? await listWithId(context, wanted) : null;
  if (byId) return [byId];
  known.begin(wanted !== '');
  let found = await walk(context, known, wanted, first);
  // Nothing that is remembered: it may have been made since.
  if (found.length === 0 && known.forget()) found = await walk(context, known, wanted, first);
  known.end();
  return found.slice(0, first);
}

async function walk(
  context: DiscoveryContext,
  known: KnownLists,
  wanted: string,
  first: number,
): Promise<RemoteProject[]> {
  const { api, workspaceId } = context;
  const teamIds = workspaceId === null ? (await api.teams()).map(({ id }) => id) : [workspaceId];
  const projects: RemoteProject[] = [];
  for (const teamId of teamIds) {
    const spaces = await api.spaces(teamId);
    for (let start = 0; start < spaces.length && projects.length < first; start += SPACES_AT_ONCE) {
      const some = spaces.slice(start, start + SPACES_AT_ONCE);
      const found = await Promise.all(some.map((space) => projectsIn(context, known, teamId, space)));
      projects.push(...found.flat().filter(({ name }) => name.toLowerCase().includes(wanted)));
    }
  }
  return projects;
}

async function listWithId(context: DiscoveryContext, id: string): Promise<RemoteProject | null> {
  try {
    const list = await context.api.list(id);
    const home = await homeOf(context, list);
    return projectOf(context.web, home?.team.id ?? null, list.id, pathOf(list));
  } catch (error) {
    if (isFailure(error, ProviderFailure.NOT_FOUND, ProviderFailure.REJECTED)) return null;
    throw error;
  }
}

async function projectsIn(
  { api, web }: DiscoveryContext,
  known: KnownLists,
  teamId: string,
  space: ClickUpSpace,
): Promise<RemoteProject[]> {
  const lists = await known.of(space.id, () => listsOf(api, space));
  return lists.map(({ list, folder }) => projectOf(web, teamId, list.id, [space.name, folder, list.name]));
}

async function listsOf(api: ClickUpApi, { id }: ClickUpSpace): Promise<ListInFolder[]> {
  const [folders, loose] = await Promise.all([api.folders(id), api.lists('space', id)]);
  const inFolders = await inParallel(folders, FOLDERS_AT_ONCE, async (folder) =>
    (await listsIn(api, folder)).map((list) => ({ list, folder: folder.name })),
  );
  return [...loose.map((list) => ({ list, folder: null })), ...inFolders.flat()];
}

/** A folder mostly brings its lists along. */
async function listsIn(api: ClickUpApi, { id, lists }: ClickUpFolder): Promise<ClickUpListRef[]> {
  const known = lists?.filter((list) => typeof list !== 'string');
  return known && known.length === lists?.length ? known : api.lists('folder', id);
}

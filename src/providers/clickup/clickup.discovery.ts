import {
  isFailure,
  type ProjectSchema,
  ProviderError,
  ProviderFailure,
  type RemoteSearch,
  type RemoteUser,
} from '../contract/index.js';
import type { ClickUpApi } from './clickup.api.js';
import { isMarker } from './clickup.draft.js';
import { listId } from './clickup.keys.js';
import { issueTypeOf, pathOf, PLAIN_TASK, PRIORITIES, projectOf, statusOf } from './clickup.mapping.js';
import type { ClickUpList, ClickUpSpace, ClickUpTaskType, ClickUpTeam } from './clickup.schemas.js';

export interface DiscoveryContext {
  readonly api: ClickUpApi;
  readonly web: string;
  /** Null: every workspace that the account is in. */
  readonly workspaceId: string | null;
}

export async function describeProject(context: DiscoveryContext, key: string): Promise<ProjectSchema> {
  const { api, web } = context;
  const list = await readList(api, key);
  const [fields, location] = await Promise.all([api.fields(list.id), locationOf(context, list)]);
  const types = location === null ? [] : await typesOf(api, location.team.id);
  const statuses = list.statuses.map(statusOf);
  return {
    project: projectOf(web, location?.team.id ?? null, list.id, pathOf(list)),
    issueTypes: [PLAIN_TASK, ...types].map((type) =>
      issueTypeOf(type, fields, statuses, location?.space ?? null),
    ),
    statuses,
    priorities: PRIORITIES,
    missingPermissions: MAY_NOT_CREATE.includes(list.permission_level ?? '') ? ['create tasks'] : [],
  };
}

/** Levels below the one that is called `create`. */
const MAY_NOT_CREATE: readonly string[] = ['read', 'comment', 'edit'];

/** Without those that the plain task is among already. */
async function typesOf(api: ClickUpApi, teamId: string): Promise<ClickUpTaskType[]> {
  return (await api.taskTypes(teamId)).filter(({ id }) => id !== PLAIN_TASK.id);
}

interface ListLocation {
  readonly team: Pick<ClickUpTeam, 'id' | 'members'>;
  readonly space: ClickUpSpace;
}

/** Null where the list is shared with us, and nothing around it. */
export async function locationOf(
  { api, workspaceId }: DiscoveryContext,
  { space }: ClickUpList,
): Promise<ListLocation | null> {
  const teams = await api.teams();
  for (const team of teams) {
    if (workspaceId !== null && team.id !== workspaceId) continue;
    const found = (await api.spaces(team.id)).find(({ id }) => id === space.id);
    if (found) return { team, space: found };
  }
  return null;
}

/** Members of the workspace: a list itself only tells of those whom it was shared with by name. */
export async function searchUsers(
  context: DiscoveryContext,
  { projectKey, search, first }: RemoteSearch,
): Promise<RemoteUser[]> {
  const location = await locationOf(context, await readList(context.api, projectKey));
  const needle = search.trim().toLowerCase();
  return (location?.team.members ?? [])
    .map(({ user: { id, username, email } }) => ({
      remoteId: id,
      name: username || email || id,
      email: email ?? null,
    }))
    .filter(({ name, email }) => [name, email ?? ''].some((text) => text.toLowerCase().includes(needle)))
    .slice(0, first);
}

/** Tags of the space that the list lies in, without those that only say whose ticket it is. */
export async function searchLabels(
  { api }: DiscoveryContext,
  { projectKey, search, first }: RemoteSearch,
): Promise<string[]> {
  const list = await readList(api, projectKey);
  const needle = search.trim().toLowerCase();
  const tags = await api.tags(list.space.id);
  return tags.filter((tag) => !isMarker(tag) && tag.toLowerCase().includes(needle)).slice(0, first);
}

/** @throws ProviderError NOT_FOUND */
export async function readList(api: ClickUpApi, key: string): Promise<ClickUpList> {
  const checked = listId(key);
  if (!checked) throw unknownListError(key);
  return api.list(checked).catch((error: unknown) => {
    throw isFailure(error, ProviderFailure.NOT_FOUND) ? unknownListError(checked) : error;
  });
}

function unknownListError(key: string): ProviderError {
  const words = `There is no ClickUp list ${key}, or this account is not let in.`;
  return new ProviderError(ProviderFailure.NOT_FOUND, words, { fields: [{ path: 'list', message: words }] });
}

import {
  isFailure,
  type ProjectSchema,
  ProviderError,
  ProviderFailure,
  type RemoteAccount,
  type RemoteProject,
  type RemoteProjectQuery,
} from '../contract/index.js';
import { type AsanaApi, BATCHED, oneOf, PAGE_MAX, pageOf } from './asana.api.js';
import type { Answer } from './asana.errors.js';
import { notFound } from './asana.errors.js';
import { gid } from './asana.keys.js';
import { fieldsOf, optionsOf, priorityField, projectOf, ticketShapeOf, statusesOf } from './asana.mapping.js';
import { membershipSchema, namedSchema, projectSchema } from './asana.schemas.js';

/** How many pages of a workspace's projects are looked through for a name, before typeahead has to do. */
const SEARCHED_PAGES = 5;

export async function whoAmI(api: AsanaApi, workspaceId: string | null): Promise<RemoteAccount> {
  const { gid: remoteId, name, email, workspaces } = await api.me().catch(asWrongAddress);
  if (workspaceId && !workspaces.some((workspace) => workspace.gid === workspaceId)) {
    const known = workspaces.map((workspace) => `${workspace.name} (${workspace.gid})`).join(', ');
    const words = `The account is in no workspace ${workspaceId}. It is in: ${known || 'none'}.`;
    const fields = [{ path: 'workspaceId', message: words }];
    throw new ProviderError(ProviderFailure.REJECTED, words, { fields });
  }
  const shown = name || email || remoteId;
  return { remoteId, displayName: email && email !== shown ? `${shown} (${email})` : shown };
}

/** Every Asana has this page for everybody with a token. */
function asWrongAddress(error: unknown): never {
  if (!isFailure(error, ProviderFailure.NOT_FOUND)) throw error;
  const words = 'There is no Asana at this address. Check the address.';
  throw new ProviderError(ProviderFailure.UNEXPECTED, words, { status: error.status, cause: error });
}

/** Archived ones are not offered. */
export async function listProjects(
  api: AsanaApi,
  workspaceId: string | null,
  { search, first }: RemoteProjectQuery,
): Promise<RemoteProject[]> {
  const workspaces = workspaceId ? [workspaceId] : (await api.me()).workspaces.map((each) => each.gid);
  const needle = search?.trim().toLowerCase() ?? '';
  const found: RemoteProject[] = [];
  for (const workspace of workspaces) {
    if (found.length >= first) break;
    found.push(...(await projectsOf(api, workspace, needle, first - found.length)));
  }
  return found.slice(0, first);
}

async function projectsOf(
  api: AsanaApi,
  workspace: string,
  needle: string,
  first: number,
): Promise<RemoteProject[]> {
  const found: RemoteProject[] = [];
  const size = needle === '' ? Math.min(first, PAGE_MAX) : PAGE_MAX;
  let offset: string | undefined;
  for (let pages = 0; found.length < first; pages += 1) {
    if (needle !== '' && pages === SEARCHED_PAGES) {
      return [...found, ...(await searchByTypeahead(api, workspace, needle, first, found))];
    }
    const { items, next } = await api.projectPage(workspace, size, offset);
    const isMatch = ({ gid: id, name }: { gid: string; name: string }) =>
      id === needle || name.toLowerCase().includes(needle);
    found.push(...items.filter(isMatch).map(projectOf));
    if (next === null) break;
    offset = next;
  }
  return found;
}

/** A workspace too large to be looked through: quick, and without addresses. */
async function searchByTypeahead(
  api: AsanaApi,
  workspace: string,
  needle: string,
  first: number,
  found: readonly RemoteProject[],
): Promise<RemoteProject[]> {
  const known = new Set(found.map(({ remoteId }) => remoteId));
  const hits = await api.typeahead(workspace, 'project', needle, Math.min(first, PAGE_MAX));
  return hits.filter((hit) => !known.has(hit.gid)).map(projectOf);
}

/** In one call. */
export async function describeProject(api: AsanaApi, projectKey: string): Promise<ProjectSchema> {
  const key = gid(projectKey);
  if (!key) throw notFound('project', projectKey);
  const reads = [BATCHED.project(key), BATCHED.sections(key), BATCHED.ourAccess(key)];
  const [projectAnswer, sections, accessAnswer] = (await api.batch(reads)) as [Answer, Answer, Answer];
  const project = hiddenAsNotFound(key, () => oneOf(projectAnswer, projectSchema));
  const fields = fieldsOf(project);
  const priority = priorityField(fields ?? []);
  return {
    project: projectOf(project),
    issueTypes: [],
    ticketShape: ticketShapeOf(fields),
    statuses: statusesOf(hiddenAsNotFound(key, () => pageOf(sections, namedSchema).items)),
    priorities: priority ? optionsOf(priority).map(({ name }) => name) : [],
    missingPermissions: missingPermissions(accessIn(accessAnswer)),
    ...(project.archived && {
      warnings: [`The project ${project.name} is archived in Asana: few people will see its tickets.`],
    }),
  };
}

function hiddenAsNotFound<T>(key: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const isHidden = isFailure(error, ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN);
    throw isHidden ? notFound('project', key) : error;
  }
}

/** Null where we see the project through a team, or may not ask. */
function accessIn(answer: Answer): string | null {
  try {
    return pageOf(answer, membershipSchema).items[0]?.access_level ?? null;
  } catch (error) {
    const hiddenFailures = [ProviderFailure.FORBIDDEN, ProviderFailure.NOT_FOUND, ProviderFailure.REJECTED];
    if (isFailure(error, ...hiddenFailures)) return null;
    throw error;
  }
}

/** Who may only look at, or comment on, a project's tasks makes none there. */
function missingPermissions(access: string | null): string[] {
  return access === 'viewer' || access === 'commenter' ? [`edit access (the account is a ${access})`] : [];
}

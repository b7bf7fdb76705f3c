import {
  isNotFound,
  type ProjectSchema,
  ProviderError,
  ProviderFailure,
  type RemoteProject,
  type RemoteProjectQuery,
  type RemoteSearch,
  type RemoteStatus,
  type RemoteUser,
} from '../contract/index.js';
import { inParallel } from '../http/index.js';
import type { JiraApi } from './jira.api.js';
import { defaultIssueType } from './jira.draft.js';
import { projectKey } from './jira.keys.js';
import { issueTypeOf, projectOf, statusOf, userOf } from './jira.mapping.js';
import type { JiraSettings } from './jira.settings.js';

/** How many of a project's issue types are read at the same time. */
const TYPES_AT_ONCE = 4;
const NEEDED_PERMISSIONS = ['BROWSE_PROJECTS', 'CREATE_ISSUES'];

export async function listProjects(
  api: JiraApi,
  site: string,
  query: RemoteProjectQuery,
): Promise<RemoteProject[]> {
  const projects = await api.projects(query.search?.trim() || null, query.first);
  return projects.map((project) => projectOf(site, project));
}

export async function describeProject(
  api: JiraApi,
  { site, edition }: Pick<JiraSettings, 'site' | 'edition'>,
  key: string,
): Promise<ProjectSchema> {
  const checked = projectKey(key);
  if (!checked) throw unknownProject(key);
  const project = await api.project(checked).catch((error: unknown) => {
    throw isNotFound(error) ? unknownProject(checked) : error;
  });
  const [types, statusesByType, permissions] = await Promise.all([
    // Visible, but nothing may be created there: the missing permission says so.
    api.issueTypes(checked).catch((error: unknown) => {
      if (isNotFound(error)) return [];
      throw error;
    }),
    api.statuses(checked),
    api.permissions(checked, NEEDED_PERMISSIONS),
  ]);
  const defaultType = defaultIssueType(types);
  const issueTypes = await inParallel(types, TYPES_AT_ONCE, async (type) => {
    const statuses = statusesByType.find(({ id }) => id === type.id)?.statuses ?? [];
    const fields = await api.fields(checked, type.id);
    const { isCloud } = edition;
    return issueTypeOf(type, fields, statuses, { isDefault: type === defaultType, isCloud });
  });
  const statuses = new Map<string, RemoteStatus>();
  for (const status of statusesByType.flatMap((type) => type.statuses))
    statuses.set(status.id, statusOf(status));
  return {
    project: projectOf(site, project),
    issueTypes,
    statuses: [...statuses.values()],
    priorities: [...new Set(issueTypes.flatMap(({ priorities }) => priorities ?? []))],
    missingPermissions: NEEDED_PERMISSIONS.filter((name) => !permissions[name]?.havePermission).map(
      (name) => permissions[name]?.name || name,
    ),
  };
}

export async function searchUsers(api: JiraApi, query: RemoteSearch): Promise<RemoteUser[]> {
  const key = projectKey(query.projectKey);
  if (!key) throw unknownProject(query.projectKey);
  const users = await api.assignableUsers(key, query.search.trim(), query.first);
  return users.slice(0, query.first).map(userOf);
}

/** Labels belong to all projects alike. */
export function searchLabels(api: JiraApi, { search, first }: RemoteSearch): Promise<string[]> {
  return api.labels(search.trim(), first);
}

function unknownProject(key: string): ProviderError {
  const words = `There is no Jira project ${key}, or it is hidden from this account.`;
  return new ProviderError(ProviderFailure.NOT_FOUND, words, {
    fields: [{ path: 'project', message: words }],
  });
}

import type {
  ProjectSchema,
  RemoteProject,
  RemoteProjectQuery,
  RemoteSearch,
  RemoteUser,
} from '../../../../src/providers/contract/index.js';
import type { CorkboardApi } from './corkboard.api.js';
import { projectOf, statusOf } from './corkboard.mapping.js';

const PAGE = 50;
/** What is not found by then must be searched for more narrowly. */
const PAGES_MAX = 20;

export async function listProjects(
  api: CorkboardApi,
  { search, first }: RemoteProjectQuery,
): Promise<RemoteProject[]> {
  const projects: RemoteProject[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX && projects.length < first; page += 1) {
    const { items, after: next } = await api.boards(search?.trim() ?? '', PAGE, after);
    projects.push(...items.map(projectOf));
    if (!next) break;
    after = next;
  }
  return projects.slice(0, first);
}

export async function describeProject(api: CorkboardApi, projectKey: string): Promise<ProjectSchema> {
  const board = await api.board(projectKey);
  return {
    project: projectOf(board),
    issueTypes: [],
    ticketShape: {
      ...{ requiredFields: [], settableFields: [] },
      unsupportedFields: [
        { field: 'PRIORITY', isRefused: true },
        { field: 'PARENT', isRefused: true },
      ],
    },
    statuses: board.columns.map(statusOf),
    priorities: [],
    missingPermissions: board.rights.includes('write') ? [] : ['write'],
  };
}

export async function searchUsers(
  api: CorkboardApi,
  { projectKey, search, first }: RemoteSearch,
): Promise<RemoteUser[]> {
  const people = await api.people(projectKey, search.trim(), first);
  return people.map(({ id, name, email }) => ({ remoteId: id, name, email: email ?? null })).slice(0, first);
}

export async function searchLabels(
  api: CorkboardApi,
  { projectKey, search, first }: RemoteSearch,
): Promise<string[]> {
  return (await api.tags(projectKey, search.trim(), first)).slice(0, first);
}

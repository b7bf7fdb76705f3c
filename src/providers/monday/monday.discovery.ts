import type { ProjectSchema, RemoteProject, RemoteProjectQuery } from '../contract/index.js';
import type { MondayApi } from './monday.api.js';
import type { BoardCache } from './monday.cache.js';
import { issueTypesOf, prioritiesOf, projectOf, statusesOf } from './monday.mapping.js';

const PAGE = 100;
/** Boards that are looked through: monday.com cannot search them. */
const PAGES_MAX = 20;

/** Most recently used first. */
export async function listProjects(api: MondayApi, query: RemoteProjectQuery): Promise<RemoteProject[]> {
  const search = query.search?.trim().toLowerCase() ?? '';
  const found: RemoteProject[] = [];
  for (let page = 1; page <= PAGES_MAX && found.length < query.first; page += 1) {
    const boards = await api.boardPage(page, PAGE);
    for (const board of boards) {
      // Documents, and the hidden boards of subitems, are boards as well.
      if (board.type && board.type !== 'board') continue;
      if (board.name.toLowerCase().includes(search) || board.id === search) found.push(projectOf(board));
    }
    if (boards.length < PAGE) break;
  }
  return found.slice(0, query.first);
}

/** Read anew, columns included. */
export async function describeProject(
  api: MondayApi,
  boards: BoardCache,
  key: string,
): Promise<ProjectSchema> {
  await boards.invalidate(key);
  const board = await boards.board(api, key);
  const subitems = await boards.subitemBoard(api, board);
  return {
    project: projectOf(board),
    issueTypes: issueTypesOf(board, subitems),
    statuses: statusesOf(board),
    priorities: prioritiesOf(board),
    missingPermissions: board.canEdit ? [] : ['edit the board'],
  };
}

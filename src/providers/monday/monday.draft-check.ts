import {
  type DraftProblem,
  refusedValue,
  type RemoteUser,
  type TicketDraft,
  unknownAssignee,
} from '../contract/index.js';
import type { MondayApi } from './monday.api.js';
import type { BoardCache } from './monday.cache.js';
import { convertCustomFields } from './monday.custom-fields.js';
import { isSubitem, parentViolation } from './monday.draft.js';
import { idIn } from './monday.keys.js';
import { withoutColumns } from './monday.mapping.js';
import { findPeople } from './monday.people.js';

/** What the board's description does not tell: whether the people, the parent and the values of its columns are taken. */
export async function checkDraft(
  api: MondayApi,
  boards: BoardCache,
  draft: TicketDraft,
): Promise<readonly DraftProblem[]> {
  const { projectKey, assignee, parentKey, customFields } = draft;
  const hasNothing = assignee === null && parentKey === null && customFields === null;
  if (hasNothing || !idIn(projectKey)) return [];
  await boards.invalidate(projectKey);
  const board = await boards.board(api, projectKey);
  const target = isSubitem(draft)
    ? ((await boards.subitemBoard(api, board)) ?? withoutColumns(board))
    : board;
  const findUsers = (text: string) => findPeople(api, text);
  const violation = parentKey === null ? null : await parentViolation(api, parentKey, board);
  return [
    ...(assignee === null ? [] : assigneeProblems(assignee, await findPeople(api, ''))),
    ...(violation === null ? [] : [refusedValue('parentKey', violation)]),
    ...(await convertCustomFields(customFields, target, findUsers)).problems,
  ];
}

function assigneeProblems(assignee: string, people: readonly RemoteUser[]): DraftProblem[] {
  if (people.some(({ remoteId }) => remoteId === assignee)) return [];
  const isLike = (text: string) => text.toLowerCase().includes(assignee.toLowerCase());
  const similar = people.filter(({ name, email }) => isLike(name) || isLike(email ?? ''));
  return [unknownAssignee(assignee, 'in this account', similar)];
}

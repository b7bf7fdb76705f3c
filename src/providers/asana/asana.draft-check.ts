import { type DraftProblem, type TicketDraft, unknownAssignee, unknownParent } from '../contract/index.js';
import { type AsanaApi, BATCHED, PEOPLE_MAX } from './asana.api.js';
import type { AsanaCache } from './asana.cache.js';
import { convertCustomFields } from './asana.custom-fields.js';
import type { Answer } from './asana.errors.js';
import { gid } from './asana.keys.js';
import * as people from './asana.people.js';
import { isGoneOrHidden } from './asana.section-reader.js';

const SIMILAR_MAX = 100;

/** What the project's description does not tell: whether the people, the parent and the values of its fields are taken. */
export async function checkDraft(
  api: AsanaApi,
  cache: AsanaCache,
  { projectKey, assignee, parentKey, customFields }: TicketDraft,
): Promise<readonly DraftProblem[]> {
  if (!gid(projectKey)) return [];
  const findUsers = (text: string) => people.findPeople(api, cache, projectKey, text);
  const problems = await Promise.all([
    assignee === null ? [] : checkAssignee(api, cache, projectKey, assignee),
    parentKey === null ? [] : checkParent(api, parentKey),
    customFields === null ? [] : checkFields(),
  ]);
  return problems.flat();

  async function checkFields(): Promise<readonly DraftProblem[]> {
    const project = await api.project(projectKey);
    return (await convertCustomFields(customFields, project, findUsers)).problems;
  }
}

/** By gid, address, or `me`, as Asana takes them. */
async function checkAssignee(
  api: AsanaApi,
  cache: AsanaCache,
  projectKey: string,
  assignee: string,
): Promise<DraftProblem[]> {
  if (assignee === 'me') return [];
  const everybody = await people.searchUsers(api, cache, { projectKey, search: '', first: PEOPLE_MAX });
  const isThere = everybody.some(({ remoteId, email }) => remoteId === assignee || email === assignee);
  if (isThere) return [];
  const similar = await people.searchUsers(api, cache, { projectKey, search: assignee, first: SIMILAR_MAX });
  return [unknownAssignee(assignee, 'in its workspace', similar)];
}

async function checkParent(api: AsanaApi, parentKey: string): Promise<DraftProblem[]> {
  // Said by the form.
  if (!gid(parentKey)) return [];
  const [answer] = (await api.batch([BATCHED.task(parentKey)])) as [Answer];
  return isGoneOrHidden(answer) ? [unknownParent(parentKey)] : [];
}

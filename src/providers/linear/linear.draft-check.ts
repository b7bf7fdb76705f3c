import {
  type DraftProblem,
  isNotFound,
  type TicketDraft,
  unknownAssignee,
  unknownParent,
} from '../contract/index.js';
import type { Filter, LinearApi } from './linear.api.js';
import { searchUsers } from './linear.discovery.js';
import { issueIdOrIdentifier, teamKey, uuid } from './linear.keys.js';

const SUGGESTIONS_MAX = 5;

/** What the team's description does not tell: whether the assignee is a member, and the parent there. */
export async function checkDraft(
  api: LinearApi,
  { projectKey, assignee, parentKey }: TicketDraft,
): Promise<readonly DraftProblem[]> {
  const key = teamKey(projectKey);
  if (!key) return [];
  const problems = await Promise.all([
    assignee === null ? [] : checkAssignee(api, key, assignee),
    parentKey === null ? [] : checkParent(api, parentKey),
  ]);
  return problems.flat();
}

async function checkAssignee(api: LinearApi, key: string, assignee: string): Promise<DraftProblem[]> {
  const id = uuid(assignee);
  const filter: Filter = { id: { eq: id } };
  const members = id === null ? [] : await api.members(key, filter, 1);
  // Without the team there is nothing to say of its members.
  if (members === null || members.length > 0) return [];
  const similar = await searchUsers(api, { projectKey: key, search: assignee, first: SUGGESTIONS_MAX });
  return [unknownAssignee(assignee, `of the team ${key}`, similar)];
}

async function checkParent(api: LinearApi, parentKey: string): Promise<DraftProblem[]> {
  const id = issueIdOrIdentifier(parentKey);
  // Said by the form.
  if (!id) return [];
  try {
    const { trashed } = await api.issue(id);
    return trashed ? [unknownParent(parentKey)] : [];
  } catch (error) {
    if (isNotFound(error)) return [unknownParent(parentKey)];
    throw error;
  }
}

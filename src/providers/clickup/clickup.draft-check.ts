import {
  type DraftProblem,
  isNotFound,
  refusedValue,
  type TicketDraft,
  unknownAssignee,
  unknownParent,
} from '../contract/index.js';
import type { ClickUpApi } from './clickup.api.js';
import type { WorkspaceCache } from './clickup.cache.js';
import { convertCustomFields } from './clickup.custom-fields.js';
import { type DiscoveryContext, searchUsers } from './clickup.discovery.js';
import { listId, taskName } from './clickup.keys.js';
import type { ClickUpTask } from './clickup.schemas.js';

const EVERYBODY = 10_000;

/** What the list's description does not tell: whether the person, the parent and the values of its fields are taken. */
export async function checkDraft(
  context: DiscoveryContext,
  workspaces: WorkspaceCache,
  { projectKey, assignee, parentKey, customFields }: TicketDraft,
): Promise<readonly DraftProblem[]> {
  const list = listId(projectKey);
  if (!list) return [];
  const { api } = context;
  const problems = await Promise.all([
    assignee === null ? [] : checkAssignee(context, list, assignee),
    parentKey === null ? [] : checkParent(api, workspaces, list, parentKey),
    customFields === null ? [] : checkFields(api, workspaces, list, customFields),
  ]);
  return problems.flat();
}

/** Guests see no members: nothing is said against anybody then. */
async function checkAssignee(
  context: DiscoveryContext,
  list: string,
  assignee: string,
): Promise<DraftProblem[]> {
  const members = await searchUsers(context, { projectKey: list, search: '', first: EVERYBODY });
  if (members.length === 0 || members.some(({ remoteId }) => remoteId === assignee)) return [];
  const isLike = (text: string) => text.toLowerCase().includes(assignee.toLowerCase());
  const similar = members.filter(({ name, email }) => isLike(name) || isLike(email ?? ''));
  return [unknownAssignee(assignee, 'in its workspace', similar)];
}

async function checkParent(
  api: ClickUpApi,
  workspaces: WorkspaceCache,
  list: string,
  parentKey: string,
): Promise<DraftProblem[]> {
  const parent = await parentOf(api, workspaces, parentKey);
  if (!parent) return [unknownParent(parentKey)];
  if (!parent.list || parent.list.id === list) return [];
  const words = `The task ${parentKey} is in another list, and a subtask belongs to the list of its parent.`;
  return [refusedValue('parentKey', words)];
}

async function parentOf(
  api: ClickUpApi,
  workspaces: WorkspaceCache,
  parentKey: string,
): Promise<ClickUpTask | null> {
  const name = taskName(parentKey);
  if (!name) return null;
  if (name.kind === 'custom') return workspaces.taskByCustomId(api, name.customId);
  return api.task(name).catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw error;
  });
}

async function checkFields(
  api: ClickUpApi,
  workspaces: WorkspaceCache,
  list: string,
  customFields: Readonly<Record<string, unknown>>,
): Promise<readonly DraftProblem[]> {
  const timeZone = () => workspaces.timeZone(api);
  return (await convertCustomFields(customFields, await api.fields(list), timeZone)).problems;
}

import {
  type DraftProblem,
  isNotFound,
  refusedValue,
  type TicketDraft,
  unknownAssignee,
  unknownParent,
} from '../contract/index.js';
import type { JiraApi } from './jira.api.js';
import { convertCustomFields } from './jira.custom-fields.js';
import { chooseIssueType } from './jira.draft.js';
import type { JiraEdition } from './jira.edition.js';
import { isHidden } from './jira.errors.js';
import { projectKey, ticketIdOrKey } from './jira.keys.js';
import { isEpic, userOf } from './jira.mapping.js';
import type { JiraField, JiraIssueType, JiraParent } from './jira.schemas.js';

const SUGGESTIONS_MAX = 5;

export interface CheckContext {
  readonly api: JiraApi;
  readonly edition: JiraEdition;
}

/** What the create screen alone does not tell: whether the people, the parent and the values of further fields are taken. */
export async function checkDraft(
  { api, edition }: CheckContext,
  draft: TicketDraft,
): Promise<readonly DraftProblem[]> {
  const { assignee, parentKey, customFields } = draft;
  const key = projectKey(draft.projectKey);
  if (!key || (assignee === null && parentKey === null && customFields === null)) return [];
  const types = await api.issueTypes(key);
  const type = chooseIssueType(types, draft);
  const fields = await api.fields(key, type.id);
  const findUsers = async (text: string) => (await api.users(text)).map(userOf);
  const [assigneeProblems, parentProblems, { problems }] = await Promise.all([
    assignee === null ? [] : checkAssignee(api, key, assignee),
    parentKey === null ? [] : checkParent(api, { key, type, types, fields, edition }, parentKey),
    convertCustomFields(customFields, fields, { edition, findUsers }),
  ]);
  return [...assigneeProblems, ...parentProblems, ...problems];
}

async function checkAssignee(api: JiraApi, key: string, assignee: string): Promise<DraftProblem[]> {
  const known = await api.assignableUser(key, assignee);
  if (known) return [];
  const similar = await api.assignableUsers(key, assignee, SUGGESTIONS_MAX);
  return [unknownAssignee(assignee, `of ${key}`, similar.map(userOf))];
}

interface ChildContext {
  readonly key: string;
  readonly type: JiraIssueType;
  readonly types: readonly JiraIssueType[];
  readonly fields: readonly JiraField[];
  readonly edition: JiraEdition;
}

async function checkParent(api: JiraApi, child: ChildContext, parentKey: string): Promise<DraftProblem[]> {
  const name = ticketIdOrKey(parentKey);
  // Said by the form.
  if (!name) return [];
  const parent = await api.parent(name).catch((error: unknown) => {
    if (isNotFound(error) || isHidden(error)) return null;
    throw error;
  });
  if (!parent) return [unknownParent(parentKey)];
  const words = levelViolation(parent, child);
  return words === null ? [] : [refusedValue('parentKey', words)];
}

/** Null: it may be the parent, or nothing is known against it. */
function levelViolation(parent: JiraParent, child: ChildContext): string | null {
  const { type, edition, key } = child;
  const { issuetype, project } = parent.fields;
  if (!issuetype) return null;
  const said = `A ${type.name} cannot stand below ${parent.key}, which is a ${issuetype.name}.`;
  if (isSubtask(type)) {
    if (project && project.key !== key)
      return `A ${type.name} belongs below a ticket of ${key}, and ${parent.key} is in another project.`;
    const isTaken = edition.isCloud ? (levelOf(issuetype) ?? 0) === 0 : !issuetype.subtask;
    return isTaken ? null : `${said} Choose a ticket that is neither a sub-task nor an epic.`;
  }
  if (!edition.isCloud) return isEpicType(issuetype, child) ? null : `${said} Choose an epic.`;
  const [own, above] = [levelOf(type), levelOf(issuetype)];
  if (own === null || above === null || above === own + 1) return null;
  return `${said} Choose a ticket one level above it.`;
}

type LevelledType = Pick<JiraIssueType, 'id' | 'name' | 'subtask' | 'hierarchyLevel'>;

function isSubtask(type: LevelledType): boolean {
  return type.subtask || (type.hierarchyLevel ?? 0) < 0;
}

function levelOf(type: LevelledType): number | null {
  return type.hierarchyLevel ?? (type.subtask ? -1 : null);
}

/** Data Center: by the type of that id in this project, which knows its level where it is not called an epic. */
function isEpicType(parentType: LevelledType, { types, fields, type }: ChildContext): boolean {
  // Nothing is above an epic but what Jira itself knows of; the screen says that.
  if (isEpic(fields)) return true;
  const known = types.find(({ id }) => id === parentType.id) ?? parentType;
  if (known.hierarchyLevel != null) return known.hierarchyLevel === 1;
  return known.id !== type.id && known.name.trim().toLowerCase() === 'epic';
}

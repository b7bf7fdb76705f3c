import type { LinearContext } from './context.js';
import type { LinearLabIssue } from './issue.js';
import type { LabLabel, LabState, LabTeam, LabUser } from './model.js';
import { badArgument, notFound, userError } from './refusals.js';

/** As sent; null empties, absent keeps. */
export interface IssueInput {
  readonly id?: string | null;
  readonly teamId?: string | null;
  readonly title?: string | null;
  readonly description?: string | null;
  readonly priority?: number | null;
  readonly labelIds?: readonly string[] | null;
  readonly addedLabelIds?: readonly string[] | null;
  readonly removedLabelIds?: readonly string[] | null;
  readonly stateId?: string | null;
  readonly parentId?: string | null;
  readonly assigneeId?: string | null;
  readonly dueDate?: string | null;
}

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export function checkId(id: string | null | undefined): void {
  if (id != null && !UUID_V4.test(id)) throw badArgument('id must be a UUID.');
}

/** What can be said of the values alone. */
export function checkValues({ title, priority, dueDate }: IssueInput): void {
  if (title !== undefined && !title?.trim()) throw badArgument('title should not be empty.');
  if (priority != null && (priority < 0 || priority > 4)) throw badArgument('priority must be from 0 to 4.');
  if (dueDate != null && !/^\d{4}-\d\d-\d\d$/.test(dueDate)) throw badArgument('dueDate must be a date.');
}

export function stateOf(team: LabTeam, id: string | null | undefined): LabState | undefined {
  if (id == null) return undefined;
  const state = team.states.find((each) => each.id === id);
  if (!state) throw notFound('WorkflowState');
  return state;
}

export function assigneeOf({ workspace }: LinearContext, id: string | null | undefined): LabUser | null {
  if (id == null) return null;
  const user = workspace.users.find((each) => each.id === id);
  if (!user) throw notFound('User');
  if (!user.active) throw userError('Assignee is not active', 'The assignee is not an active user.');
  return user;
}

export function parentOf(context: LinearContext, id: string | null | undefined): LinearLabIssue | null {
  return id == null ? null : context.issueOrRefuse(id);
}

/** Of the team or of the workspace, no groups, none retired, one of a group. */
export function labelsOf(
  { workspace }: LinearContext,
  team: LabTeam,
  ids: readonly string[] | null | undefined,
): LabLabel[] {
  const labels = (ids ?? []).map((id) => {
    const label = workspace.labels.find((each) => each.id === id);
    if (!label) throw notFound('IssueLabel');
    return label;
  });
  const groups = labels.map(({ parent }) => parent).filter((parent) => parent !== null);
  if (new Set(groups).size < groups.length)
    throw userError('LabelIds not exclusive child labels', 'An issue can have only one label of a group.');
  for (const label of labels) checkLabel(label, team);
  return labels;
}

function checkLabel({ name, team, isGroup, retiredAt }: LabLabel, ofIssue: LabTeam): void {
  if (team !== null && team !== ofIssue)
    throw userError(
      'LabelIds for incorrect team',
      `The label '${name}' is not associated with the same team as the issue.`,
    );
  if (isGroup) throw userError('LabelIds cannot be groups', `The label '${name}' is a group.`);
  if (retiredAt !== null) throw userError('Label is retired', `The label '${name}' is retired.`);
}

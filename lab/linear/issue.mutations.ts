import type { Resolvers } from '../graphql/graphql-endpoint.js';
import type { LinearContext } from './context.js';
import type { LinearLabIssue, NewLinearIssue } from './issue.js';
import {
  assigneeOf,
  checkId,
  checkValues,
  type IssueInput,
  labelsOf,
  parentOf,
  stateOf,
} from './issue-values.js';
import type { LabState } from './model.js';
import { badArgument, conflict, forbidden, usageLimit, userError } from './refusals.js';

const BATCH_LIMIT = 50;

export const ISSUE_MUTATIONS: Resolvers<LinearContext> = {
  Mutation: {
    issueCreate: (_: unknown, { input }: { input: IssueInput }, context: LinearContext) => {
      const [issue] = create(context, [input]);
      return { ...context.done(), issue };
    },
    issueBatchCreate: (
      _: unknown,
      { input }: { input: { issues: readonly IssueInput[] } },
      context: LinearContext,
    ) => {
      if (input.issues.length > BATCH_LIMIT)
        throw badArgument(`issues must have at most ${BATCH_LIMIT} elements.`);
      return { ...context.done(), issues: create(context, input.issues) };
    },
    issueUpdate: (_: unknown, { id, input }: { id: string; input: IssueInput }, context: LinearContext) => {
      const issue = context.issueOrRefuse(id);
      update(context, issue, input);
      return { ...context.done(), issue };
    },
    issueArchive: (_: unknown, { id, trash }: { id: string; trash?: boolean }, context: LinearContext) => {
      const issue = context.issueOrRefuse(id);
      issue.archive(context.workspace.nowIso(), trash ?? false);
      return { ...context.done(), entity: issue };
    },
    issueDelete: (
      _: unknown,
      { id, permanentlyDelete }: { id: string; permanentlyDelete?: boolean },
      context: LinearContext,
    ) => {
      const issue = context.issueOrRefuse(id);
      if (permanentlyDelete && !context.user.admin) throw forbidden('Only admins can delete permanently.');
      if (permanentlyDelete) context.workspace.delete(issue);
      else issue.archive(context.workspace.nowIso(), true);
      return { ...context.done(), entity: permanentlyDelete ? null : issue };
    },
  },
};

/** One transaction: all of them or none. */
function create(context: LinearContext, inputs: readonly IssueInput[]): LinearLabIssue[] {
  const { workspace, request } = context;
  const checked = inputs.map((input) => valuesOf(context, input));
  const ids = inputs.map(({ id }) => id?.toLowerCase()).filter((id) => id !== undefined);
  const taken = ids.find((id, index) => workspace.issue(id) ?? ids.indexOf(id) < index);
  if (taken !== undefined) throw conflict('Issue', taken);
  if (workspace.issues.length + inputs.length > workspace.issueCap) throw usageLimit();
  // What breaks off in the middle is rolled back.
  if (request.commitAtMost < inputs.length) throw userError('Transaction aborted', 'Try again.');
  return checked.map((values) => workspace.addIssue(values));
}

function valuesOf(context: LinearContext, input: IssueInput): Omit<NewLinearIssue, 'createdAt'> {
  checkId(input.id);
  checkValues({ ...input, title: input.title ?? '' });
  const team = context.teamOrRefuse(input.teamId ?? '');
  if (!team.mayCreate) throw forbidden(`You are not allowed to create issues in the team ${team.name}.`);
  const state = stateOf(team, input.stateId);
  return {
    ...{ team, creator: context.user, title: input.title ?? '', description: input.description ?? null },
    ...{ id: input.id?.toLowerCase() ?? null, priority: input.priority ?? 0, dueDate: input.dueDate ?? null },
    ...(state ? { state } : {}),
    labelList: labelsOf(context, team, input.labelIds),
    assignee: assigneeOf(context, input.assigneeId),
    parent: parentOf(context, input.parentId),
  };
}

function update(context: LinearContext, issue: LinearLabIssue, input: IssueInput): void {
  checkValues(input);
  const now = context.workspace.nowIso();
  const state = stateOf(issue.team, input.stateId);
  if (state) checkTriage(issue, state, input);
  const changed = {
    ...(input.title === undefined ? {} : { title: input.title ?? '' }),
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(input.priority === undefined ? {} : { priority: input.priority ?? 0 }),
    ...(input.dueDate === undefined ? {} : { dueDate: input.dueDate }),
    ...(input.assigneeId === undefined ? {} : { assignee: assigneeOf(context, input.assigneeId) }),
    ...(input.parentId === undefined ? {} : { parent: parentOf(context, input.parentId) }),
  };
  const removed = new Set(input.removedLabelIds ?? []);
  const ids = [...(input.labelIds ?? issue.labelIds), ...(input.addedLabelIds ?? [])];
  const labelList = labelsOf(
    context,
    issue.team,
    [...new Set(ids)].filter((id) => !removed.has(id)),
  );
  Object.assign(issue, changed, { labelList, updatedAt: now });
  if (state) issue.enter(state, now);
  if (input.teamId != null) issue.moveTo(context.teamOrRefuse(input.teamId), now);
}

function checkTriage({ team, state, priority }: LinearLabIssue, target: LabState, input: IssueInput): void {
  const isLeaving = state.type === 'triage' && target.type !== 'triage';
  if (isLeaving && team.requirePriorityToLeaveTriage && (input.priority ?? priority) === 0)
    throw userError('Priority required', 'A priority is required to move the issue out of triage.');
}

import type { Resolvers } from '../graphql/graphql-endpoint.js';
import type { LinearContext } from './context.js';
import { matches } from './filters.js';
import type { LinearLabIssue } from './issue.js';
import { type LabLinearComment, type LabTeam, type LabUser, PRIORITIES } from './model.js';
import { connection, type PageArguments } from './paging.js';

interface ListArguments extends PageArguments {
  readonly filter?: Readonly<Record<string, unknown>> | null;
}

/** By default the newest come first. */
function listed<T extends { readonly id: string }>(all: readonly T[], args: ListArguments) {
  return connection(all.filter((each) => matches(args.filter, each)).reverse(), args);
}

const unlessArchived =
  ({ includeArchived }: ListArguments) =>
  ({ archivedAt }: { readonly archivedAt: string | null }) =>
    includeArchived === true || archivedAt === null;

export const READING: Resolvers<LinearContext> = {
  Query: {
    viewer: (_: unknown, __: unknown, { user }: LinearContext) => user,
    organization: (_: unknown, __: unknown, { workspace }: LinearContext) => workspace,
    teams: (_: unknown, args: ListArguments, { teams }: LinearContext) =>
      listed(teams.filter(unlessArchived(args)), args),
    team: (_: unknown, { id }: { id: string }, context: LinearContext) => context.teamOrRefuse(id),
    workflowStates: (_: unknown, args: ListArguments, { teams }: LinearContext) =>
      listed(
        teams.flatMap(({ states }) => states),
        args,
      ),
    issueLabels: (_: unknown, args: ListArguments, { workspace }: LinearContext) =>
      listed(
        workspace.labels.filter(({ team, isUnlisted }) => !isUnlisted && !team?.isHidden),
        args,
      ),
    issuePriorityValues: () => PRIORITIES,
    issue: (_: unknown, { id }: { id: string }, context: LinearContext) => context.issueOrRefuse(id),
    issues: (_: unknown, args: ListArguments, { workspace }: LinearContext) =>
      listed(
        workspace.issues.filter((issue) => workspace.isVisible(issue)).filter(unlessArchived(args)),
        args,
      ),
  },
  User: {
    isMe: (user: LabUser, _: unknown, context: LinearContext) => user === context.user,
    isAssignable: ({ active }: LabUser) => active,
    organization: (_: unknown, __: unknown, { workspace }: LinearContext) => workspace,
  },
  Team: {
    states: ({ states }: LabTeam, args: ListArguments) => listed(states, args),
    members: ({ members }: LabTeam, args: ListArguments) =>
      listed(
        members.filter(({ active }) => active),
        args,
      ),
  },
  Comment: {
    issue: ({ issueId }: LabLinearComment, _: unknown, context: LinearContext) =>
      context.workspace.issue(issueId) ?? null,
  },
  Issue: {
    url: (issue: LinearLabIssue, _: unknown, { workspace }: LinearContext) => workspace.urlOf(issue),
    labels: ({ labelList }: LinearLabIssue, args: ListArguments) => listed(labelList, args),
    comments: ({ commentList }: LinearLabIssue, args: ListArguments) => listed(commentList, args),
    attachments: ({ attachmentList }: LinearLabIssue, args: ListArguments) => listed(attachmentList, args),
  },
};

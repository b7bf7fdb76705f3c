import { randomUUID } from 'node:crypto';
import type { Resolvers } from '../graphql/graphql-endpoint.js';
import type { LinearContext } from './context.js';
import { checkId } from './issue-values.js';
import type { LinearLabIssue } from './issue.js';
import type { LabAttachment, LabLabel, LabTeam } from './model.js';
import { badArgument, conflict, forbidden, notFound, userError } from './refusals.js';

interface LabelInput {
  readonly id?: string | null;
  readonly name: string;
  readonly teamId?: string | null;
  readonly isGroup?: boolean | null;
}

interface CommentInput {
  readonly id?: string | null;
  readonly issueId?: string | null;
  readonly body?: string | null;
}

interface AttachmentInput {
  readonly id?: string | null;
  readonly issueId: string;
  readonly url: string;
  readonly title: string;
  readonly subtitle?: string | null;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

export const OTHER_MUTATIONS: Resolvers<LinearContext> = {
  Mutation: {
    issueLabelCreate: (_: unknown, { input }: { input: LabelInput }, context: LinearContext) => {
      const team = input.teamId == null ? null : context.teamOrRefuse(input.teamId);
      const issueLabel = createLabel(context, input, team);
      return { ...context.done(), issueLabel };
    },
    commentCreate: (_: unknown, { input }: { input: CommentInput }, context: LinearContext) => {
      const comment = createComment(context, input);
      return { ...context.done(), comment };
    },
    attachmentCreate: (_: unknown, { input }: { input: AttachmentInput }, context: LinearContext) => {
      const attachment = upsertAttachment(context, input);
      return { ...context.done(), attachment };
    },
    attachmentDelete: (_: unknown, { id }: { id: string }, context: LinearContext) => {
      const issue = context.workspace.issues.find(({ attachmentList }) =>
        attachmentList.some((attachment) => attachment.id === id),
      );
      if (!issue) throw notFound('Attachment');
      issue.attachmentList.splice(
        issue.attachmentList.findIndex((attachment) => attachment.id === id),
        1,
      );
      return { ...context.done(), entityId: id };
    },
  },
};

/** Names are unique without regard to case, among a team's labels and the workspace's together. */
function createLabel({ workspace }: LinearContext, input: LabelInput, team: LabTeam | null): LabLabel {
  checkId(input.id);
  if (!workspace.mayCreateLabels) throw forbidden('Only admins can create labels in this workspace.');
  if (!input.name.trim()) throw badArgument('name should not be empty.');
  const isTaken = workspace.labels.some(
    (label) =>
      (label.team === null || team === null || label.team === team) &&
      label.name.toLowerCase() === input.name.trim().toLowerCase(),
  );
  if (isTaken)
    throw userError(
      'duplicate label name',
      `Label "${input.name}" already exists in ${team ? `team ${team.name}` : 'the workspace'}.`,
    );
  return workspace.addLabel(input.name.trim(), {
    ...(team ? { team: team.key } : {}),
    isGroup: input.isGroup ?? false,
  });
}

function createComment(context: LinearContext, { id, issueId, body }: CommentInput) {
  checkId(id);
  const { workspace, user } = context;
  const issue = context.issueOrRefuse(issueId ?? '');
  if (!body?.trim()) throw badArgument('body should not be empty.');
  const isTaken = workspace.issues.some(({ commentList }) => commentList.some((other) => other.id === id));
  if (id != null && isTaken) throw conflict('Comment', id);
  const createdAt = workspace.nowIso();
  const comment = { id: id ?? randomUUID(), body, createdAt, issueId: issue.id, user };
  issue.commentList.push(comment);
  return comment;
}

/** The same address at the same issue is the same attachment. */
function upsertAttachment(context: LinearContext, input: AttachmentInput): LabAttachment {
  checkId(input.id);
  const issue = context.issueOrRefuse(input.issueId);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(input.url)) throw badArgument('url must be a URL.');
  const known = issue.attachmentList.find(({ url }) => url === input.url);
  const values = { title: input.title, subtitle: input.subtitle ?? null, metadata: input.metadata ?? {} };
  if (known) return Object.assign(known, values);
  return newAttachment(context, issue, input, values);
}

function newAttachment(
  { workspace }: LinearContext,
  issue: LinearLabIssue,
  { id, url }: AttachmentInput,
  values: Pick<LabAttachment, 'title' | 'subtitle' | 'metadata'>,
): LabAttachment {
  const isTaken = workspace.issues.some(({ attachmentList }) =>
    attachmentList.some((other) => other.id === id),
  );
  if (id != null && isTaken) throw conflict('Attachment', id);
  const attachment = { id: id ?? randomUUID(), url, issue, createdAt: workspace.nowIso(), ...values };
  issue.attachmentList.push(attachment);
  return attachment;
}

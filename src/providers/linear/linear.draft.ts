import { type CheckableParts, type FieldComplaint, rejection, type TicketDraft } from '../contract/index.js';
import { issueIdOrIdentifier, uuid } from './linear.keys.js';
import { priorityOf } from './linear.mapping.js';
import type { KnownTeam } from './linear.team-cache.js';

/** What is sent for one issue. */
export interface IssueInput {
  readonly id: string;
  readonly teamId: string;
  readonly title: string;
  readonly description?: string;
  readonly priority?: number;
  readonly parentId?: string;
  readonly assigneeId?: string;
  readonly dueDate?: string;
  readonly labelIds?: readonly string[];
}

const NO_CUSTOM_FIELDS = 'Linear has no custom fields: leave them out.';

/** What Linear takes in no team; part of the port. */
export function complaintsAbout({ labels, parentKey }: CheckableParts): FieldComplaint[] {
  const empty = labels.flatMap((label, index) =>
    label.trim() ? [] : [{ path: `labels.${index}`, message: 'A label needs a name.' }],
  );
  const isParent = parentKey === null || issueIdOrIdentifier(parentKey) !== null;
  return [...empty, ...(isParent ? [] : [{ path: 'parentKey', message: notAnIssue(parentKey) }])];
}

/**
 * All of it but the labels, which may have to be made first.
 * @throws ProviderError REJECTED naming every field that cannot be sent as it is.
 */
export function issueInput(draft: TicketDraft, { team, priorities }: KnownTeam): IssueInput {
  const complaints: FieldComplaint[] = [];
  const checked = <T>(path: string, value: T | null, message: string): T | undefined => {
    if (value === null) complaints.push({ path, message });
    return value ?? undefined;
  };
  const { operationId, title, description, priority, parentKey, assignee, dueDate } = draft;
  const id = checked('id', uuid(operationId), 'The operation id is no UUID.') ?? '';
  if (hasAny(draft.customFields)) complaints.push({ path: 'customFields', message: NO_CUSTOM_FIELDS });
  const input: IssueInput = {
    ...{ id, teamId: team.id, title },
    ...(description.trim() && { description }),
    ...(priority && {
      priority: checked(
        'priority',
        priorityOf(priority, priorities),
        `There is no priority ${priority} here. There are: ${priorities.map(({ label }) => label).join(', ')}.`,
      ),
    }),
    ...(parentKey && {
      parentId: checked('parentId', issueIdOrIdentifier(parentKey), notAnIssue(parentKey)),
    }),
    ...(assignee && {
      assigneeId: checked('assigneeId', uuid(assignee), `${assignee} is no id of a user in Linear.`),
    }),
    ...(dueDate && { dueDate }),
  };
  if (complaints.length > 0) throw rejection(complaints);
  return input;
}

function hasAny(fields: TicketDraft['customFields']): boolean {
  return Object.keys(fields ?? {}).length > 0;
}

function notAnIssue(key: string): string {
  return `${key} is no identifier of an issue in Linear.`;
}

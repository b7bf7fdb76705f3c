import {
  type CheckableDraftFields,
  type FieldViolation,
  rejection,
  type TicketDraft,
} from '../contract/index.js';
import { issueIdOrIdentifier, uuid } from './linear.keys.js';
import { priorityOf } from './linear.mapping.js';
import type { CachedTeam } from './linear.cache.js';

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
export function draftViolations({ labels, parentKey }: CheckableDraftFields): FieldViolation[] {
  const emptyLabels = labels.flatMap((label, index) =>
    label.trim() ? [] : [{ path: `labels.${index}`, message: 'A label needs a name.' }],
  );
  const isParent = parentKey === null || issueIdOrIdentifier(parentKey) !== null;
  return [
    ...emptyLabels,
    ...(isParent ? [] : [{ path: 'parentKey', message: invalidIssueMessage(parentKey) }]),
  ];
}

/**
 * All of it but the labels, which may have to be made first.
 * @throws ProviderError REJECTED naming every field that cannot be sent as it is.
 */
export function issueInput(draft: TicketDraft, { team, priorities }: CachedTeam): IssueInput {
  const violations: FieldViolation[] = [];
  const checkedValue = <T>(path: string, value: T | null, message: string): T | undefined => {
    if (value === null) violations.push({ path, message });
    return value ?? undefined;
  };
  const { operationId, title, description, priority, parentKey, assignee, dueDate } = draft;
  const id = checkedValue('id', uuid(operationId), 'The operation id is no UUID.') ?? '';
  if (hasCustomFields(draft.customFields))
    violations.push({ path: 'customFields', message: NO_CUSTOM_FIELDS });
  const input: IssueInput = {
    ...{ id, teamId: team.id, title },
    ...(description.trim() && { description }),
    ...(priority && {
      priority: checkedValue(
        'priority',
        priorityOf(priority, priorities),
        `There is no priority ${priority} here. There are: ${priorities.map(({ label }) => label).join(', ')}.`,
      ),
    }),
    ...(parentKey && {
      parentId: checkedValue('parentId', issueIdOrIdentifier(parentKey), invalidIssueMessage(parentKey)),
    }),
    ...(assignee && {
      assigneeId: checkedValue('assigneeId', uuid(assignee), `${assignee} is no id of a user in Linear.`),
    }),
    ...(dueDate && { dueDate }),
  };
  if (violations.length > 0) throw rejection(violations);
  return input;
}

function hasCustomFields(fields: TicketDraft['customFields']): boolean {
  return Object.keys(fields ?? {}).length > 0;
}

function invalidIssueMessage(key: string): string {
  return `${key} is no identifier of an issue in Linear.`;
}

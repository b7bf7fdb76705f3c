import {
  type CheckableDraftFields,
  type ConvertedFields,
  type FieldViolation,
  fieldRejection,
  rejection,
  type TicketDraft,
  violationsOf,
} from '../contract/index.js';
import { taskName } from './clickup.keys.js';
import { PLAIN_TASK, PRIORITIES } from './clickup.mapping.js';
import type { ClickUpTaskType } from './clickup.schemas.js';

/** A draft as ClickUp's body of a new task. */
export interface NewTask {
  readonly name: string;
  readonly markdown_content: string;
  readonly tags: readonly string[];
  readonly notify_all: false;
  /** What people must fill in ClickUp, a ticket of ours must bring too; ClickUp itself would let it pass. */
  readonly check_required_custom_fields: true;
  readonly custom_item_id?: number;
  /** 1 urgent to 4 low. */
  readonly priority?: number;
  /** Milliseconds since 1970. */
  readonly due_date?: number;
  readonly due_date_time?: false;
  readonly assignees?: readonly number[];
  /** A task's id. */
  readonly parent?: string;
  readonly custom_fields?: readonly { readonly id: string; readonly value: unknown }[];
}

/** What was found out for a draft. */
export interface ResolvedIds {
  readonly taskType: ClickUpTaskType;
  readonly parentId: string | null;
  /** Of its due date, in milliseconds since 1970. */
  readonly dueTime: number | null;
  readonly customFields: ConvertedFields;
}

/** Whose ticket it is: as a tag, and in the last line of the description. Tags are lower case. */
export function markerOf(operationId: string): string {
  return `delivr-${operationId}`.toLowerCase();
}

/** Tags that are ours alone, and nobody's to choose. */
export function isMarker(tag: string): boolean {
  return /^delivr-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tag);
}

/** What ClickUp takes in no list; part of the port. */
export function draftViolations({ parentKey }: CheckableDraftFields): FieldViolation[] {
  if (parentKey === null || taskName(parentKey)) return [];
  return [{ path: 'parentKey', message: `${parentKey} is no id of a task.` }];
}

/** Whether what is asked for is the type that needs no looking up. */
export function isPlainTask(issueType: string | null): boolean {
  return issueType === null || sameName(issueType, PLAIN_TASK.name);
}

/** By the id that the name had when it was resolved, else by name, without case. @throws ProviderError REJECTED naming the types that there are. */
export function chooseTaskType(
  types: readonly ClickUpTaskType[],
  { issueType, issueTypeId }: Pick<TicketDraft, 'issueType' | 'issueTypeId'>,
): ClickUpTaskType {
  const asked = issueType ?? '';
  const type =
    types.find(({ id }) => String(id) === issueTypeId) ?? types.find(({ name }) => sameName(name, asked));
  if (type) return type;
  const known = [PLAIN_TASK, ...types].map(({ name }) => name).join(', ');
  throw fieldRejection('custom_item_id', `The workspace has no task type ${asked}. It has: ${known}.`);
}

/** @throws ProviderError REJECTED naming every part that cannot be sent as it is. */
export function newTask(
  draft: TicketDraft,
  { taskType, parentId, dueTime, customFields }: ResolvedIds,
): NewTask {
  const violations: FieldViolation[] = violationsOf(customFields);
  const addViolation = (path: string, message: string) => void violations.push({ path, message });
  const priority = draft.priority === null ? undefined : priorityOf(draft.priority, addViolation);
  const assignee = draft.assignee === null ? undefined : assigneeOf(draft.assignee, addViolation);
  if (violations.length > 0) throw rejection(violations);
  const custom = Object.entries(customFields.values).map(([id, value]) => ({ id, value }));
  return {
    name: draft.title,
    markdown_content: descriptionWithMarker(draft),
    tags: tagsOf(draft),
    notify_all: false,
    check_required_custom_fields: true,
    ...(taskType.id === PLAIN_TASK.id ? {} : { custom_item_id: taskType.id }),
    ...(priority === undefined ? {} : { priority }),
    ...(dueTime === null ? {} : { due_date: dueTime, due_date_time: false }),
    ...(assignee === undefined ? {} : { assignees: [assignee] }),
    ...(parentId === null ? {} : { parent: parentId }),
    ...(custom.length === 0 ? {} : { custom_fields: custom }),
  };
}

function descriptionWithMarker({ description, operationId }: TicketDraft): string {
  const text = description.trimEnd();
  const marker = `\`${markerOf(operationId)}\``;
  return text ? `${text}\n\n${marker}` : marker;
}

function tagsOf({ labels, operationId }: TicketDraft): string[] {
  return [...new Set([...labels.map((label) => label.toLowerCase()), markerOf(operationId)])];
}

type AddViolation = (path: string, message: string) => void;

function priorityOf(name: string, addViolation: AddViolation): number | undefined {
  const index = PRIORITIES.findIndex((known) => sameName(known, name));
  if (index < 0)
    addViolation('priority', `There is no priority ${name} in ClickUp. There are: ${PRIORITIES.join(', ')}.`);
  return index < 0 ? undefined : index + 1;
}

function assigneeOf(id: string, addViolation: AddViolation): number | undefined {
  if (/^[0-9]{1,15}$/.test(id)) return Number(id);
  addViolation('assignees', `${id} is no id of a person in ClickUp: that is a number.`);
  return undefined;
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

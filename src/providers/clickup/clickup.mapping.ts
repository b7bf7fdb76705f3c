import {
  type RemoteField,
  type RemoteIssueType,
  type RemoteProject,
  type RemoteStatus,
  type RemoteTicket,
  type TicketSnapshot,
  TicketStatusCategory,
  type UnsupportedField,
} from '../contract/index.js';
import type {
  ClickUpField,
  ClickUpList,
  ClickUpSpace,
  ClickUpStatus,
  ClickUpTask,
  ClickUpTaskType,
} from './clickup.schemas.js';

/** ClickUp's objects as the port's. */

const CATEGORIES: Readonly<Record<string, TicketStatusCategory>> = {
  open: TicketStatusCategory.TODO,
  unstarted: TicketStatusCategory.TODO,
  custom: TicketStatusCategory.IN_PROGRESS,
  done: TicketStatusCategory.DONE,
  closed: TicketStatusCategory.DONE,
};

/** A type that is new to us lies between the first status and the last ones, as all of ClickUp's own do. */
export function categoryOf(type: string | null | undefined): TicketStatusCategory {
  if (!type) return TicketStatusCategory.UNKNOWN;
  return (Object.hasOwn(CATEGORIES, type) && CATEGORIES[type]) || TicketStatusCategory.IN_PROGRESS;
}

/**
 * The id is the key: ids of the workspace's own making can be switched on, off and over, and are not among what is read
 * in bulk. Nor is the address, which the id leads to all the same.
 */
export function ticketOf(web: string, { id }: Pick<ClickUpTask, 'id'>): RemoteTicket {
  return { remoteId: id, key: id, url: `${web}/t/${encodeURIComponent(id)}` };
}

export function snapshotOf(web: string, task: Pick<ClickUpTask, 'id' | 'status'>): TicketSnapshot {
  const { status, type, id } = task.status;
  return { ...ticketOf(web, task), status, statusId: id ?? null, category: categoryOf(type) };
}

/** Lists are often called alike: where one lies is part of its name. */
export function projectOf(
  web: string,
  teamId: string | null,
  id: string,
  path: readonly (string | null)[],
): RemoteProject {
  const name = path.filter((part) => part !== null && part !== '').join(' / ');
  return { remoteId: id, key: id, name, url: teamId === null ? null : `${web}/${teamId}/v/li/${id}` };
}

/** A list in no folder lies in one that is hidden. */
export function pathOf({ space, folder, name }: ClickUpList): (string | null)[] {
  return [space.name, folder && !folder.hidden ? folder.name : null, name];
}

export function statusOf({ id, status, type }: ClickUpStatus): RemoteStatus {
  return { remoteId: id ?? status, name: status, category: categoryOf(type) };
}

/** Fixed, most urgent first: 1 to 4. */
export const PRIORITIES: readonly string[] = ['urgent', 'high', 'normal', 'low'];

/** What every task is that is of no other type. */
export const PLAIN_TASK: ClickUpTaskType = { id: 0, name: 'Task' };

export function issueTypeOf(
  type: ClickUpTaskType,
  fields: readonly ClickUpField[],
  statuses: readonly RemoteStatus[],
  space: ClickUpSpace | null,
): RemoteIssueType {
  const own = fields.filter((field) => appliesToType(type, field));
  return {
    remoteId: String(type.id),
    name: type.name,
    isDefault: type.id === PLAIN_TASK.id,
    isSubtask: false,
    requiredFields: own.filter(({ required }) => required === true).map(fieldOf),
    settableFields: own.map(({ id }) => id),
    unsupportedFields: unsupportedFields(space),
    priorities: null,
    statuses,
  };
}

/** What a field is scoped to, where it is to something: task types. */
const TASK_TYPE = 19;

function appliesToType({ id }: ClickUpTaskType, { applied_objects: scopes }: ClickUpField): boolean {
  const types = (scopes ?? []).filter(({ object_type }) => object_type === TASK_TYPE);
  return types.length === 0 || types.some(({ object_id }) => object_id === id);
}

function fieldOf({ id, name, type, type_config: config }: ClickUpField): RemoteField {
  const options = config?.options?.map((option) => option.name ?? option.label ?? option.id);
  return { remoteId: id, name, type, allowedValues: options?.length ? options : null, filledBy: null };
}

/** ClickApps that a space has switched off; what is sent for them is dropped without a word. */
function unsupportedFields(space: ClickUpSpace | null): UnsupportedField[] {
  const { tags, due_dates: dueDates, priorities } = space?.features ?? {};
  const unsupported: UnsupportedField[] = [];
  if (tags?.enabled === false) unsupported.push({ field: 'LABELS', isRefused: false });
  if (dueDates?.enabled === false) unsupported.push({ field: 'DUE_DATE', isRefused: false });
  if (priorities?.enabled === false) unsupported.push({ field: 'PRIORITY', isRefused: false });
  return unsupported;
}

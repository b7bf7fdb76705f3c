import { isObject, refuse, taskNotFound } from './errors.js';
import { checkFieldValue } from './field-values.js';
import type { LabList } from './hierarchy.js';
import type { LabUser } from './model.js';
import type { LabTask, NewTask } from './task.js';
import type { View } from './view.js';

/** What a creation may be refused for; ClickUp says the first thing only. @throws ClickUpRefusal */
export function newTask(view: View, list: LabList, body: Record<string, unknown>): NewTask {
  const { name } = body;
  if (list.permissionLevel !== 'create') {
    throw refuse(403, 'You do not have permission to create tasks in this List', 'ACCESS_084');
  }
  if (typeof name !== 'string' || name.trim() === '') throw refuse(400, 'Task name invalid', 'INPUT_005');
  const taskType = taskTypeOf(list, body['custom_item_id']);
  const { features } = list.space;
  return {
    name,
    markdown: textOf(body['markdown_content']) || textOf(body['description']),
    status: statusOf(list, body['status']),
    priority: features.priorities ? priorityOf(body['priority']) : null,
    tags: features.tags ? tagsOf(list, body['tags']) : [],
    dueDate: features.dueDates ? dueDateOf(body['due_date']) : null,
    assignees: assigneesOf(list, body['assignees']),
    parent: parentOf(view, list, body['parent']),
    taskType,
    fields: fieldsOf(list, taskType, body),
  };
}

export function statusOf(list: LabList, sent: unknown) {
  if (sent === undefined || sent === null) return list.firstStatus;
  const status = list.statusNamed(String(sent));
  if (!status) throw refuse(400, 'Status does not exist', 'ITEM_114');
  return status;
}

function taskTypeOf(list: LabList, sent: unknown): number {
  if (sent === undefined || sent === null || sent === 0) return 0;
  const { team } = list.space;
  if (!team.taskTypes.some(({ id }) => id === sent)) throw refuse(400, 'Custom item not found', 'ITEM_230');
  if (!team.allowsTaskTypes) throw refuse(400, 'Plan limit of custom task types reached', 'ITEM_246');
  return sent as number;
}

function textOf(sent: unknown): string {
  return typeof sent === 'string' ? sent : '';
}

function priorityOf(sent: unknown): number | null {
  if (sent === undefined || sent === null) return null;
  if (![1, 2, 3, 4].includes(sent as number)) throw refuse(400, 'Priority invalid', 'INPUT_006');
  return sent as number;
}

/** Lower case; what the space does not know is made, or dropped without a word. */
function tagsOf(list: LabList, sent: unknown): string[] {
  const names = (Array.isArray(sent) ? sent : []).map((name) => String(name).toLowerCase());
  const { space } = list;
  if (space.makesTags) for (const name of names) space.addTag(name);
  return [...new Set(names)].filter((name) => space.tags.has(name));
}

function dueDateOf(sent: unknown): number | null {
  if (sent === undefined || sent === null) return null;
  if (!Number.isInteger(sent)) throw refuse(400, 'Date invalid', 'INPUT_007');
  return sent as number;
}

function assigneesOf(list: LabList, sent: unknown): LabUser[] {
  return (Array.isArray(sent) ? sent : []).map((id) => {
    const user = list.space.team.members.find((member) => member.id === id);
    if (!user) throw refuse(400, 'Assignee not found in this Workspace', 'ITEM_087');
    return user;
  });
}

function parentOf(view: View, list: LabList, sent: unknown): LabTask | null {
  if (sent === undefined || sent === null) return null;
  const parent = view.site.task(String(sent));
  if (!parent || parent.isDeleted) throw taskNotFound();
  if (parent.list !== list) throw refuse(400, 'Parent not child of list', 'ITEM_137');
  return parent;
}

/** Fields of other task types are dropped without a word; missing ones matter only where that is asked for. */
function fieldsOf(list: LabList, taskType: number, body: Record<string, unknown>): Map<string, unknown> {
  const sent = (Array.isArray(body['custom_fields']) ? body['custom_fields'] : []).filter(isObject);
  const values = new Map<string, unknown>();
  const applicable = list.fieldsOf(taskType);
  for (const { id, value } of sent) {
    const field = list.fields.find((one) => one.id === id);
    if (!field) throw refuse(400, 'Custom field does not exist', 'FIELD_012');
    checkFieldValue(field, value);
    if (applicable.includes(field)) values.set(field.id, value);
  }
  const missing = applicable.find(({ id, required }) => required && (values.get(id) ?? null) === null);
  if (missing && body['check_required_custom_fields'] === true) {
    throw refuse(400, `Custom field ${missing.name} is required`, 'FIELD_013');
  }
  return values;
}

import { fieldJson, folderOf, userJson } from './json.js';
import type { LabTask } from './task.js';
import type { View } from './view.js';

const PRIORITIES = ['urgent', 'high', 'normal', 'low'];

/** Times are texts of milliseconds; tags are objects. */
export function taskJson(task: LabTask, view: View) {
  const { priority } = task;
  const isOver = task.status.type === 'closed' || task.status.type === 'done';
  return {
    ...{ id: task.id, custom_id: task.customId, custom_item_id: task.taskType, name: task.name },
    ...descriptions(task, view),
    status: task.status,
    orderindex: '1.00000000000000000000000000000000',
    date_created: String(task.createdAt),
    date_updated: String(task.updatedAt),
    date_closed: task.status.type === 'closed' ? String(task.updatedAt) : null,
    date_done: isOver ? String(task.updatedAt) : null,
    archived: task.isArchived,
    creator: userJson(task.creator),
    assignees: task.assignees.map(userJson),
    ...{
      group_assignees: [],
      watchers: [],
      checklists: [],
      dependencies: [],
      linked_tasks: [],
      locations: [],
    },
    tags: [...task.tags].map((name) => ({
      name,
      tag_fg: '#ffffff',
      tag_bg: '#4169e1',
      creator: task.creator.id,
    })),
    parent: task.parent?.id ?? null,
    top_level_parent: rootOf(task)?.id ?? null,
    priority: priority === null ? null : priorityJson(priority),
    due_date: task.dueDate === null ? null : String(task.dueDate),
    ...{ start_date: null, points: null, time_estimate: null },
    ...placeOf(task),
    url: `${view.webUrl}/t/${task.id}`,
  };
}

/** What a task has of its list, and where that lies. */
function placeOf({ list, taskType, fields }: LabTask) {
  const folder = folderOf(list.folder, list.space);
  return {
    custom_fields: list.fieldsOf(taskType).map((field) => ({
      ...fieldJson(field),
      ...(fields.has(field.id) ? { value: fields.get(field.id) } : {}),
    })),
    team_id: list.space.team.id,
    permission_level: list.permissionLevel,
    list: { id: list.id, name: list.name, access: true },
    ...{ project: folder, folder, space: { id: list.space.id } },
  };
}

function descriptions({ markdown }: LabTask, view: View) {
  const plain = markdown.replaceAll(/[*_`#>]/g, '');
  return {
    ...{ text_content: plain, description: plain },
    ...(view.flag('include_markdown_description') ? { markdown_description: markdown } : {}),
  };
}

function rootOf({ parent }: LabTask): LabTask | null {
  return parent ? (rootOf(parent) ?? parent) : null;
}

function priorityJson(priority: number) {
  const [id, name] = [String(priority), PRIORITIES[priority - 1] ?? 'normal'];
  return { id, priority: name, color: '#f50000', orderindex: id };
}

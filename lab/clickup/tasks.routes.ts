import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { checkFieldValue } from './field-values.js';
import { isObject, refuse } from './errors.js';
import { pageOf } from './task-filters.js';
import { taskJson } from './task-json.js';
import type { View, ViewHandler } from './view.js';
import { newTask, statusOf } from './write-task.js';

export function taskRoutes(as: (handler: ViewHandler) => Route['handler']): Route[] {
  return [
    route('POST /api/v2/list/{list_id}/task', as(create)),
    route('GET /api/v2/list/{list_id}/task', as(ofList)),
    route('GET /api/v2/team/{team_Id}/task', as(ofTeam)),
    route(
      'GET /api/v2/task/{task_id}',
      as((view) => json(200, taskJson(view.task(), view))),
    ),
    route('PUT /api/v2/task/{task_id}', as(update)),
    route('POST /api/v2/task/{task_id}/tag/{tag_name}', as(addTag)),
    route('DELETE /api/v2/task/{task_id}/tag/{tag_name}', as(removeTag)),
    route('POST /api/v2/task/{task_id}/field/{field_id}', as(setField)),
  ];
}

/** 200, not 201. */
function create(view: View): LabResponse {
  const list = view.list(view.param('list_id'));
  const task = view.site.addTask(list, view.user, newTask(view, list, view.body()));
  view.site.recordChange('taskCreated', task, view.user);
  return json(200, taskJson(task, view));
}

/** Either what is archived, or what is not. */
function ofList(view: View): LabResponse {
  const list = view.list(view.param('list_id'));
  const known = view.site.now() - view.site.listLagMs;
  const isArchived = view.flag('archived');
  const own = view.site.taskList.filter(
    (task) => task.list === list && task.isArchived === isArchived && task.createdAt <= known,
  );
  const { tasks, isLast } = pageOf(view, own);
  return json(200, { tasks: tasks.map((task) => taskJson(task, view)), last_page: isLast });
}

/** From an index, and without a word about the last page. */
function ofTeam(view: View): LabResponse {
  const team = view.team(view.param('team_Id'));
  const known = view.site.now() - view.site.indexLagMs;
  const listIds = view.request.query.getAll('list_ids[]');
  const own = view.site.taskList.filter(
    ({ list, isArchived, createdAt }) =>
      list.space.team === team &&
      !isArchived &&
      createdAt <= known &&
      (listIds.length === 0 || listIds.includes(list.id)),
  );
  return json(200, { tasks: pageOf(view, own).tasks.map((task) => taskJson(task, view)) });
}

function update(view: View): LabResponse {
  const task = view.task();
  const body = view.body();
  if (task.list.permissionLevel === 'read' || task.list.permissionLevel === 'comment') {
    throw refuse(403, 'You do not have permission to edit this task', 'ACCESS_085');
  }
  if (body['status'] !== undefined) {
    const before = task.status;
    task.moveTo(statusOf(task.list, body['status']), view.site.now());
    if (before !== task.status) view.site.recordChange('taskStatusUpdated', task, view.user, before);
  }
  return json(200, taskJson(task, view));
}

function addTag(view: View): LabResponse {
  const task = view.task();
  task.tags.add(task.list.space.addTag(view.param('tag_name')).name);
  return json(200, {});
}

function removeTag(view: View): LabResponse {
  view.task().tags.delete(view.param('tag_name').toLowerCase());
  return json(200, {});
}

function setField(view: View): LabResponse {
  const task = view.task();
  const field = task.list.fields.find(({ id }) => id === view.param('field_id'));
  if (!field) throw refuse(400, 'Custom field does not exist', 'FIELD_012');
  const body = view.body();
  if (!isObject(body) || !('value' in body)) throw refuse(400, 'Value required', 'FIELD_010');
  checkFieldValue(field, body['value']);
  task.fields.set(field.id, body['value']);
  return json(200, {});
}

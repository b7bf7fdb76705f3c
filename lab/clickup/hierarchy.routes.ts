import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { refuse } from './errors.js';
import type { LabFolder, LabList } from './hierarchy.js';
import { fieldJson, folderOf, listJson, spaceJson } from './json.js';
import type { View, ViewHandler } from './view.js';

export function hierarchyRoutes(as: (handler: ViewHandler) => Route['handler']): Route[] {
  return [
    route('GET /api/v2/team/{team_id}/space', as(spaces)),
    route('GET /api/v2/team/{team_id}/custom_item', as(taskTypes)),
    route(
      'GET /api/v2/space/{space_id}',
      as((view) => json(200, spaceJson(view.space(view.param('space_id'))))),
    ),
    route('GET /api/v2/space/{space_id}/folder', as(folders)),
    route(
      'GET /api/v2/space/{space_id}/list',
      as((view) => lists(view, view.space(view.param('space_id')).lists)),
    ),
    route(
      'GET /api/v2/folder/{folder_id}/list',
      as((view) => lists(view, folderOf404(view).lists)),
    ),
    route('GET /api/v2/space/{space_id}/tag', as(tags)),
    route('GET /api/v2/list/{list_id}', as(oneList)),
    route('GET /api/v2/list/{list_id}/field', as(fields)),
  ];
}

function spaces(view: View): LabResponse {
  const team = view.team(view.param('team_id'));
  return json(200, { spaces: view.flag('archived') ? [] : team.spaces.map(spaceJson) });
}

function taskTypes(view: View): LabResponse {
  const { taskTypes: types } = view.team(view.param('team_id'));
  const custom_items = types.map(({ id, name }) => ({ id, name, name_plural: `${name}s`, description: '' }));
  return json(200, { custom_items });
}

function folders(view: View): LabResponse {
  const space = view.space(view.param('space_id'));
  const all = space.folders.map((folder) => ({
    ...folderOf(folder, space),
    ...{ orderindex: 0, override_statuses: false, task_count: '0' },
    space: { id: space.id, name: space.name, access: true },
    lists: seen(view, folder.lists).map(listJson),
  }));
  return json(200, { folders: view.flag('archived') ? [] : all });
}

function folderOf404(view: View): LabFolder {
  const id = view.param('folder_id');
  const all = view.teams.flatMap((team) => team.spaces).flatMap((space) => space.folders);
  const folder = all.find((one) => one.id === id);
  if (!folder) throw refuse(404, 'Folder not found', 'ITEM_014');
  return folder;
}

function lists(view: View, all: readonly LabList[]): LabResponse {
  const nothing = { status: null, priority: null, assignee: null, due_date: null, start_date: null };
  return json(200, { lists: seen(view, all).map((list) => ({ ...listJson(list), ...nothing })) });
}

function seen(view: View, all: readonly LabList[]): LabList[] {
  const isArchived = view.flag('archived');
  return all.filter((list) => !list.isHidden && !list.isDeleted && list.isArchived === isArchived);
}

function oneList(view: View): LabResponse {
  const list = view.list(view.param('list_id'));
  return json(200, { ...listJson(list), statuses: list.statuses });
}

function fields(view: View): LabResponse {
  const list = view.list(view.param('list_id'));
  const isAsked = view.flag('include_applied_objects');
  return json(200, {
    fields: list.fields.map((field) => ({
      ...fieldJson(field),
      ...(isAsked && field.taskTypes
        ? { applied_objects: field.taskTypes.map((object_id) => ({ object_type: 19, object_id })) }
        : {}),
    })),
  });
}

function tags(view: View): LabResponse {
  return json(200, { tags: [...view.space(view.param('space_id')).tags.values()] });
}

import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { priorityJson, projectJson, statusJson, typeJson } from '../jira/issue-json.js';
import type { LabField } from '../jira/model.js';
import type { View, ViewHandler } from '../jira/view.js';

export function projectRoutes(as: (handler: ViewHandler) => Route['handler'], api: string): Route[] {
  return [
    route(`GET ${api}/project`, as(all)),
    route(`GET ${api}/project/{projectIdOrKey}`, as(one)),
    route(`GET ${api}/project/{projectIdOrKey}/statuses`, as(statuses)),
    route(`GET ${api}/priority`, as(priorities)),
    route(`GET ${api}/field`, as(fields)),
  ];
}

/** In one piece, however many there are. */
function all(view: View): LabResponse {
  return json(
    200,
    view.projects.map((project) => projectJson(project, view.api, view.site.dialect)),
  );
}

function one(view: View): LabResponse {
  const project = view.projectOr404(view.param('projectIdOrKey'));
  const { dialect } = view.site;
  const issueTypes = project.types.map((type) => typeJson(type, view.api, dialect));
  return json(200, { ...projectJson(project, view.api, dialect), issueTypes });
}

function statuses(view: View): LabResponse {
  const project = view.projectOr404(view.param('projectIdOrKey'));
  const known = project.statuses.map((status) => statusJson(status, view.api));
  const body = project.types.map(({ id, name, hierarchyLevel }) => ({
    self: `${view.api}/issuetype/${id}`,
    ...{ id, name, subtask: hierarchyLevel < 0, statuses: known },
  }));
  return json(200, body);
}

function priorities(view: View): LabResponse {
  const known = new Map(
    view.projects.flatMap((project) => project.priorities).map((each) => [each.id, each]),
  );
  return json(
    200,
    [...known.values()].map((priority) => priorityJson(priority, view.api)),
  );
}

function fields(view: View): LabResponse {
  const known = new Map<string, LabField>();
  for (const { types } of view.projects) {
    for (const field of types.flatMap((type) => type.fields)) known.set(field.fieldId, field);
  }
  const body = [...known.values()].map(({ fieldId, name, schema }) => ({
    ...{ id: fieldId, name, schema, custom: fieldId.startsWith('customfield_') },
    ...{ orderable: true, navigable: true, searchable: true, clauseNames: [name] },
  }));
  return json(200, body);
}

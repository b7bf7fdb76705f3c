import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { refuse } from '../jira/errors.js';
import { priorityJson, projectJson, typeJson } from '../jira/issue-json.js';
import type { LabField, LabIssueType } from '../jira/model.js';
import type { LabProject } from '../jira/project.js';
import type { View, ViewHandler } from '../jira/view.js';

export function createMetaRoutes(as: (handler: ViewHandler) => Route['handler'], api: string): Route[] {
  const types = `${api}/issue/createmeta/{projectIdOrKey}/issuetypes`;
  return [route(`GET ${types}`, as(listTypes)), route(`GET ${types}/{issueTypeId}`, as(listFields))];
}

function listTypes(view: View): LabResponse {
  const project = creatable(view);
  return pageOf(
    view,
    project.types.map((type) => typeJson(type, view.api, view.site.dialect)),
  );
}

function listFields(view: View): LabResponse {
  const project = creatable(view);
  const type = project.typeById(view.param('issueTypeId'));
  if (!type) throw refuse(400, 'The issue type selected is invalid.');
  return pageOf(
    view,
    type.fields.map((field) => fieldJson(field, type, project, view)),
  );
}

/** Not 404: a project that is not there, or not for this account, is a mistake in the request. */
function creatable(view: View): LabProject {
  const project = view.project(view.param('projectIdOrKey'));
  if (!project?.hasPermission('CREATE_ISSUES')) {
    throw refuse(400, 'The project does not exist, or you do not have permission to create issues in it.');
  }
  return project;
}

/** `values`, where Cloud says `issueTypes` and `fields`. */
function pageOf(view: View, all: readonly unknown[]): LabResponse {
  const { startAt, maxResults } = view.page(50, 200);
  const values = all.slice(startAt, startAt + maxResults);
  const isLast = startAt + values.length >= all.length;
  return json(200, { maxResults, startAt, total: all.length, isLast, values });
}

function fieldJson(field: LabField, type: LabIssueType, project: LabProject, view: View) {
  const allowedValues = allowed(field, type, project, view);
  const { fieldId, name, required, hasDefaultValue, schema } = field;
  return {
    ...{ required, schema, name, fieldId, hasDefaultValue },
    operations: schema.type === 'array' ? ['add', 'set', 'remove'] : ['set'],
    ...(allowedValues ? { allowedValues } : {}),
    ...(fieldId === 'labels'
      ? { autoCompleteUrl: `${view.baseUrl}/rest/api/1.0/labels/suggest?query=` }
      : {}),
  };
}

function allowed(field: LabField, type: LabIssueType, project: LabProject, { api, site }: View) {
  if (field.fieldId === 'priority') return project.priorities.map((priority) => priorityJson(priority, api));
  if (field.fieldId === 'issuetype') return [typeJson(type, api, site.dialect)];
  if (field.fieldId === 'project') return [projectJson(project, api, site.dialect)];
  return (
    field.options?.map(({ id, value }) => ({ self: `${api}/customFieldOption/${id}`, id, value })) ?? null
  );
}

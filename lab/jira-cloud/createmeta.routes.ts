import { CLOUD } from './cloud-dialect.js';
import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { refuse } from '../jira/errors.js';
import { priorityJson, projectJson, typeJson } from '../jira/issue-json.js';
import type { LabField, LabIssueType } from '../jira/model.js';
import type { LabProject } from '../jira/project.js';
import type { View, ViewHandler } from '../jira/view.js';

const PAGE_LIMIT = 200;

export function createMetaRoutes(as: (handler: ViewHandler) => Route['handler']): Route[] {
  return [
    route('GET /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes', as(types)),
    route('GET /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}', as(fields)),
  ];
}

function types(view: View): LabResponse {
  const { startAt, maxResults } = pageOf(view);
  const project = creatable(view);
  // To nobody the list is empty rather than forbidden, hence the trap of a bad token.
  const all = (project?.types ?? []).map((type) => typeJson(type, view.api, view.site.dialect));
  const issueTypes = all.slice(startAt, startAt + maxResults);
  return json(200, { startAt, maxResults, total: all.length, issueTypes });
}

function fields(view: View): LabResponse {
  const { startAt, maxResults } = pageOf(view);
  const project = creatable(view);
  const type = project?.typeById(view.param('issueTypeId'));
  if (project && !type) throw refuse(400, 'The issue type selected is invalid.');
  const all = type && project ? type.fields.map((field) => fieldJson(field, type, project, view.api)) : [];
  return json(200, {
    startAt,
    maxResults,
    total: all.length,
    fields: all.slice(startAt, startAt + maxResults),
  });
}

function creatable(view: View): LabProject | undefined {
  const idOrKey = view.param('projectIdOrKey');
  const project = view.account ? view.projectOr404(idOrKey) : undefined;
  return project?.hasPermission('CREATE_ISSUES') ? project : undefined;
}

function pageOf(view: View): { startAt: number; maxResults: number } {
  const asked = Number(view.request.query.get('maxResults') ?? 50);
  if (asked > PAGE_LIMIT)
    throw refuse(400, `Parameter 'maxResults' must not exceed the limit '${PAGE_LIMIT}'`);
  return view.page(50, PAGE_LIMIT);
}

function fieldJson(field: LabField, type: LabIssueType, project: LabProject, api: string) {
  const allowedValues = allowed(field, type, project, api);
  return {
    required: field.required,
    schema: field.schema,
    name: field.name,
    key: field.fieldId,
    fieldId: field.fieldId,
    hasDefaultValue: field.hasDefaultValue,
    operations: field.schema.type === 'array' ? ['add', 'set', 'remove'] : ['set'],
    ...(allowedValues ? { allowedValues } : {}),
  };
}

function allowed(field: LabField, type: LabIssueType, project: LabProject, api: string): unknown[] | null {
  if (field.fieldId === 'priority') return project.priorities.map((priority) => priorityJson(priority, api));
  if (field.fieldId === 'issuetype') return [typeJson(type, api, CLOUD)];
  if (field.fieldId === 'project') return [projectJson(project, api, CLOUD)];
  return (
    field.options?.map(({ id, value }) => ({ self: `${api}/customFieldOption/${id}`, id, value })) ?? null
  );
}

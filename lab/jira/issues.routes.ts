import { empty, json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { isObject } from './json.js';
import { JiraRefusal, INVALID_PAYLOAD, refuse } from './errors.js';
import type { LabIssue } from './issue.js';
import { issueJson, nameList } from './issue-json.js';
import type { View, ViewHandler } from './view.js';
import { fieldsForCreate, fieldsForEdit, propertiesOf } from './write-fields.js';

const BULK_LIMIT = 50;

export function issueRoutes(as: (handler: ViewHandler) => Route['handler'], api: string): Route[] {
  return [
    route(`POST ${api}/issue`, as(createOne)),
    route(`POST ${api}/issue/bulk`, as(createMany)),
    route(`GET ${api}/issue/{issueIdOrKey}`, as(read)),
    route(`PUT ${api}/issue/{issueIdOrKey}`, as(edit)),
    route(`GET ${api}/issue/{issueIdOrKey}/properties/{propertyKey}`, as(property)),
  ];
}

function createOne(view: View): LabResponse {
  return json(201, createdJson(create(view, view.body()), view));
}

/** Not a transaction: valid elements are created, the others are reported by their index. */
function createMany(view: View): LabResponse {
  const updates = view.body()['issueUpdates'];
  if (!Array.isArray(updates) || updates.length === 0) throw refuse(400, INVALID_PAYLOAD);
  if (updates.length > BULK_LIMIT)
    throw refuse(400, `You can only create up to ${BULK_LIMIT} issues at once.`);
  const issues: unknown[] = [];
  const errors: unknown[] = [];
  for (const [index, update] of updates.entries()) {
    if (issues.length >= view.request.commitAtMost) break;
    try {
      issues.push(createdJson(create(view, isObject(update) ? update : {}), view));
    } catch (error) {
      if (!(error instanceof JiraRefusal)) throw error;
      // Bulk answers say 400 for every element, whatever a single creation would have said.
      errors.push({ status: 400, elementErrors: error.collection, failedElementNumber: index });
    }
  }
  return json(issues.length > 0 ? 201 : 400, { issues, errors });
}

function create(view: View, sent: Record<string, unknown>): LabIssue {
  const { project, type, values } = fieldsForCreate(view, sent);
  const properties = propertiesOf(sent);
  const status = project.statuses[0];
  if (!status || !view.account) throw refuse(400, 'The workflow has no first status.');
  const issue = view.site.addIssue({ project, type, status, creator: view.account, fields: values });
  for (const { key, value } of properties) issue.properties.set(key, value);
  return issue;
}

function createdJson(issue: LabIssue, view: View) {
  return { id: issue.id, key: issue.key, self: `${view.api}/issue/${issue.id}` };
}

function read(view: View): LabResponse {
  const { query } = view.request;
  const issue = view.issueOr404(view.param('issueIdOrKey'));
  const fields = nameList(query.getAll('fields'), ['*all']);
  const properties = nameList(query.getAll('properties'), []);
  return json(200, issueJson(issue, { fields, properties }, view));
}

function edit(view: View): LabResponse {
  const issue = view.issueOr404(view.param('issueIdOrKey'));
  if (!issue.project.hasPermission('EDIT_ISSUES')) {
    throw refuse(403, 'You do not have permission to edit this issue.');
  }
  const sent = view.body();
  const target = { project: issue.project, type: issue.type, values: issue.fields };
  Object.assign(issue.fields, fieldsForEdit(view, target, sent));
  for (const { key, value } of propertiesOf(sent)) issue.properties.set(key, value);
  view.site.recordChange(issue);
  if (view.request.query.get('returnIssue') !== 'true') return empty(204);
  return json(200, issueJson(issue, { fields: ['*all'], properties: [] }, view));
}

function property(view: View): LabResponse {
  const issue = view.issueOr404(view.param('issueIdOrKey'));
  const key = view.param('propertyKey');
  if (!issue.properties.has(key)) throw refuse(404, `The property '${key}' does not exist.`);
  return json(200, { key, value: issue.properties.get(key) });
}

import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { refuse } from '../jira/errors.js';
import { priorityJson, projectJson, statusJson, typeJson } from '../jira/issue-json.js';
import type { View, ViewHandler } from '../jira/view.js';

export function projectRoutes(as: (handler: ViewHandler) => Route['handler']): Route[] {
  return [
    route('GET /rest/api/3/project/search', as(search)),
    route('GET /rest/api/3/project/{projectIdOrKey}', as(one)),
    route('GET /rest/api/3/project/{projectIdOrKey}/statuses', as(statuses)),
    route('GET /rest/api/3/issuetype/project', as(types)),
    route('GET /rest/api/3/priority', as(priorities)),
    route('GET /rest/api/3/label', as(labels)),
  ];
}

function search(view: View): LabResponse {
  const { query } = view.request;
  const { startAt, maxResults } = view.page(50, 100);
  const needle = query.get('query')?.toLowerCase() ?? '';
  const keys = query.getAll('keys').flatMap((value) => value.split(','));
  const permission = query.get('action') === 'create' ? 'CREATE_ISSUES' : 'BROWSE_PROJECTS';
  const status = query.getAll('status').flatMap((value) => value.split(','));
  const found = view.projects.filter(
    ({ key, name }) =>
      (needle === '' || key.toLowerCase().startsWith(needle) || name.toLowerCase().includes(needle)) &&
      (keys.length === 0 || keys.includes(key)),
  );
  const live = status.length > 0 && !status.includes('live') ? [] : found;
  const allowed = live.filter((project) => project.hasPermission(permission));
  const sorted = allowed.sort(byOrder(query.get('orderBy') ?? 'key'));
  const values = sorted.slice(startAt, startAt + maxResults);
  const isLast = startAt + values.length >= sorted.length;
  const next = `${view.api}/project/search?startAt=${startAt + maxResults}&maxResults=${maxResults}`;
  return json(200, {
    self: `${view.api}/project/search?startAt=${startAt}&maxResults=${maxResults}`,
    ...(isLast ? {} : { nextPage: next }),
    maxResults,
    startAt,
    total: sorted.length,
    isLast,
    values: values.map((project) => projectJson(project, view.api, view.site.dialect)),
  });
}

function byOrder(orderBy: string) {
  const member = orderBy.replace(/^[-+]/, '') === 'name' ? 'name' : 'key';
  const direction = orderBy.startsWith('-') ? -1 : 1;
  return (a: { key: string; name: string }, b: { key: string; name: string }) =>
    direction * a[member].localeCompare(b[member]);
}

function one(view: View): LabResponse {
  const project = view.projectOr404(view.param('projectIdOrKey'));
  const issueTypes = project.types.map((type) => typeJson(type, view.api, view.site.dialect));
  return json(200, { ...projectJson(project, view.api, view.site.dialect), issueTypes });
}

function statuses(view: View): LabResponse {
  const project = view.projectOr404(view.param('projectIdOrKey'));
  const all = project.statuses.map((status) => ({
    ...statusJson(status, view.api),
    untranslatedName: status.untranslatedName ?? status.name,
  }));
  const body = project.types.map(({ id, name, hierarchyLevel }) => ({
    self: `${view.api}/issuetype/${id}`,
    id,
    name,
    subtask: hierarchyLevel < 0,
    statuses: all,
  }));
  return json(200, body);
}

function types(view: View): LabResponse {
  const id = view.request.query.get('projectId') ?? '';
  if (!/^\d+$/.test(id)) throw refuse(400, 'The project ID is required.');
  const level = view.request.query.get('level');
  const all = view.projectOr404(id).types.map((type) => typeJson(type, view.api, view.site.dialect));
  return json(
    200,
    level === null ? all : all.filter(({ hierarchyLevel }) => hierarchyLevel === Number(level)),
  );
}

function priorities(view: View): LabResponse {
  const all = new Map(view.projects.flatMap((project) => project.priorities).map((each) => [each.id, each]));
  return json(
    200,
    [...all.values()].map((priority) => priorityJson(priority, view.api)),
  );
}

/** Of the whole site: Jira knows no labels of one project. */
function labels(view: View): LabResponse {
  const { startAt, maxResults } = view.page(1000, 1000);
  const all = view.account ? [...view.site.labels].sort() : [];
  const values = all.slice(startAt, startAt + maxResults);
  const isLast = startAt + values.length >= all.length;
  return json(200, { maxResults, startAt, total: all.length, isLast, values });
}

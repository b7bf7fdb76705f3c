import { json, type LabResponse } from '../http/messages.js';
import type { Route } from '../http/router.js';
import { AsanaRefusal, refuse } from './errors.js';
import type { LabEvent } from './model.js';
import { isoTime, projectJson, tagJson, taskJson, userJson } from './resources.js';
import type { As } from './api.js';
import { many, type Resource } from './sparse.js';
import type { View } from './view.js';

/** What is quick, and late: the index knows of nothing at once. */
export function searchRoutes(as: As): Route[] {
  return [
    as('GET /workspaces/{workspace_gid}/typeahead', typeahead),
    as('GET /workspaces/{workspace_gid}/tasks/search', searchTasks),
    as('GET /events', events),
  ];
}

/** One page, however much there is. */
function typeahead(view: View): LabResponse {
  const { query } = view.request;
  const workspace = view.workspace(view.param('workspace_gid'));
  const projects = view.site.projects.filter((each) => view.sees(each) && each.workspace === workspace);
  const kinds: Readonly<Record<string, () => (readonly [number, Resource, string])[]>> = {
    user: () => workspace.users.map((user) => [user.madeAt, userJson(user), user.email]),
    tag: () => workspace.tags.map((tag) => [tag.madeAt, tagJson(tag), '']),
    project: () => projects.map((each) => [each.madeAt, projectJson(each, view.webUrl), '']),
  };
  const found = kinds[query.get('resource_type') ?? '']?.();
  if (!found) throw refuse(400, 'resource_type: Not one of the supported types');
  const needle = (query.get('query') ?? '').toLowerCase();
  const matching = found.filter(
    ([madeAt, { name }, also]) =>
      isIndexed(view, madeAt) && `${String(name)} ${also}`.toLowerCase().includes(needle),
  );
  const hits = matching.slice(0, Number(query.get('count') ?? 20)).map(([, resource]) => resource);
  return json(200, { data: many(hits, query.get('opt_fields')) });
}

function searchTasks(view: View): LabResponse {
  const { query } = view.request;
  const workspace = view.workspace(view.param('workspace_gid'));
  if (!workspace.isPremium) throw refuse(402, 'Search is only available to premium users.');
  const text = (query.get('text') ?? '').toLowerCase();
  const found = view.site.tasks.filter(
    (task) =>
      task.workspace === workspace &&
      view.seesTask(task) &&
      isIndexed(view, task.modified) &&
      `${task.name} ${task.notes}`.toLowerCase().includes(text),
  );
  const tasks = found.slice(0, 100).map((task) => taskJson(task, view.webUrl));
  return json(200, { data: many(tasks, query.get('opt_fields')) });
}

function isIndexed({ site }: View, at: number): boolean {
  return at <= site.now() - site.searchLagMs;
}

const PAGE = 100;

/** The first call only tells where to begin. */
function events(view: View): LabResponse {
  const { query } = view.request;
  const project = view.project(query.get('resource') ?? '');
  const sync = /^sync:(\d+)$/.exec(Buffer.from(query.get('sync') ?? '', 'base64url').toString('utf8'))?.[1];
  if (sync === undefined) {
    const more = { sync: tokenOf(view.site.events.length) };
    throw new AsanaRefusal(
      412,
      'Sync token invalid or too old. If you are attempting to keep resources in sync, you must fetch the full dataset for this query now and use the new sync token for the next sync.',
      more,
    );
  }
  const since = view.site.events.filter(
    ({ number, projectGids }) => number > Number(sync) && projectGids.includes(project.gid),
  );
  const page = since.slice(0, PAGE);
  const last = page.at(-1)?.number ?? view.site.events.length;
  return json(200, {
    data: page.map(eventJson),
    sync: tokenOf(last),
    has_more: since.length > PAGE,
  });
}

export function eventJson({ action, at, user, taskGid, taskName, field }: LabEvent) {
  return {
    action,
    type: 'task',
    created_at: isoTime(at),
    user: { gid: user.gid, resource_type: 'user' },
    resource: { gid: taskGid, resource_type: 'task', resource_subtype: 'default_task', name: taskName },
    ...(field !== null && { change: { field, action } }),
  };
}

function tokenOf(number: number): string {
  return Buffer.from(`sync:${number}`).toString('base64url');
}

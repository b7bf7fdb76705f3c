import { empty, json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { isObject } from './json.js';
import { refuse, refuseFields } from './errors.js';
import type { LabIssue } from './issue.js';
import type { LabRemoteLink } from './model.js';
import type { View, ViewHandler } from './view.js';

export function remoteLinkRoutes(as: (handler: ViewHandler) => Route['handler'], api: string): Route[] {
  return [
    route(`GET ${api}/issue/{issueIdOrKey}/remotelink`, as(read)),
    route(`POST ${api}/issue/{issueIdOrKey}/remotelink`, as(put)),
    route(`DELETE ${api}/issue/{issueIdOrKey}/remotelink`, as(remove)),
  ];
}

/** One object with `globalId`, a list without. */
function read(view: View): LabResponse {
  const issue = view.issueOr404(view.param('issueIdOrKey'));
  const globalId = view.request.query.get('globalId');
  if (globalId === null)
    return json(
      200,
      issue.remoteLinks.map((link) => linkJson(link, issue, view)),
    );
  return json(200, linkJson(linkOr404(issue, globalId), issue, view));
}

/** The same globalId again overwrites, what it leaves out becomes null; without one it always creates. */
function put(view: View): LabResponse {
  const issue = view.issueOr404(view.param('issueIdOrKey'));
  if (!issue.project.hasPermission('LINK_ISSUES'))
    throw refuse(403, 'You do not have permission to link issues.');
  const { object, globalId, relationship, application } = view.body();
  const isComplete =
    isObject(object) && typeof object['url'] === 'string' && typeof object['title'] === 'string';
  if (!isComplete) throw refuseFields({ title: "'title' is required.", url: "'url' is required." });
  if (typeof globalId === 'string' && globalId.length > 255)
    throw refuseFields({ globalId: 'globalId is too long.' });
  const content = {
    object,
    relationship: (relationship as string) ?? null,
    application: application ?? null,
  };
  const known = issue.remoteLinks.find((link) => link.globalId !== null && link.globalId === globalId);
  if (known) Object.assign(known, content);
  const link = known ?? { id: view.site.nextId(), globalId: (globalId as string) ?? null, ...content };
  if (!known) issue.remoteLinks.push(link);
  return json(known ? 200 : 201, { id: link.id, self: selfOf(link, issue, view) });
}

function remove(view: View): LabResponse {
  const issue = view.issueOr404(view.param('issueIdOrKey'));
  const link = linkOr404(issue, view.request.query.get('globalId') ?? '');
  issue.remoteLinks.splice(issue.remoteLinks.indexOf(link), 1);
  return empty(204);
}

function linkOr404(issue: LabIssue, globalId: string): LabRemoteLink {
  const link = issue.remoteLinks.find((each) => each.globalId === globalId);
  if (!link) throw refuse(404, 'The remote link does not exist.');
  return link;
}

function selfOf(link: LabRemoteLink, issue: LabIssue, { api }: View): string {
  return `${api}/issue/${issue.key}/remotelink/${link.id}`;
}

function linkJson(link: LabRemoteLink, issue: LabIssue, view: View) {
  const { id, globalId, object, relationship, application } = link;
  return {
    id,
    self: selfOf(link, issue, view),
    ...(globalId === null ? {} : { globalId }),
    ...(application === null ? {} : { application }),
    ...(relationship === null ? {} : { relationship }),
    object,
  };
}

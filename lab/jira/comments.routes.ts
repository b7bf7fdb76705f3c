import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { refuse, refuseFields } from './errors.js';
import { jiraTime } from './issue-json.js';
import type { LabIssue } from './issue.js';
import type { LabComment } from './model.js';
import type { View, ViewHandler } from './view.js';
import { propertiesOf } from './write-fields.js';

export function commentRoutes(as: (handler: ViewHandler) => Route['handler'], api: string): Route[] {
  return [
    route(`GET ${api}/issue/{issueIdOrKey}/comment`, as(list)),
    route(`POST ${api}/issue/{issueIdOrKey}/comment`, as(add)),
  ];
}

function list(view: View): LabResponse {
  const issue = view.issueOr404(view.param('issueIdOrKey'));
  const { startAt, maxResults } = view.page(100, 5000);
  const isNewestFirst = view.request.query.get('orderBy') === '-created';
  const all = isNewestFirst ? [...issue.comments].reverse() : issue.comments;
  const comments = all
    .slice(startAt, startAt + maxResults)
    .map((comment) => commentJson(comment, issue, view));
  return json(200, { startAt, maxResults, total: all.length, comments });
}

/** Not idempotent: the same comment twice is two comments. */
function add(view: View): LabResponse {
  const issue = view.issueOr404(view.param('issueIdOrKey'));
  const body = view.body();
  if (!issue.project.hasPermission('ADD_COMMENTS') || !view.account) {
    throw refuse(400, 'You do not have the permission to comment on this work item.');
  }
  const validated = view.site.dialect.richText(body['body']);
  if ('error' in validated) throw refuseFields({ comment: validated.error });
  const comment: LabComment = {
    id: String(view.site.nextId()),
    author: view.account,
    created: view.site.now(),
    body: body['body'],
    properties: propertiesOf(body),
  };
  issue.comments.push(comment);
  view.site.recordChange(issue);
  return json(201, commentJson(comment, issue, view));
}

function commentJson(comment: LabComment, issue: LabIssue, { api, request, site }: View) {
  const author = site.dialect.accountJson(comment.author, api);
  const hasProperties = (request.query.get('expand') ?? '').includes('properties');
  return {
    self: `${api}/issue/${issue.id}/comment/${comment.id}`,
    id: comment.id,
    author,
    updateAuthor: author,
    body: comment.body,
    created: jiraTime(comment.created),
    updated: jiraTime(comment.created),
    ...(site.dialect.isCloud ? { jsdPublic: true } : {}),
    ...(hasProperties ? { properties: comment.properties } : {}),
  };
}

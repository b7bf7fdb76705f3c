import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { refuse } from '../jira/errors.js';
import { issueJson, nameList } from '../jira/issue-json.js';
import { searchIssues } from '../jira/jql/search.js';
import type { View, ViewHandler } from '../jira/view.js';

const MEMBERS = ['jql', 'startAt', 'maxResults', 'validateQuery', 'fields', 'expand'];
const PAGE = 50;

/** @param cap the most that one answer holds, whatever was asked for (`jira.search.views.default.max`). */
export function searchRoutes(
  as: (handler: ViewHandler) => Route['handler'],
  api: string,
  cap: () => number,
): Route[] {
  return [
    route(
      `POST ${api}/search`,
      as((view) => search(view, view.body(), cap())),
    ),
    route(
      `GET ${api}/search`,
      as((view) => search(view, fromQuery(view), cap())),
    ),
  ];
}

function fromQuery({ request: { query } }: View): Record<string, unknown> {
  return {
    jql: query.get('jql') ?? '',
    ...(query.has('fields') ? { fields: query.getAll('fields') } : {}),
    ...(query.has('startAt') ? { startAt: Number(query.get('startAt')) } : {}),
    ...(query.has('maxResults') ? { maxResults: Number(query.get('maxResults')) } : {}),
    validateQuery: query.get('validateQuery') !== 'false',
  };
}

/** What is asked for beyond the cap is cut off without a word, but for the echo of `maxResults`. */
function search(view: View, body: Record<string, unknown>, cap: number): LabResponse {
  const unknown = Object.keys(body).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) throw refuse(400, `Unrecognized field "${unknown}", not marked as ignorable`);
  const jql = typeof body['jql'] === 'string' ? body['jql'] : '';
  const fields = nameList(Array.isArray(body['fields']) ? body['fields'].map(String) : [], ['*navigable']);
  const startAt = wholeNumber(body['startAt'], 0);
  const maxResults = Math.min(wholeNumber(body['maxResults'], PAGE), cap);
  const warnings: string[] = [];
  const found = searchIssues(view, jql, body['validateQuery'] === false ? warnings : undefined);
  const issues = found
    .slice(startAt, startAt + maxResults)
    .map((issue) => issueJson(issue, { fields, properties: [] }, view));
  const page = { expand: 'schema,names', startAt, maxResults, total: found.length, issues };
  return json(200, warnings.length > 0 ? { ...page, warningMessages: warnings } : page);
}

function wholeNumber(value: unknown, byDefault: number): number {
  return Number.isInteger(value) && Number(value) >= 0 ? Number(value) : byDefault;
}

import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { INVALID_PAYLOAD, refuse } from '../jira/errors.js';
import { issueJson, nameList } from '../jira/issue-json.js';
import type { LabIssue } from '../jira/issue.js';
import { searchIssues } from '../jira/jql/search.js';
import type { View, ViewHandler } from '../jira/view.js';

const BULK_FETCH_LIMIT = 100;
const PROPERTIES_LIMIT = 5;
/** Ids alone come in pages of up to 5000, anything more in pages of 100. */
const ID_PAGE_LIMIT = 5000;
const FIELD_PAGE_LIMIT = 100;

export function searchRoutes(as: (handler: ViewHandler) => Route['handler']): Route[] {
  return [
    route(
      'POST /rest/api/3/search/jql',
      as((view) => search(view, view.body())),
    ),
    route(
      'GET /rest/api/3/search/jql',
      as((view) => search(view, fromQuery(view))),
    ),
    route('POST /rest/api/3/issue/bulkfetch', as(bulkFetch)),
    route('POST /rest/api/3/search', as(gone)),
    route('GET /rest/api/3/search', as(gone)),
  ];
}

const SEARCH_MEMBERS = [
  'jql',
  'fields',
  'fieldsByKeys',
  'expand',
  'properties',
  'maxResults',
  'nextPageToken',
  'reconcileIssues',
];
const BULK_FETCH_MEMBERS = ['issueIdsOrKeys', 'fields', 'fieldsByKeys', 'expand', 'properties'];

function gone(): LabResponse {
  throw refuse(410, 'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.');
}

function fromQuery({ request: { query } }: View): Record<string, unknown> {
  const body: Record<string, unknown> = { jql: query.get('jql') ?? '' };
  for (const list of ['fields', 'properties']) if (query.has(list)) body[list] = query.getAll(list);
  if (query.has('maxResults')) body['maxResults'] = Number(query.get('maxResults'));
  if (query.has('nextPageToken')) body['nextPageToken'] = query.get('nextPageToken');
  return body;
}

function search(view: View, body: Record<string, unknown>): LabResponse {
  refuseUnknown(body, SEARCH_MEMBERS);
  const jql = typeof body['jql'] === 'string' ? body['jql'] : '';
  const fields = nameList(strings(body['fields']), ['id']);
  const properties = nameList(strings(body['properties']), []);
  if (properties.length > PROPERTIES_LIMIT)
    throw refuse(400, `At most ${PROPERTIES_LIMIT} properties can be asked for.`);
  const isIdsOnly = fields.every((name) => name === 'id') && properties.length === 0;
  const size = pageSize(
    body['maxResults'],
    isIdsOnly || fields.every((name) => name === 'id' || name === 'key'),
  );
  const found = searchIssues(view, jql);
  const from = offsetOf(body['nextPageToken'], jql);
  const page = found.slice(from, from + size);
  const isLast = from + page.length >= found.length;
  return json(200, {
    issues: page.map((issue) =>
      isIdsOnly ? { id: issue.id } : issueJson(issue, { fields, properties }, view),
    ),
    ...(isLast ? {} : { nextPageToken: tokenOf(from + page.length, jql) }),
    isLast,
  });
}

function pageSize(asked: unknown, isCheap: boolean): number {
  if (asked === undefined) return 50;
  if (!Number.isInteger(asked) || Number(asked) < 1) throw refuse(400, INVALID_PAYLOAD);
  return Math.min(Number(asked), isCheap ? ID_PAGE_LIMIT : FIELD_PAGE_LIMIT);
}

function tokenOf(offset: number, jql: string): string {
  return Buffer.from(JSON.stringify([offset, jql])).toString('base64url');
}

/** A token belongs to the query that it came from. */
function offsetOf(token: unknown, jql: string): number {
  if (token === undefined || token === null) return 0;
  try {
    const [offset, of] = JSON.parse(Buffer.from(String(token), 'base64url').toString()) as [number, string];
    if (of === jql) return offset;
  } catch {
    // No token of ours: refused like one of another query.
  }
  throw refuse(400, 'The provided next page token is invalid or expired.');
}

function bulkFetch(view: View): LabResponse {
  const body = view.body();
  refuseUnknown(body, BULK_FETCH_MEMBERS);
  const wanted = strings(body['issueIdsOrKeys']);
  if (wanted.length === 0) throw refuse(400, 'issueIdsOrKeys must not be empty.');
  if (wanted.length > BULK_FETCH_LIMIT) {
    throw refuse(400, `The number of issues requested exceeds the limit of ${BULK_FETCH_LIMIT}.`);
  }
  const fields = nameList(strings(body['fields']), ['*navigable']);
  const properties = nameList(strings(body['properties']), []);
  if (properties.length > PROPERTIES_LIMIT)
    throw refuse(400, `At most ${PROPERTIES_LIMIT} properties can be asked for.`);
  const known = wanted.map((idOrKey) => view.issue(idOrKey)).filter((issue) => issue !== undefined);
  const found = new Set(known.filter(({ isArchived }) => !isArchived));
  const sorted = [...found].sort((a: LabIssue, b: LabIssue) => Number(a.id) - Number(b.id));
  // Missing, hidden and archived ones are left out without a word: issueErrors is for what may be tried again.
  return json(200, {
    issues: sorted.map((issue) => issueJson(issue, { fields, properties }, view)),
    issueErrors: [],
  });
}

function refuseUnknown(body: Record<string, unknown>, known: readonly string[]): void {
  if (Object.keys(body).some((name) => !known.includes(name))) throw refuse(400, INVALID_PAYLOAD);
}

function strings(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
  if (!isList) throw refuse(400, INVALID_PAYLOAD);
  return value;
}

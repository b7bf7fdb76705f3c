import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { escapeHtml } from '../http/pages.js';
import { refuse } from './errors.js';
import type { LabAccount } from './model.js';
import type { View, ViewHandler } from './view.js';

/** Who and what can be chosen where a person types. */
export function suggestionRoutes(as: (handler: ViewHandler) => Route['handler'], api: string): Route[] {
  return [
    route(`GET ${api}/user/assignable/search`, as(assignable)),
    route(`GET ${api}/user/search`, as(people)),
    route(`GET ${api}/jql/autocompletedata/suggestions`, as(suggestions)),
  ];
}

function assignable(view: View): LabResponse {
  const project = view.projectOr404(view.request.query.get('project') ?? '');
  return pageOfPeople(view, project.hasPermission('ASSIGN_ISSUES') ? matching(view) : []);
}

function people(view: View): LabResponse {
  return pageOfPeople(view, view.account ? matching(view) : []);
}

/** Those with a word in their name, or an address, that begins with what was typed; in Cloud also the one with an id. */
function matching({ request: { query }, site: { dialect, accounts } }: View): LabAccount[] {
  const wantedId = dialect.isCloud ? query.get('accountId') : null;
  const typed = query.get(dialect.isCloud ? 'query' : 'username');
  if (dialect.isCloud && wantedId === null && typed === null)
    throw refuse(400, 'Required query parameter is missing: query, username, accountId or property.');
  if (wantedId !== null) return accounts.filter(({ accountId }) => accountId === wantedId);
  const needle = (typed ?? '').toLowerCase();
  return accounts.filter(
    ({ name, displayName, email }) =>
      ` ${displayName.toLowerCase()}`.includes(` ${needle}`) ||
      [email, ...(dialect.isCloud ? [] : [name])].some((text) => text.toLowerCase().startsWith(needle)),
  );
}

function pageOfPeople(view: View, found: readonly LabAccount[]): LabResponse {
  const { dialect } = view.site;
  const { startAt, maxResults } = view.page(50, 1000);
  const page = found.slice(startAt, startAt + maxResults);
  return json(
    200,
    page.map((account) => dialect.accountJson(account, view.api)),
  );
}

/** The first few values that begin so; what a person would have to quote comes quoted. */
const SUGGESTIONS = 15;

function suggestions(view: View): LabResponse {
  const { query } = view.request;
  const isLabels = query.get('fieldName') === 'labels' && view.account !== null;
  const typed = query.get('fieldValue') ?? '';
  const found = isLabels
    ? [...view.site.labels].filter((label) => label.toLowerCase().startsWith(typed.toLowerCase())).sort()
    : [];
  const results = found.slice(0, SUGGESTIONS).map((label) => ({
    value: /^[\w-]+$/.test(label) ? label : JSON.stringify(label),
    displayName: `<b>${escapeHtml(label.slice(0, typed.length))}</b>${escapeHtml(label.slice(typed.length))}`,
  }));
  return json(200, { results });
}

import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { escapeHtml } from '../http/pages.js';
import type { LabAccount } from './model.js';
import type { View, ViewHandler } from './view.js';

/** Who and what can be chosen where a person types. */
export function suggestionRoutes(as: (handler: ViewHandler) => Route['handler'], api: string): Route[] {
  return [
    route(`GET ${api}/user/assignable/search`, as(assignable)),
    route(`GET ${api}/jql/autocompletedata/suggestions`, as(suggestions)),
  ];
}

/** Those with a word in their name, or an address, that begins with what was typed. */
function assignable(view: View): LabResponse {
  const { query } = view.request;
  const project = view.projectOr404(query.get('project') ?? '');
  const { dialect, accounts } = view.site;
  const needle = (query.get(dialect.isCloud ? 'query' : 'username') ?? '').toLowerCase();
  const { startAt, maxResults } = view.page(50, 1000);
  const isLike = ({ name, displayName, email }: LabAccount) =>
    ` ${displayName.toLowerCase()}`.includes(` ${needle}`) ||
    [email, ...(dialect.isCloud ? [] : [name])].some((text) => text.toLowerCase().startsWith(needle));
  const found = project.hasPermission('ASSIGN_ISSUES') ? accounts.filter(isLike) : [];
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

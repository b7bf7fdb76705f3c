import { json, type LabResponse, type LabRequest } from '../http/messages.js';
import { Router, type Route } from '../http/router.js';
import { refuse, TOO_MANY } from './errors.js';
import { isObject } from './json.js';
import { API, type As } from './api.js';
import type { View } from './view.js';

const ACTIONS_MAX = 10;

/** Several calls as one: each is answered by itself, in the order that they were asked in. */
export function batchRoutes(as: As, others: readonly Route[]): Route[] {
  const router = new Router(others);
  return [
    as('POST /batch', (view) => {
      const { actions } = view.data();
      if (!Array.isArray(actions) || actions.length === 0) throw refuse(400, 'actions: Missing input');
      if (actions.length > ACTIONS_MAX) throw refuse(400, `actions: At most ${ACTIONS_MAX} are allowed`);
      const done = actions.slice(0, view.request.commitAtMost);
      return json(200, { data: done.map((action: unknown) => perform(view, router, action)) });
    }),
  ];
}

function perform(view: View, router: Router, action: unknown) {
  const answer = limited(view) ?? answerTo(view, router, action);
  const retryAfter = answer.headers['retry-after'];
  return {
    status_code: answer.status,
    headers: retryAfter === undefined ? {} : { 'Retry-After': retryAfter },
    body: JSON.parse(answer.body) as unknown,
  };
}

/** Each action counts as a call of its own. */
function limited({ site }: View): LabResponse | null {
  if (site.limitedActions.left === 0) return null;
  site.limitedActions.left -= 1;
  const headers = { 'retry-after': String(site.limitedActions.retryAfterSeconds) };
  return json(429, { errors: [{ message: TOO_MANY }] }, headers);
}

function answerTo(view: View, router: Router, action: unknown): LabResponse {
  if (!isObject(action)) throw refuse(400, 'actions: [0]: Not an object');
  const { method, relative_path: path } = action;
  if (typeof path !== 'string' || !path.startsWith('/')) throw refuse(400, 'relative_path: Missing input');
  const url = new URL(`http://asana.test${API}${path}`);
  const match = router.match(String(method).toUpperCase(), url.pathname);
  if (!match || /^\/(batch|attachments|events)/.test(path))
    return refuse(400, `relative_path: ${path} cannot be asked for in a batch`).toResponse();
  return match.route.handler(requestOf(view.request, action, url, match));
}

/** As if it had come by itself. */
function requestOf(
  outer: LabRequest,
  { data, options, method }: Record<string, unknown>,
  url: URL,
  { operation, params }: { readonly operation: string; readonly params: LabRequest['params'] },
): LabRequest {
  const isRead = method === 'get';
  const query = url.searchParams;
  for (const [name, value] of Object.entries(isRead && isObject(data) ? data : {}))
    query.set(name, String(value));
  const { fields, limit, offset } = isObject(options) ? options : {};
  if (Array.isArray(fields)) query.set('opt_fields', fields.join(','));
  if (limit !== undefined) query.set('limit', String(limit));
  if (offset !== undefined) query.set('offset', String(offset));
  const rawBody = isRead ? '' : JSON.stringify({ data: data ?? {} });
  const verb = String(method).toUpperCase();
  return { ...outer, method: verb, operation, path: url.pathname, params, query, rawBody };
}

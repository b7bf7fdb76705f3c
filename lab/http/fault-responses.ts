import { html, json, type LabResponse } from './messages.js';
import type { Fault } from './faults.js';

const ERROR_PAGE =
  '<!doctype html><html><head><title>Oops</title></head><body><h1>Something broke</h1></body></html>';
const LOGIN_PAGE =
  '<!doctype html><html><head><title>Log in</title></head><body><h1>Log in</h1></body></html>';

/** How one vendor words what its gateway says. */
export type RateLimitResponse = (fault: Fault & { kind: 'rate-limit' }) => LabResponse;

/** The answer that a fault gives instead of the tracker's own, null where it gives none. */
export function faultResponse(fault: Fault, rateLimited: RateLimitResponse): LabResponse | null {
  switch (fault.kind) {
    case 'rate-limit':
      return rateLimited(fault);
    case 'server-error':
      return serverError(fault);
    case 'answer':
      return { status: fault.status, headers: { 'content-type': 'application/json' }, body: fault.body };
    case 'html-page':
      return html(200, LOGIN_PAGE);
    case 'redirect':
      return html(fault.status ?? 302, '', { location: fault.location ?? 'https://login.example.test/' });
    default:
      return null;
  }
}

function serverError(fault: Fault & { kind: 'server-error' }): LabResponse {
  const { status = 500, body = 'json', retryAfterSeconds } = fault;
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  if (body === 'html') return html(status, ERROR_PAGE, headers);
  return json(status, { errorMessages: ['Internal server error'], errors: {} }, headers);
}

/** The same answer, its body cut in the middle and its length honest: only a parser can notice. */
export function withBrokenJson(answer: LabResponse): LabResponse {
  const body = answer.body.length > 1 ? answer.body.slice(0, Math.ceil(answer.body.length / 2)) : '{"';
  return { ...answer, body };
}

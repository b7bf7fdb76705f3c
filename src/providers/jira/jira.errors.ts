import { type FieldViolation, isFailure, ProviderError, ProviderFailure } from '../contract/index.js';
import {
  sanitizeText,
  type Effect,
  failureOfStatus,
  type HttpResponse,
  isOutcomeUnknown,
  isWebPage,
  jsonOf,
  retryAfterSecondsIn,
} from '../http/index.js';
import { errorCollectionSchema, type JiraErrorCollection } from './jira.schemas.js';

/** Everything that Jira, or the way to it, can answer instead of what was asked for, as one `ProviderError`. */

const LOGIN_REFUSED = 'Jira refused the credentials. Check them.';
const SCOPES = {
  read: 'The token lacks a scope. Make one with read:jira-work and read:jira-user, which all reads need.',
  write:
    'The token lacks the scope write:jira-work, without which nothing can be written. Make one that has it.',
} as const satisfies Record<Effect, string>;
const BLOCKED = `An administrator of this Jira allows the account no calls (rate limit). Ask them to let it in.`;
const DENIED = `Jira wants this account to sign in with a browser first (too many failed attempts). Do so once, then try again.`;
const WEB_PAGE = `The address answered with a web page, not with Jira's API. Check the address.`;
const UNREADABLE = `Jira answered in a way that cannot be read. Check the address; if it is right, try again later.`;

/**
 * Jira answers refused credentials with an anonymous 200 wherever anonymous access exists; only headers tell. The reason
 * (`AUTHENTICATED_FAILED`, `AUTHENTICATION_DENIED`) of good ones is absent or `OK`, which a proxy may double. Data Center
 * drops a bad token without a reason, and names whom it answered.
 */
export function isLoginRefused({ headers }: HttpResponse): boolean {
  if (headers['x-ausername']?.trim().toLowerCase() === 'anonymous') return true;
  const reason = headers['x-seraph-loginreason'];
  return reason !== undefined && reason.split(',').some((word) => word.trim().toUpperCase() !== 'OK');
}

/** Whether too many failed logins have closed the account's way in, other than by browser. */
function isCaptchaRequired({ headers }: HttpResponse): boolean {
  const reasons = [headers['x-seraph-loginreason'], headers['x-authentication-denied-reason']];
  return reasons.some((words) => words !== undefined && /DENIED|CAPTCHA/i.test(words));
}

/** The gateway's answer where the token is good, and made for other calls. */
function isScopeMissing({ status, body }: HttpResponse): boolean {
  return status === 401 && /scope does not match/i.test(body);
}

/** An account that is allowed no calls is told to wait for ages. */
export function isBlocked({ status, headers }: HttpResponse): boolean {
  return status === 429 && Number(headers['retry-after']) > 1e15;
}

/**
 * For an answer that is no success, or whose login headers say that it was not for us.
 * @param refusedMessage what to check where the credentials are.
 */
export function errorOf(
  response: HttpResponse,
  effect: Effect,
  refusedMessage = LOGIN_REFUSED,
): ProviderError {
  const { status } = response;
  const details = {
    status,
    tookEffect: isOutcomeUnknown(status) && effect === 'write' ? 'unknown' : 'no',
  } as const;
  const isDenied = isCaptchaRequired(response);
  if (isScopeMissing(response)) return new ProviderError(ProviderFailure.FORBIDDEN, SCOPES[effect], details);
  if (isLoginRefused(response) || isDenied || status === 401) {
    return new ProviderError(ProviderFailure.UNAUTHENTICATED, isDenied ? DENIED : refusedMessage, details);
  }
  if (isBlocked(response)) return new ProviderError(ProviderFailure.FORBIDDEN, BLOCKED, details);
  if (status < 400 || (isWebPage(response) && [404, 405, 410].includes(status))) {
    return new ProviderError(
      ProviderFailure.UNEXPECTED,
      status >= 300 && status < 400 ? redirectMessage(status) : WEB_PAGE,
      details,
    );
  }
  const retryAfterSeconds = retryAfter(response);
  return refusal(status, errorCollection(response), { ...details, retryAfterSeconds });
}

/** For a success that cannot be read: nothing is known about what it did. `where`: the member that is wrong. */
export function unreadable(response: HttpResponse, effect: Effect, where?: string): ProviderError {
  const words = isWebPage(response) ? WEB_PAGE : where ? `${UNREADABLE} (At ${where}.)` : UNREADABLE;
  return new ProviderError(ProviderFailure.UNEXPECTED, words, {
    status: response.status,
    tookEffect: effect === 'write' ? 'unknown' : 'no',
  });
}

/** Older versions of Data Center say 403 of an issue that is hidden from the account, newer ones and Cloud 404. */
export function isHidden(error: unknown): boolean {
  return isFailure(error, ProviderFailure.FORBIDDEN) && error.status === 403;
}

/** Jira's own refusal, of a whole call or of one element of a bulk call. */
export function refusal(
  status: number,
  collection: JiraErrorCollection,
  details: Pick<ProviderError, 'tookEffect'> & { readonly retryAfterSeconds?: number | null } = {
    tookEffect: 'no',
  },
): ProviderError {
  const fields = violationsIn(collection);
  const words = [...(collection.errorMessages ?? []), collection.message ?? '', ...fields.map(sentence)];
  const text = sanitizeText(words.filter(Boolean).join(' '));
  const failure = failureOfStatus(status);
  return new ProviderError(failure, message(failure, status, text), { ...details, status, fields });
}

function message(failure: ProviderFailure, status: number, text: string): string {
  switch (failure) {
    case ProviderFailure.RATE_LIMITED:
      return `Jira asks for a pause: too many calls.`;
    case ProviderFailure.UNAVAILABLE:
      return `Jira is not available at the moment (HTTP ${status}).`;
    case ProviderFailure.UNAUTHENTICATED:
      return LOGIN_REFUSED;
    case ProviderFailure.FORBIDDEN:
      return text || `Jira does not allow this to the account. Ask a Jira administrator for the permission.`;
    case ProviderFailure.NOT_FOUND:
      return text || `Jira has nothing there, or hides it from this account.`;
    default:
      return text || `Jira refused this without saying why (HTTP ${status}).`;
  }
}

function violationsIn({ errors }: JiraErrorCollection): FieldViolation[] {
  return Object.entries(errors ?? {}).map(([path, value]) => ({
    path: sanitizeText(path),
    message: sanitizeText(typeof value === 'string' ? value : JSON.stringify(value)),
  }));
}

function sentence({ path, message }: FieldViolation): string {
  return `${path}: ${message}`;
}

function errorCollection(response: HttpResponse): JiraErrorCollection {
  return errorCollectionSchema.safeParse(jsonOf(response)).data ?? {};
}

function redirectMessage(status: number): string {
  return `The address sends elsewhere (HTTP ${status}) instead of answering as Jira's API. Check the address; a sign-on page in front of Jira has to let /rest pass.`;
}

/** The first that is there says how long to pause. */
export const PAUSE_HEADERS = ['retry-after', 'x-ratelimit-reset'] as const;

/** Seconds to wait, from `Retry-After` (seconds or a date) or else `X-RateLimit-Reset`, by Jira's own clock. */
export function retryAfter(response: HttpResponse, now: Date = new Date()): number | null {
  return retryAfterSecondsIn(response, PAUSE_HEADERS, now);
}

import { type FieldViolation, ProviderError, ProviderFailure } from '../contract/index.js';
import {
  sanitizeText,
  type Effect,
  type HttpResponse,
  isOutcomeUnknown,
  isWebPage,
  jsonOf,
  retryAfterSecondsIn,
} from '../http/index.js';
import { envelopeSchema, type LinearEnvelope, type LinearGraphqlError } from './linear.schemas.js';
import { KEY_PAGE } from './linear.settings.js';

/** Everything that Linear, or the way to it, can answer instead of what was asked for, as one `ProviderError`. */

const REFUSED = `Linear refused the API key. Check it, or make a new one at ${KEY_PAGE}.`;
const LIMITED = 'Linear asks for a pause: too many calls.';
const WEB_PAGE = `The address answered with a web page, not with Linear's API. Check the address.`;
const UNREADABLE = `Linear answered in a way that cannot be read. Check the address; if it is right, try again later.`;

/** By `extensions.type`; a type that is not here is judged by whether Linear calls it the user's mistake. */
const FAILURE_OF_TYPE: Readonly<Record<string, ProviderFailure>> = {
  'authentication error': ProviderFailure.UNAUTHENTICATED,
  forbidden: ProviderFailure.FORBIDDEN,
  'feature not accessible': ProviderFailure.FORBIDDEN,
  ratelimited: ProviderFailure.RATE_LIMITED,
  'lock timeout': ProviderFailure.UNAVAILABLE,
  'network error': ProviderFailure.UNAVAILABLE,
  'internal error': ProviderFailure.UNAVAILABLE,
  'bootstrap error': ProviderFailure.UNAVAILABLE,
  'invalid input': ProviderFailure.REJECTED,
  'user error': ProviderFailure.REJECTED,
  'usage limit exceeded': ProviderFailure.REJECTED,
  'graphql error': ProviderFailure.UNEXPECTED,
};

/** After these nobody knows whether a write took effect; all others are said before it could. */
const UNCLEAR_TYPES: ReadonlySet<string> = new Set(['network error', 'internal error', 'bootstrap error']);

/** What an unknown entity was meant for, when an issue is made. */
const FIELD_OF_ENTITY: Readonly<Record<string, string>> = {
  Team: 'teamId',
  IssueLabel: 'labelIds',
  User: 'assigneeId',
  Issue: 'parentId',
  WorkflowState: 'stateId',
};

/**
 * Something with the id that we gave is there already: an earlier call went through. Linear says so with 200 or with
 * 400, and its code is that of any bad input, so that only the words tell.
 */
export function isConflict({ errors }: LinearEnvelope): boolean {
  return (errors ?? []).some(
    ({ message, extensions }) =>
      /^conflict on insert/i.test(message) ||
      /^Entity \w+ with id .+ already exists/i.test(extensions?.userPresentableMessage ?? ''),
  );
}

/** For an answer that holds errors, or whose status says that it is none. */
export function errorOf(
  response: HttpResponse,
  envelope: LinearEnvelope | null,
  effect: Effect,
): ProviderError {
  const [first] = envelope?.errors ?? [];
  if (!first) return errorOfStatus(response, effect);
  const failure = failureOf(first, response.status);
  const isPartial = envelope?.data !== undefined && envelope.data !== null && !isAllNull(envelope.data);
  const isOutcomeUnclear = isPartial || isUnclearType(first, failure) || response.status >= 500;
  return new ProviderError(failure, messageOf(failure, first), {
    status: response.status,
    tookEffect: effect === 'write' && isOutcomeUnclear ? 'unknown' : 'no',
    fields: failure === ProviderFailure.NOT_FOUND ? missingEntityViolations(first) : [],
    retryAfterSeconds: failure === ProviderFailure.RATE_LIMITED ? retryAfter(response) : null,
  });
}

/** For a success that cannot be read: nothing is known about what it did. `where`: the member that is wrong. */
export function unreadable(response: HttpResponse, effect: Effect, where?: string): ProviderError {
  const words = isWebPage(response) ? WEB_PAGE : where ? `${UNREADABLE} (At ${where}.)` : UNREADABLE;
  return new ProviderError(ProviderFailure.UNEXPECTED, words, {
    status: response.status,
    tookEffect: effect === 'write' ? 'unknown' : 'no',
  });
}

/** For what cannot be an issue's id, or lies in the trash. */
export function noSuchIssue(idOrKey: string): ProviderError {
  return new ProviderError(
    ProviderFailure.NOT_FOUND,
    `There is no issue ${sanitizeText(idOrKey)} in Linear.`,
  );
}

/** There is no time left to send anything: certainly not made. */
export function notSentInTimeError(): ProviderError {
  const words = 'Linear was too slow to begin with this ticket in time.';
  return new ProviderError(ProviderFailure.UNAVAILABLE, words);
}

function failureOf({ message, extensions }: LinearGraphqlError, status: number): ProviderFailure {
  const { type, code, userError } = extensions ?? {};
  if (code === 'RATELIMITED' || status === 429) return ProviderFailure.RATE_LIMITED;
  if (code === 'AUTHENTICATION_ERROR' || status === 401) return ProviderFailure.UNAUTHENTICATED;
  if (/^Entity not found/i.test(message)) return ProviderFailure.NOT_FOUND;
  if (code?.startsWith('GRAPHQL_')) return ProviderFailure.UNEXPECTED;
  const known = FAILURE_OF_TYPE[type ?? ''];
  if (known) return known;
  if (code === 'FORBIDDEN' || status === 403) return ProviderFailure.FORBIDDEN;
  if (status >= 500) return ProviderFailure.UNAVAILABLE;
  return userError === true ? ProviderFailure.REJECTED : ProviderFailure.UNEXPECTED;
}

function isUnclearType({ extensions }: LinearGraphqlError, failure: ProviderFailure): boolean {
  const type = extensions?.type ?? '';
  const isUnknown = failure === ProviderFailure.UNEXPECTED && type !== 'graphql error';
  return UNCLEAR_TYPES.has(type) || (isUnknown && !extensions?.code?.startsWith('GRAPHQL_'));
}

function messageOf(failure: ProviderFailure, error: LinearGraphqlError): string {
  const text = sanitizeText(error.extensions?.userPresentableMessage || error.message);
  switch (failure) {
    case ProviderFailure.UNAUTHENTICATED:
      return REFUSED;
    case ProviderFailure.RATE_LIMITED:
      return LIMITED;
    case ProviderFailure.UNAVAILABLE:
      return `Linear is not available at the moment${text ? ` (${text.replace(/\.$/, '')})` : ''}.`;
    case ProviderFailure.FORBIDDEN:
      return text || 'Linear does not allow this to the account. Ask an administrator of the workspace.';
    case ProviderFailure.NOT_FOUND:
      return text || 'Linear has nothing there, or hides it from this account.';
    default:
      return text || 'Linear refused this without saying why.';
  }
}

function missingEntityViolations(error: LinearGraphqlError): FieldViolation[] {
  const entity = /^Entity not found: (\w+)/i.exec(error.message)?.[1] ?? '';
  const path = FIELD_OF_ENTITY[entity];
  return path ? [{ path, message: messageOf(ProviderFailure.NOT_FOUND, error) }] : [];
}

function errorOfStatus(response: HttpResponse, effect: Effect): ProviderError {
  const { status } = response;
  const details = {
    status,
    tookEffect: isOutcomeUnknown(status) && effect === 'write' ? 'unknown' : 'no',
  } as const;
  const [failure, words] = failureAndTextOf(response);
  return new ProviderError(failure, words, { ...details, retryAfterSeconds: retryAfter(response) });
}

function failureAndTextOf(response: HttpResponse): readonly [ProviderFailure, string] {
  const { status } = response;
  if (status === 401) return [ProviderFailure.UNAUTHENTICATED, REFUSED];
  if (status === 429) return [ProviderFailure.RATE_LIMITED, LIMITED];
  if (status >= 500 || [408, 409, 423, 425].includes(status))
    return [ProviderFailure.UNAVAILABLE, `Linear is not available at the moment (HTTP ${status}).`];
  if (status === 404 || isWebPage(response)) return [ProviderFailure.UNEXPECTED, WEB_PAGE];
  if (status === 403)
    return [ProviderFailure.FORBIDDEN, 'Linear, or something in front of it, does not let this account in.'];
  return [ProviderFailure.UNEXPECTED, `${UNREADABLE} (HTTP ${status}.)`];
}

/** Of a mutation that took no effect, every field is null where there is data at all. */
function isAllNull(data: unknown): boolean {
  return typeof data === 'object' && Object.values(data ?? {}).every((value) => value === null);
}

/** Linear's buckets, each with headers of its own; a reset time is in milliseconds since 1970. */
const BUCKETS = ['requests', 'complexity', 'endpoint-requests'];

/** Linear says so with 400 and a code, whatever the status would be elsewhere. */
export function isRateLimited(response: HttpResponse): boolean {
  if (response.status === 429) return true;
  // Most answers are long and no errors: they are not read twice.
  if (!/"ratelimited"/i.test(response.body.slice(0, MAX_REFUSAL_LENGTH))) return false;
  const { data } = envelopeSchema.safeParse(jsonOf(response));
  return (data?.errors ?? []).some(
    (error) => failureOf(error, response.status) === ProviderFailure.RATE_LIMITED,
  );
}

const MAX_REFUSAL_LENGTH = 2_000;

/** Seconds until every bucket that is empty fills again, by Linear's own clock; null where it does not say. */
export function retryAfter(response: HttpResponse, now: Date = new Date()): number | null {
  const headerSeconds = retryAfterSecondsIn(response, ['retry-after'], now);
  const resets = BUCKETS.filter((name) => response.headers[`x-ratelimit-${name}-remaining`]?.trim() === '0')
    .map((name) => Number(response.headers[`x-ratelimit-${name}-reset`]))
    .filter((milliseconds) => Number.isFinite(milliseconds) && milliseconds > 0);
  if (headerSeconds !== null || resets.length === 0) return headerSeconds;
  const headers = { reset: String(Math.max(...resets) / 1_000) };
  return retryAfterSecondsIn({ headers, date: response.date }, ['reset'], now);
}

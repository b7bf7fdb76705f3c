import type { z } from 'zod';
import { type FieldViolation, ProviderError, ProviderFailure } from '../contract/index.js';
import {
  sanitizeText,
  type Effect,
  failureOfStatus,
  type HttpResponse,
  isSuccess,
  isOutcomeUnknown,
  isWebPage,
  jsonOf,
  retryAfterSecondsIn,
} from '../http/index.js';
import { type Envelope, envelopeSchema, type MondayError } from './monday.schemas.js';

/** Everything that monday.com can answer instead of what was asked for, as one `ProviderError`. */

const TOKEN_REFUSED =
  'The API token was refused by monday.com. Check it, or make a new one there under Developers.';
const WEB_PAGE = `The address answered with a web page, not with monday.com's API. Check the address.`;
const UNREADABLE =
  'The answer of monday.com cannot be read. Check the address; if it is right, try again later.';
const DAILY_LIMIT_REACHED =
  'The calls to its API that monday.com allows this account in a day are used up. It goes on at 00:00 UTC.';

/**
 * What an answer says. Refusals of the application come with HTTP 200, perhaps beside a part of the data: of a read, a
 * part proves nothing of what is missing in it; a write that has its result was done.
 * @throws ProviderError.
 */
export function parseResponse<T>(response: HttpResponse, schema: z.ZodType<T>, effect: Effect): T {
  const envelope = envelopeOf(response);
  const error = envelope && firstError(envelope);
  if (!isSuccess(response) || !envelope) throw errorOf(response, error ?? null, effect);
  const parsed = schema.safeParse(envelope.data);
  if (error && (effect === 'read' || !parsed.success)) throw errorOf(response, error, effect);
  if (parsed.success) return parsed.data;
  throw unreadable(response, effect, parsed.error.issues[0]?.path.map(String).join('.'));
}

function envelopeOf(response: HttpResponse): Envelope | null {
  const parsed = envelopeSchema.safeParse(jsonOf(response));
  return parsed.success ? parsed.data : null;
}

function firstError({ errors, error_code, error_message }: Envelope): MondayError | null {
  if (errors?.[0]) return errors[0];
  if (!error_code && !error_message) return null;
  return { message: error_message, extensions: { code: error_code } };
}

function errorOf(response: HttpResponse, error: MondayError | null, effect: Effect): ProviderError {
  const { status } = response;
  const kind = kindOf(status, error);
  if (!error && (status < 400 || (isWebPage(response) && [404, 405, 410].includes(status)))) {
    return unreadable(response, effect);
  }
  const text = sanitizeText(error?.message ?? '');
  return new ProviderError(kind.failure, messageOf(kind, text, status), {
    status,
    fields: violationsIn(error, text),
    retryAfterSeconds: pauseSecondsOf(kind, response, error),
    tookEffect: effect === 'write' && kind.isUnclear ? 'unknown' : 'no',
  });
}

/** For a success that cannot be read: nothing is known about what it did. `where`: the member that is wrong. */
function unreadable(response: HttpResponse, effect: Effect, where?: string): ProviderError {
  const { status } = response;
  const isRedirect = status >= 300 && status < 400;
  const words = isRedirect
    ? `The address sends elsewhere (HTTP ${status}) instead of answering as monday.com's API. Check the address.`
    : isWebPage(response)
      ? WEB_PAGE
      : where
        ? `${UNREADABLE} (At ${where}.)`
        : UNREADABLE;
  const tookEffect = effect === 'write' && isOutcomeUnknown(status) ? 'unknown' : 'no';
  return new ProviderError(ProviderFailure.UNEXPECTED, words, { status, tookEffect });
}

interface ErrorKind {
  readonly failure: ProviderFailure;
  /** A write may have happened all the same. */
  readonly isUnclear: boolean;
  readonly isDaily?: boolean;
}

/** By error code, letters alone and in lower case; the first that fits. Codes of several generations of the API. */
const ERROR_KINDS: readonly (readonly [RegExp, ProviderFailure, isUnclear?: boolean])[] = [
  [/idempotency/, ProviderFailure.UNAVAILABLE, true],
  [/internal|timeout/, ProviderFailure.UNAVAILABLE, true],
  [/temporarilyblocked|locked/, ProviderFailure.UNAVAILABLE],
  [/complexity|ratelimit|limitexceeded|concurrency/, ProviderFailure.RATE_LIMITED],
  [/notauthenticated|unauthenticated/, ProviderFailure.UNAUTHENTICATED],
  [/accessdenied|unauthorized|forbidden|permission/, ProviderFailure.FORBIDDEN],
  [/notfound|invalid(board|item|pulse|update|user)id/, ProviderFailure.NOT_FOUND],
  [/parse|invalidversion|undefinedfield|validation|selection|argumentliterals/, ProviderFailure.UNEXPECTED],
];

function kindOf(status: number, error: MondayError | null): ErrorKind {
  const code = (error?.extensions?.code ?? '').toLowerCase().replaceAll(/[^a-z]/g, '');
  if (code === 'dailylimitexceeded') {
    return { failure: ProviderFailure.RATE_LIMITED, isUnclear: false, isDaily: true };
  }
  if (status === 401 || /not authenticated/i.test(error?.message ?? '')) {
    return { failure: ProviderFailure.UNAUTHENTICATED, isUnclear: false };
  }
  const [, failure, isUnclearCode = false] = ERROR_KINDS.find(([pattern]) => pattern.test(code)) ?? [];
  if (failure) return { failure, isUnclear: isUnclearCode };
  const isAnswered = status >= 200 && status < 300;
  const own = isAnswered ? (error?.extensions?.status_code ?? status) : status;
  return { failure: failureOfStatus(own), isUnclear: own >= 500 || own === 408 || own === 409 };
}

function messageOf({ failure, isDaily }: ErrorKind, text: string, status: number): string {
  switch (failure) {
    case ProviderFailure.RATE_LIMITED:
      return isDaily ? DAILY_LIMIT_REACHED : 'Too many calls: monday.com asks for a pause.';
    case ProviderFailure.UNAVAILABLE:
      return status < 400
        ? 'At the moment monday.com is not available.'
        : `At the moment monday.com is not available (HTTP ${status}).`;
    case ProviderFailure.UNAUTHENTICATED:
      return TOKEN_REFUSED;
    case ProviderFailure.FORBIDDEN:
      return `This account may not do that in monday.com.${text && ` It says: ${text}`}`;
    case ProviderFailure.NOT_FOUND:
      return text || 'There is nothing of the kind in monday.com, or it is hidden from this account.';
    default:
      return text || `This was refused by monday.com without saying why (HTTP ${status}).`;
  }
}

function violationsIn(error: MondayError | null, text: string): FieldViolation[] {
  const column = error?.extensions?.error_data?.column_id;
  return column ? [{ path: sanitizeText(column), message: text }] : [];
}

/** monday.com counts in whole seconds, so that a call right at the end still comes too early. */
const GRACE_SECONDS = 1;

function pauseSecondsOf(
  { failure, isDaily }: ErrorKind,
  response: HttpResponse,
  error: MondayError | null,
): number | null {
  const headerSeconds = retryAfterSecondsIn(response, ['retry-after']);
  if (failure !== ProviderFailure.RATE_LIMITED) return headerSeconds;
  if (isDaily) return secondsToMidnight(response.date ?? new Date()) + GRACE_SECONDS;
  const { retry_in_seconds, reset_in } = error?.extensions ?? {};
  const pauses = [headerSeconds, retry_in_seconds, reset_in].filter((seconds) => typeof seconds === 'number');
  return pauses.length > 0 ? Math.max(0, Math.ceil(Math.max(...pauses))) + GRACE_SECONDS : null;
}

/** Seconds that an answer asks every caller to wait; null: it is no such answer, or does not say. */
export function pauseSecondsIn(response: HttpResponse): number | null {
  const envelope = envelopeOf(response);
  const error = envelope && firstError(envelope);
  const kind = error || response.status === 429 ? kindOf(response.status, error) : null;
  return kind?.failure === ProviderFailure.RATE_LIMITED ? pauseSecondsOf(kind, response, error) : null;
}

/** The daily count begins anew at 00:00 UTC. */
function secondsToMidnight(now: Date): number {
  const day = 86_400_000;
  return Math.ceil((day - (now.getTime() % day)) / 1_000);
}

export function notFound(path: string, message: string): ProviderError {
  return new ProviderError(ProviderFailure.NOT_FOUND, message, { fields: [{ path, message }] });
}

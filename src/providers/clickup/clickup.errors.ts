import { type FieldViolation, ProviderError, ProviderFailure } from '../contract/index.js';
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
import { type ClickUpError, errorSchema } from './clickup.schemas.js';

/** Everything that ClickUp, or the way to it, can answer instead of what was asked for, as one `ProviderError`. */

const TOKEN_REFUSED =
  'ClickUp refused the API token. Check it, or make a new one in ClickUp under Settings, Apps (https://app.clickup.com/settings/apps).';
const NO_ACCESS = 'ClickUp has nothing there, or does not let this account in.';
const WEB_PAGE = `The address answered with a web page, not with ClickUp's API. Check the address.`;
const UNREADABLE = `ClickUp answered in a way that cannot be read. Check the address; if it is right, try again later.`;

/** No header, and tokens that are none or no longer. Every other 401 is about what was asked for. */
const TOKEN_CODES = ['OAUTH_017', 'OAUTH_019', 'OAUTH_021', 'OAUTH_025', 'OAUTH_077'];

/** Whether a 401 may be about the token; if not surely, only asking who we are tells. */
export function isTokenRefused({ status, body }: HttpResponse): 'yes' | 'perhaps' | 'no' {
  if (status !== 401) return 'no';
  return TOKEN_CODES.includes(errorIn({ body }).ECODE ?? '') ? 'yes' : 'perhaps';
}

export function tokenRefusedError(status: number): ProviderError {
  return new ProviderError(ProviderFailure.UNAUTHENTICATED, TOKEN_REFUSED, { status });
}

/** For a 401 by which the token is not meant: a foreign workspace, or something that never was. */
export function noAccessError({ status }: HttpResponse): ProviderError {
  return new ProviderError(ProviderFailure.NOT_FOUND, NO_ACCESS, { status });
}

/** For an answer that is no success. */
export function errorOf(response: HttpResponse, effect: Effect): ProviderError {
  const { status } = response;
  const tookEffect = isOutcomeUnknown(status) && effect === 'write' ? 'unknown' : 'no';
  if (status < 400 || (isWebPage(response) && [401, 403, 404, 405, 410].includes(status))) {
    return new ProviderError(ProviderFailure.UNEXPECTED, WEB_PAGE, { status, tookEffect });
  }
  const failure = failureOfStatus(status);
  const { err, message, ECODE } = errorIn(response);
  const text = sanitizeText(err || message || '');
  const words = wordsFor(failure, status, text);
  const details = {
    status,
    tookEffect,
    retryAfterSeconds: retryAfterSecondsIn(response, pauseHeaders(failure)),
  } as const;
  return new ProviderError(failure, words, { ...details, fields: fieldsFor(ECODE ?? '', words) });
}

/** For a success that cannot be read: nothing is known about what it did. `where`: the member that is wrong. */
export function unreadable(response: HttpResponse, effect: Effect, where?: string): ProviderError {
  const words = isWebPage(response) ? WEB_PAGE : where ? `${UNREADABLE} (At ${where}.)` : UNREADABLE;
  return new ProviderError(ProviderFailure.UNEXPECTED, words, {
    status: response.status,
    tookEffect: effect === 'write' ? 'unknown' : 'no',
  });
}

/** The member of a new task that a code is about. */
const FIELD_OF_CODE: Readonly<Record<string, string>> = {
  INPUT_005: 'name',
  ITEM_114: 'status',
  ITEM_137: 'parent',
  ITEM_246: 'custom_item_id',
};

function fieldsFor(code: string, message: string): FieldViolation[] {
  const path = Object.hasOwn(FIELD_OF_CODE, code)
    ? FIELD_OF_CODE[code]
    : /^FIELD_/.test(code) && 'custom_fields';
  return path ? [{ path, message }] : [];
}

/** Of a refusal for too many calls: the end of the minute, as a point in time. */
export const PAUSE_HEADERS: readonly string[] = ['retry-after', 'x-ratelimit-reset'];

/** The end of the minute stands in every answer, so it says something only where the budget is spent. */
function pauseHeaders(failure: ProviderFailure): readonly string[] {
  if (failure === ProviderFailure.RATE_LIMITED) return PAUSE_HEADERS;
  return failure === ProviderFailure.UNAVAILABLE ? ['retry-after'] : [];
}

function wordsFor(failure: ProviderFailure, status: number, text: string): string {
  switch (failure) {
    case ProviderFailure.RATE_LIMITED:
      return 'ClickUp asks for a pause: too many calls in this minute.';
    case ProviderFailure.UNAVAILABLE:
      return `ClickUp is not available at the moment (HTTP ${status}).`;
    case ProviderFailure.UNAUTHENTICATED:
      return TOKEN_REFUSED;
    case ProviderFailure.FORBIDDEN:
      return (
        sentence(text) || 'ClickUp does not allow this to the account. Ask an administrator of the workspace.'
      );
    case ProviderFailure.NOT_FOUND:
      return sentence(text) || NO_ACCESS;
    default:
      return sentence(text) || `ClickUp refused this without saying why (HTTP ${status}).`;
  }
}

/** ClickUp's words end without a stop. */
function sentence(text: string): string {
  return text && !/[.!?…]$/.test(text) ? `${text}.` : text;
}

function errorIn(response: Pick<HttpResponse, 'body'>): ClickUpError {
  const parsed = errorSchema.safeParse(jsonOf(response));
  return parsed.success ? parsed.data : {};
}

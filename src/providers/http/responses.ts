import { cleanJson, cleanText, ProviderError, ProviderFailure } from '../contract/index.js';
import type { HttpFailure, HttpFailureKind, HttpResponse } from './provider-http.js';

/** What adapters make of any tracker's answers, or of their absence, alike. */

/** A write that got no clear answer may have happened all the same. */
export type Effect = 'read' | 'write';

export function providerErrorOf(failure: HttpFailure, effect: Effect): ProviderError {
  return new ProviderError(FAILURE_OF_KIND[failure.kind], failure.message, {
    tookEffect: effect === 'write' && failure.sent ? 'unknown' : 'no',
    // An address that may not be called is a mistake in the settings, and nothing that passes by itself.
    fields: failure.kind === 'blocked-address' ? [{ path: 'baseUrl', message: failure.message }] : [],
    retryAfterSeconds: failure.retryAfterSeconds,
    cause: failure,
  });
}

const FAILURE_OF_KIND: Readonly<Record<HttpFailureKind, ProviderFailure>> = {
  'blocked-address': ProviderFailure.REJECTED,
  dns: ProviderFailure.UNAVAILABLE,
  refused: ProviderFailure.UNAVAILABLE,
  'connect-timeout': ProviderFailure.UNAVAILABLE,
  tls: ProviderFailure.UNAVAILABLE,
  timeout: ProviderFailure.UNAVAILABLE,
  reset: ProviderFailure.UNAVAILABLE,
  busy: ProviderFailure.UNAVAILABLE,
  paused: ProviderFailure.RATE_LIMITED,
  unsendable: ProviderFailure.UNAVAILABLE,
  unreadable: ProviderFailure.UNEXPECTED,
  redirect: ProviderFailure.UNEXPECTED,
  'too-large': ProviderFailure.UNEXPECTED,
};

/** Whether something may have happened all the same, going by the status alone. */
export function isOutcomeUnknown(status: number): boolean {
  return status < 400 || status === 408 || status >= 500;
}

/** What a refusal means, going by the status alone, as most trackers use them. */
export function failureOfStatus(status: number): ProviderFailure {
  if (status === 429) return ProviderFailure.RATE_LIMITED;
  if (status >= 500 || [408, 409, 423, 425].includes(status)) return ProviderFailure.UNAVAILABLE;
  if (status === 401) return ProviderFailure.UNAUTHENTICATED;
  if (status === 403) return ProviderFailure.FORBIDDEN;
  if (status === 404) return ProviderFailure.NOT_FOUND;
  if (status === 405 || status === 410) return ProviderFailure.UNEXPECTED;
  return ProviderFailure.REJECTED;
}

/** A header that counts something; null where it is missing, or no such number. */
export function parseCount(value: string | undefined): number | null {
  return value !== undefined && /^[0-9]{1,9}$/.test(value.trim()) ? Number(value) : null;
}

export function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300;
}

export function isWebPage({ headers, body }: HttpResponse): boolean {
  return /^text\/html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)/i.test(body);
}

/** Escapes that JSON allows and PostgreSQL refuses: NUL, and halves of a character. */
const HOSTILE_ESCAPE = /\\u(0000|d[89a-f])/i;

/** The body as JSON, its texts well-formed; undefined where it is none. */
export function jsonOf({ body }: Pick<HttpResponse, 'body'>): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return HOSTILE_ESCAPE.test(body) ? cleanJson(value) : value;
  } catch {
    return undefined;
  }
}

/** A tracker's words as they may be shown and logged: no control characters, no walls of text. */
export function sanitizeText(text: string): string {
  return cleanText(text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim(), 500);
}

const MAX_RETRY_AFTER_SECONDS = 86_400;

/**
 * Seconds to wait, from the first of the headers that says so: as seconds, as seconds since 1970 or as a date, by the
 * tracker's own clock. Null where none does.
 */
export function retryAfterSecondsIn(
  { headers, date }: Pick<HttpResponse, 'headers' | 'date'>,
  names: readonly string[],
  now: Date = new Date(),
): number | null {
  for (const name of names) {
    const seconds = secondsUntil(headers[name], (date ?? now).getTime());
    if (seconds !== null) return Math.min(Math.max(Math.ceil(seconds), 0), MAX_RETRY_AFTER_SECONDS);
  }
  return null;
}

function secondsUntil(value: string | undefined, nowMs: number): number | null {
  if (!value?.trim()) return null;
  const number = Number(value);
  // A number this large is a point in time (seconds since 1970), not a pause.
  if (Number.isFinite(number)) return number > 1_000_000_000 ? number - nowMs / 1_000 : number;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : (at - nowMs) / 1_000;
}

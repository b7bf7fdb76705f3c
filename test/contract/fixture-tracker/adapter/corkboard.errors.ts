import {
  type FieldViolation,
  ProviderError,
  ProviderFailure,
} from '../../../../src/providers/contract/index.js';
import {
  sanitizeText,
  type Effect,
  failureOfStatus,
  type HttpResponse,
  isOutcomeUnknown,
  isWebPage,
  jsonOf,
  retryAfterSecondsIn,
} from '../../../../src/providers/http/index.js';
import { errorSchema } from './corkboard.schemas.js';

/** Everything that Corkboard, or the way to it, can answer instead of what was asked for, as one `ProviderError`. */

const WEB_PAGE = 'The address answered with a web page, not with Corkboard’s API. Check the address.';
const UNREADABLE = 'Corkboard answered in a way that cannot be read. Check the address, or try again later.';

const WORDS: Partial<Record<ProviderFailure, string>> = {
  [ProviderFailure.UNAUTHENTICATED]: 'Corkboard refused the token. Make a new one on your profile page.',
  [ProviderFailure.RATE_LIMITED]: 'Corkboard asks for a pause: too many calls.',
  [ProviderFailure.UNAVAILABLE]: 'Corkboard is not available at the moment.',
};

/** For an answer that is no success. */
export function errorOf(response: HttpResponse, effect: Effect): ProviderError {
  const { status } = response;
  const tookEffect = effect === 'write' && isOutcomeUnknown(status) ? 'unknown' : 'no';
  const isNoAnswer = status < 400 || (status < 429 && isWebPage(response));
  const failure = isNoAnswer ? ProviderFailure.UNEXPECTED : failureOfStatus(status);
  const body = errorSchema.safeParse(jsonOf(response)).data;
  const words = isNoAnswer ? WEB_PAGE : (WORDS[failure] ?? wordsOf(body?.message, status));
  return new ProviderError(failure, words, {
    ...{ status, tookEffect, retryAfterSeconds: retryAfterSecondsIn(response, ['retry-after']) },
    fields: body?.field ? [{ path: body.field, message: words }] : [],
  });
}

/** For a success that cannot be read: nothing is known about what it did. */
export function unreadable(response: HttpResponse, effect: Effect): ProviderError {
  const tookEffect = effect === 'write' ? 'unknown' : 'no';
  const words = isWebPage(response) ? WEB_PAGE : UNREADABLE;
  return new ProviderError(ProviderFailure.UNEXPECTED, words, { status: response.status, tookEffect });
}

/** Said before anything is sent. */
export function rejection(fields: readonly FieldViolation[]): ProviderError {
  const words = fields.map(({ message }) => message).join(' ');
  return new ProviderError(ProviderFailure.REJECTED, words, { fields });
}

export function notFound(what: string): ProviderError {
  const words = `There is no ${what} in Corkboard, or it is hidden from this account.`;
  return new ProviderError(ProviderFailure.NOT_FOUND, words);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ProviderError && error.failure === ProviderFailure.NOT_FOUND;
}

function wordsOf(message: string | null | undefined, status: number): string {
  const text = sanitizeText(message ?? '').replace(/[.!?]*$/, '.');
  return text === '.' ? `Corkboard refused this without saying why (HTTP ${status}).` : text;
}

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
import { errorSchema } from './asana.schemas.js';
import { TOKEN_PAGE } from './asana.settings.js';

/** Everything that Asana, or the way to it, can answer instead of what was asked for, as one `ProviderError`. */

const TOKEN_REFUSED = `Asana refused the access token. Check it, or make a new one at ${TOKEN_PAGE}.`;
const WEB_PAGE = `The address answered with a web page, not with Asana's API. Check the address.`;
const UNREADABLE = `Asana answered in a way that cannot be read. Check the address; if it is right, try again later.`;
const PAID_PLANS_ONLY = `Asana offers this in its paid plans alone.`;

/** What is used of an answer; a batch holds several. */
export type Answer = Omit<HttpResponse, 'date'> & Partial<Pick<HttpResponse, 'date'>>;

/** For an answer that is no success. */
export function errorOf(answer: Answer, effect: Effect): ProviderError {
  const response = { ...answer, date: answer.date ?? null };
  const { status } = response;
  const tookEffect = isOutcomeUnknown(status) && effect === 'write' ? 'unknown' : 'no';
  if (status < 400 || (isWebPage(response) && [401, 403, 404, 405, 410].includes(status))) {
    return new ProviderError(ProviderFailure.UNEXPECTED, WEB_PAGE, { status, tookEffect });
  }
  const failure = failureOf(status);
  const errors = errorSchema.safeParse(jsonOf(response)).data?.errors ?? [];
  const messages = errors.map(({ message }) => sanitizeText(message ?? '')).filter(Boolean);
  return new ProviderError(failure, wordsFor(failure, status, messages.join(' ')), {
    ...{ status, tookEffect, retryAfterSeconds: retryAfterSecondsIn(response, ['retry-after']) },
    fields: failure === ProviderFailure.REJECTED ? messages.flatMap(violationIn) : [],
  });
}

/** For a success that cannot be read: nothing is known about what it did. `where`: the member that is wrong. */
export function unreadable(answer: Answer, effect: Effect, where?: string): ProviderError {
  const response = { ...answer, date: answer.date ?? null };
  const words = isWebPage(response) ? WEB_PAGE : where ? `${UNREADABLE} (At ${where}.)` : UNREADABLE;
  return new ProviderError(ProviderFailure.UNEXPECTED, words, {
    status: answer.status,
    tookEffect: effect === 'write' ? 'unknown' : 'no',
  });
}

export function notFound(what: string, id: string): ProviderError {
  const words = `There is no ${what} ${sanitizeText(id)} in Asana, or it is hidden from this account.`;
  return new ProviderError(ProviderFailure.NOT_FOUND, words, { fields: [{ path: what, message: words }] });
}

/** Payment Required: the account is good, its plan is not; 451: the law forbids it. */
function failureOf(status: number): ProviderFailure {
  return status === 402 || status === 451 ? ProviderFailure.FORBIDDEN : failureOfStatus(status);
}

function wordsFor(failure: ProviderFailure, status: number, text: string): string {
  if (status === 402) return text ? `${PAID_PLANS_ONLY} (${text})` : PAID_PLANS_ONLY;
  switch (failure) {
    case ProviderFailure.RATE_LIMITED:
      return 'Asana asks for a pause: too many calls.';
    case ProviderFailure.UNAVAILABLE:
      return `Asana is not available at the moment (HTTP ${status}).`;
    case ProviderFailure.UNAUTHENTICATED:
      return TOKEN_REFUSED;
    case ProviderFailure.FORBIDDEN:
      return 'Asana does not allow this to the account. It must be a member of the project, with edit access.';
    case ProviderFailure.NOT_FOUND:
      return text
        ? `Asana has nothing there, or hides it from this account (${text}).`
        : 'Asana has nothing there, or hides it from this account.';
    default:
      return text ? sentence(text) : `Asana refused this without saying why (HTTP ${status}).`;
  }
}

/** `projects: [0]: Unknown object: 42` names its field, and so does a custom field's gid. */
function violationIn(message: string): FieldViolation[] {
  const path = /^([a-z_]+): /.exec(message)?.[1] ?? /^custom field with id ([0-9]+)/i.exec(message)?.[1];
  return path === undefined ? [] : [{ path, message }];
}

function sentence(text: string): string {
  return `Asana refused this: ${text}${/[.!?]$/.test(text) ? '' : '.'}`;
}

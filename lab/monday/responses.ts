import type { GraphQLError } from 'graphql';
import type { GraphqlOutcome } from '../graphql/graphql-endpoint.js';
import { isRefusal } from '../graphql/graphql-refusal.js';
import type { RateLimitResponse } from '../http/fault-responses.js';
import { json, type LabResponse } from '../http/messages.js';
import type { MondaySite } from './site.js';

/** How monday.com words and numbers its answers. */

const ACCOUNT_ID = 1;

/** Refusals of the application come with 200, what is no valid document with 400. */
export function responseOf({ stage, errors, data }: GraphqlOutcome, site: MondaySite): LabResponse {
  const around = { extensions: { request_id: `lab-${site.nextId()}` }, account_id: ACCOUNT_ID };
  if (errors.length === 0) return json(200, { data, ...around });
  const shown = errors.map((error) => shownError(error, stage));
  if (stage !== 'execution') return json(stage === 'variables' ? 200 : 400, { errors: shown, ...around });
  return json(200, { data, errors: shown, ...around });
}

function shownError(error: GraphQLError, stage: GraphqlOutcome['stage']) {
  const shown = error.toJSON();
  if (isRefusal(error)) return shown;
  const code = stage === 'execution' ? 'InternalServerError' : 'undefinedField';
  return { ...shown, extensions: { code, status_code: stage === 'execution' ? 500 : 400 } };
}

/** Not an object: a list of one text. */
export function notAuthenticated(): LabResponse {
  return json(401, { errors: ['Not Authenticated'] });
}

export function refused(status: number, code: string, message: string, extra: object = {}): LabResponse {
  const extensions = { code, status_code: status, ...extra };
  return json(status, { errors: [{ message, extensions }], account_id: ACCOUNT_ID });
}

/** Of each limiter: its code and its words. `complexity-200` is how versions before 2025 said it. */
const LIMITERS: Readonly<Record<string, readonly [code: string, words: string]>> = {
  complexity: ['COMPLEXITY_BUDGET_EXHAUSTED', 'Complexity budget exhausted'],
  'complexity-200': ['ComplexityException', 'Complexity budget exhausted'],
  minute: ['RATE_LIMIT_EXCEEDED', 'Rate Limit Exceeded'],
  concurrency: ['maxConcurrencyExceeded', 'Max concurrency exceeded'],
  ip: ['IP_RATE_LIMIT_EXCEEDED', 'Rate limit exceeded for this IP address'],
  daily: ['DAILY_LIMIT_EXCEEDED', 'Daily limit exceeded'],
};

/** `resetInSeconds` is the body's own `retry_in_seconds`, which may come without the header. */
export const rateLimited: RateLimitResponse = ({
  retryAfterSeconds,
  resetInSeconds,
  limiter = 'complexity',
}) => {
  const [code, words] = LIMITERS[limiter] ?? ['RATE_LIMIT_EXCEEDED', 'Rate Limit Exceeded'];
  const seconds = resetInSeconds ?? null;
  const extensions = {
    code,
    status_code: 429,
    ...(seconds === null ? {} : { retry_in_seconds: seconds }),
  };
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  const status = limiter === 'complexity-200' ? 200 : 429;
  return json(status, { errors: [{ message: words, extensions }], account_id: ACCOUNT_ID }, headers);
};

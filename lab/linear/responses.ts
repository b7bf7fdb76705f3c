import type { GraphQLError } from 'graphql';
import type { GraphqlOutcome } from '../graphql/graphql-endpoint.js';
import { isRefusal } from '../graphql/graphql-refusal.js';
import type { RateLimitResponse } from '../http/fault-responses.js';
import { json, type LabResponse, withHeaders } from '../http/messages.js';
import type { LinearWorkspace } from './workspace.js';

/** How Linear words and numbers its answers. */

const HOUR_MS = 3_600_000;
const REQUESTS = 2_500;
const COMPLEXITY = 3_000_000;

const CODES: Readonly<Record<GraphqlOutcome['stage'], string>> = {
  request: 'BAD_REQUEST',
  syntax: 'GRAPHQL_PARSE_FAILED',
  validation: 'GRAPHQL_VALIDATION_FAILED',
  guard: 'INPUT_ERROR',
  variables: 'BAD_USER_INPUT',
  execution: 'INTERNAL_SERVER_ERROR',
};

export function responseOf(
  { stage, errors, data }: GraphqlOutcome,
  { refusalStatus }: LinearWorkspace,
): LabResponse {
  if (errors.length === 0) return json(200, { data });
  const shown = errors.map((error) => withCode(error, stage));
  if (stage !== 'execution') return json(400, { errors: shown });
  const isForbidden = errors.some(({ extensions }) => extensions['statusCode'] === 403);
  return json(isForbidden ? 403 : refusalStatus, { errors: shown, data });
}

function withCode(error: GraphQLError, stage: GraphqlOutcome['stage']) {
  const shown = error.toJSON();
  if (isRefusal(error)) return shown;
  const extensions = { code: CODES[stage], type: 'graphql error', userError: stage !== 'execution' };
  return { ...shown, extensions };
}

/** Both buckets, on every answer; the times are milliseconds since 1970. */
export function budgetHeaders(
  now: number,
  spent: { requests: number; points: number },
): Record<string, string> {
  return {
    'x-ratelimit-requests-limit': String(REQUESTS),
    'x-ratelimit-requests-remaining': String(Math.max(0, REQUESTS - spent.requests)),
    'x-ratelimit-requests-reset': String(now + HOUR_MS),
    'x-ratelimit-complexity-limit': String(COMPLEXITY),
    'x-ratelimit-complexity-remaining': String(Math.max(0, COMPLEXITY - spent.points)),
    'x-ratelimit-complexity-reset': String(now + HOUR_MS),
    'x-complexity': String(spent.points),
  };
}

/** `limiter`: requests (the usual one) or complexity; only its own reset time says how long to wait. */
export function rateLimited(workspace: LinearWorkspace): RateLimitResponse {
  return ({ retryAfterSeconds, resetInSeconds, limiter = 'requests' }) => {
    const now = workspace.now();
    const message = `Rate limit exceeded. Only ${REQUESTS} requests are allowed per 1 hour.`;
    const extensions = { type: 'ratelimited', code: 'RATELIMITED', statusCode: 429, userError: true };
    const answer = withHeaders(json(400, { errors: [{ message, extensions }] }), {
      ...(resetInSeconds === undefined ? {} : budgetHeaders(now, { requests: 0, points: 0 })),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    });
    if (resetInSeconds === undefined) return answer;
    return withHeaders(answer, {
      [`x-ratelimit-${limiter}-remaining`]: '0',
      [`x-ratelimit-${limiter}-reset`]: String(now + resetInSeconds * 1_000),
    });
  };
}

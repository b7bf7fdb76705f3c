import type { BudgetUpdate } from '../../shared/call-budget/index.js';
import type { HttpResponse } from '../http/index.js';
import { isRateLimited, retryAfter } from './linear.errors.js';

/** The limit that answers name is one of calls an hour, and comes back evenly (https://linear.app/developers/rate-limiting). */
const HOUR_MS = 3_600_000;

/** What an answer tells of the calls that Linear takes: how many there are, and the pause where it wants one. */
export function budgetUpdate(response: HttpResponse): BudgetUpdate {
  const calls = Number(response.headers['x-ratelimit-requests-limit'] ?? NaN);
  const seconds = isRateLimited(response) ? retryAfter(response) : null;
  return {
    rate: calls > 0 ? { calls, perMs: HOUR_MS, burst: calls } : undefined,
    pauseMs: seconds === null ? undefined : seconds * 1_000,
  };
}

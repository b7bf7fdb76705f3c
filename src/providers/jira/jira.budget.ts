import { type BudgetUpdate, rateOfBucket } from '../../shared/call-budget/index.js';
import { type HttpResponse, parseCount } from '../http/index.js';
import { isBlocked } from './jira.errors.js';

/**
 * Data Center with a rate limit tells its bucket in every answer: how many calls it holds, and how many come back at the
 * end of each interval; whoever took the last one waits for that. Cloud tells nothing that one credential could count by.
 * An account that is allowed no calls at all is a matter for its administrator, and no pause: once let in, it goes on at
 * once.
 */
export function budgetUpdate(response: HttpResponse): BudgetUpdate {
  const { headers } = response;
  const size = parseCount(headers['x-ratelimit-limit']);
  const calls = parseCount(headers['x-ratelimit-fillrate']);
  const seconds = parseCount(headers['x-ratelimit-interval-seconds']);
  if (!size || !calls || !seconds) return isBlocked(response) ? { pauseMs: 0 } : {};
  const isExhausted = response.status !== 429 && parseCount(headers['x-ratelimit-remaining']) === 0;
  return {
    rate: rateOfBucket(size, calls, seconds * 1_000),
    pauseMs: isBlocked(response) ? 0 : isExhausted ? seconds * 1_000 : undefined,
  };
}

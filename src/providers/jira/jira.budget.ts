import { type BudgetNews, rateOfBucket } from '../../shared/call-budget/index.js';
import { type HttpResponse, wholeNumberIn } from '../http/index.js';
import { isBlocked } from './jira.errors.js';

/**
 * Data Center with a rate limit tells its bucket in every answer: how many calls it holds, and how many come back at the
 * end of each interval; whoever took the last one waits for that. Cloud tells nothing that one credential could count by.
 * An account that is allowed no calls at all is a matter for its administrator, and no pause: once let in, it goes on at
 * once.
 */
export function budgetNews(response: HttpResponse): BudgetNews {
  const { headers } = response;
  const size = wholeNumberIn(headers['x-ratelimit-limit']);
  const calls = wholeNumberIn(headers['x-ratelimit-fillrate']);
  const seconds = wholeNumberIn(headers['x-ratelimit-interval-seconds']);
  if (!size || !calls || !seconds) return isBlocked(response) ? { pauseMs: 0 } : {};
  const isEmpty = response.status !== 429 && wholeNumberIn(headers['x-ratelimit-remaining']) === 0;
  return {
    rate: rateOfBucket(size, calls, seconds * 1_000),
    pauseMs: isBlocked(response) ? 0 : isEmpty ? seconds * 1_000 : undefined,
  };
}

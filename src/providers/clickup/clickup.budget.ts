import { type BudgetNews, rateOfWindow } from '../../shared/call-budget/index.js';
import { type HttpResponse, retryAfterIn, wholeNumberIn } from '../http/index.js';

const MINUTE_MS = 60_000;

/** Every answer says how many calls a minute this token has, how many are left of them, and when the next one begins. */
export function budgetNews(response: HttpResponse): BudgetNews {
  const { headers } = response;
  const limit = wholeNumberIn(headers['x-ratelimit-limit']);
  const isSpent = wholeNumberIn(headers['x-ratelimit-remaining']) === 0;
  const seconds = isSpent && response.status !== 429 ? retryAfterIn(response, ['x-ratelimit-reset']) : null;
  return {
    rate: limit ? rateOfWindow(limit, MINUTE_MS) : undefined,
    pauseMs: seconds === null ? undefined : seconds * 1_000,
  };
}

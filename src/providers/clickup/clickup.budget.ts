import { type BudgetUpdate, rateOfWindow } from '../../shared/call-budget/index.js';
import { type HttpResponse, retryAfterSecondsIn, parseCount } from '../http/index.js';

const MINUTE_MS = 60_000;

/** Every answer says how many calls a minute this token has, how many are left of them, and when the next one begins. */
export function budgetUpdate(response: HttpResponse): BudgetUpdate {
  const { headers } = response;
  const limit = parseCount(headers['x-ratelimit-limit']);
  const isExhausted = parseCount(headers['x-ratelimit-remaining']) === 0;
  const seconds =
    isExhausted && response.status !== 429 ? retryAfterSecondsIn(response, ['x-ratelimit-reset']) : null;
  return {
    rate: limit ? rateOfWindow(limit, MINUTE_MS) : undefined,
    pauseMs: seconds === null ? undefined : seconds * 1_000,
  };
}

import type { BudgetUpdate } from '../../shared/call-budget/index.js';
import { type HttpResponse, jsonOf, retryAfterSecondsIn } from '../http/index.js';
import { batchSchema } from './asana.schemas.js';
import { lowerCase } from './asana.transport.js';

/**
 * Each action of a batch counts for Asana's limits, and may be put off by itself: the answer is a 200 all the same. What
 * the limits are (150 calls a minute, 1,500 in paid plans) no answer says, nor which plan it is: nothing is held back
 * before Asana asks for a pause.
 */
export function budgetUpdate(response: HttpResponse): BudgetUpdate {
  if (response.status !== 200 || !/"status_code"\s*:\s*429\b/.test(response.body)) return {};
  const actions = batchSchema.safeParse(jsonOf(response)).data?.data ?? [];
  const pauses = actions
    .filter(({ status_code: status }) => status === 429)
    .map(({ headers }) =>
      retryAfterSecondsIn({ headers: lowerCase(headers ?? {}), date: response.date }, ['retry-after']),
    );
  const seconds = Math.max(0, ...pauses.map((pause) => pause ?? 0));
  return seconds > 0 ? { pauseMs: seconds * 1_000 } : {};
}

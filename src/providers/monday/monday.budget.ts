import { type BudgetUpdate, rateOfWindow } from '../../shared/call-budget/index.js';
import type { HttpResponse } from '../http/index.js';
import { pauseSecondsIn } from './monday.errors.js';

/** Calls a minute of the smallest plans; no answer says how many an account has. */
export const MINUTE_RATE = rateOfWindow(1_000, 60_000);

/** The pause that an answer asks for, in its header or in its body; of a day that is used up, until midnight. */
export function budgetUpdate(response: HttpResponse): BudgetUpdate {
  const seconds = pauseSecondsIn(response);
  return { pauseMs: seconds === null ? undefined : seconds * 1_000 };
}

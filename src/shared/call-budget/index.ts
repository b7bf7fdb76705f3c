export { CallBudget } from './call-budget.js';
export { type BudgetNews, type CallRate, rateOfBucket, rateOfWindow } from './call-rate.rules.js';

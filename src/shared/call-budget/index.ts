export { CallBudgetService } from './call-budget.service.js';
export { type BudgetUpdate, type CallRate, rateOfBucket, rateOfWindow } from './call-rate.rules.js';

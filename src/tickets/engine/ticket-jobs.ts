import { Job } from '../../shared/jobs/index.js';
import type { AccountKey, TicketBatchKey } from './ticket-claims.queries.js';

/** Names are stored with every job: never rename one. */
export const PROCESS_TICKETS_JOB = new Job<TicketBatchKey>('tickets.process', 'tickets', [
  'ownerId',
  'integrationId',
]);
export const FIND_DUPLICATES_JOB = new Job<AccountKey>('tickets.find-duplicates', 'find-duplicates', [
  'integrationId',
]);
export const PLAN_CROSS_LINKS_JOB = new Job<{ readonly projectId: string }>(
  'tickets.plan-cross-links',
  'plan-cross-links',
  ['projectId'],
);
export const WRITE_CROSS_LINKS_JOB = new Job<AccountKey>('tickets.write-cross-links', 'write-cross-links', [
  'integrationId',
]);
export const CONFIRM_MISSING_JOB = new Job<{ readonly projectId: string; readonly ownerId: string }>(
  'tickets.confirm-missing',
  'confirm-missing',
  ['ownerId'],
);

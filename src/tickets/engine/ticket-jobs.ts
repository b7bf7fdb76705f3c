import { Job } from '../../shared/jobs/index.js';

/** One tracker account of a project. */
export interface AccountKey {
  readonly projectId: string;
  readonly integrationId: string;
}

/** The rows of one owner in one tracker account: what one job works on, and one bulk call makes. */
export interface TicketBatchKey extends AccountKey {
  readonly ownerId: string;
}

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
export const WRITE_TICKET_CHANGES_JOB = new Job<AccountKey>('tickets.write-changes', 'ticket-changes', [
  'integrationId',
]);
export const CONFIRM_MISSING_JOB = new Job<{ readonly projectId: string; readonly ownerId: string }>(
  'tickets.confirm-missing',
  'confirm-missing',
  ['ownerId'],
);

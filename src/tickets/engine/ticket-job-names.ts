/** Never rename: stored with every job. */
export const PROCESS_TICKETS_JOB = 'tickets.process';
export const FIND_DUPLICATES_JOB = 'tickets.find-duplicates';
export const PLAN_CROSS_LINKS_JOB = 'tickets.plan-cross-links';
export const WRITE_CROSS_LINKS_JOB = 'tickets.write-cross-links';

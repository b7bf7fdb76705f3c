/** Never rename: stored with every job. */
export const PROCESS_JOB = 'tickets.process';
export const FIND_TWINS_JOB = 'tickets.find-twins';
export const PLAN_LINKS_JOB = 'tickets.plan-links';
export const LINK_SIBLINGS_JOB = 'tickets.link-siblings';

import type { Job, PayloadOf } from './job.js';

/** Which SQL expression each field of a payload comes from. */
export type PayloadColumns<P> = { readonly [K in keyof P]: string };

/** Jobs that nobody waits for come after all others. */
export const BACKGROUND_PRIORITY = 10;

/**
 * SQL that enqueues `job` once for each row of a statement, its payload and key made of the row's `columns`. Have the rows
 * in the order of keys: two orders deadlock.
 */
export function addJobSql<P extends PayloadOf<P>>(
  job: Job<P>,
  columns: PayloadColumns<P>,
  priority = 0,
): string {
  const payload = Object.entries<string>(columns).map(([field, column]) => `'${field}', ${column}`);
  const key = job.keyFields.map((field) => ` || ':' || ${columns[field]}`).join('');
  return `graphile_worker.add_job('${job.name}', json_build_object(${payload.join(', ')}),
    job_key := '${job.keyPrefix}'${key}, job_key_mode := 'replace', priority := ${priority})`;
}

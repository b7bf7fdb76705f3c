import type { EntityManager } from '@mikro-orm/postgresql';
import { type AccountKey, USABLE } from '../engine/ticket-claims.queries.js';

/** How many accounts are looked through at once, in all processes together: this must not take workers from people. */
const ACCOUNTS_AT_ONCE = 4;
/** What one look takes: as many as one search by label. */
const CHECKS_PER_CLAIM = 50;
/** After everything that somebody waits for. */
const BACKGROUND = 10;

const LIVE = 'w.lease_until is not null and w.lease_until >= clock_timestamp()';
const DUE = `w.due_at <= now() and (w.lease_until is null or w.lease_until < now())`;

/** Wakes the look for twins of a few accounts, one of each project, those first that wait longest; in key order. */
export async function enqueueDuplicateChecks(em: EntityManager, job: string): Promise<void> {
  await em.execute(
    `with due as (
       select w.project_id, w.integration_id, min(w.due_at) as waiting_since
       from duplicate_checks w
       join project_management_integrations i on i.project_id = w.project_id and i.id = w.integration_id
       where ${DUE} and ${USABLE}
         and not exists (select from duplicate_checks other where other.project_id = w.project_id and ${LIVE.replaceAll('w.', 'other.')})
       group by w.project_id, w.integration_id
     ), chosen as (
       select distinct on (project_id) * from due order by project_id, waiting_since, integration_id
     ), first as (
       select * from chosen order by waiting_since, integration_id
       limit greatest(0, ${ACCOUNTS_AT_ONCE} - (select count(distinct w.integration_id) from duplicate_checks w where ${LIVE}))
     )
     select graphile_worker.add_job(
       ?, json_build_object('projectId', project_id, 'integrationId', integration_id),
       job_key := 'find-duplicates:' || integration_id, job_key_mode := 'replace', priority := ${BACKGROUND})
     from (select * from first order by integration_id offset 0) ordered`,
    [job],
  );
}

/**
 * Takes what is due for `lookMs`, where there is room and the integration may be used. Claims are taken one after another.
 * @returns row ids.
 */
export async function claimDuplicateChecks(
  em: EntityManager,
  { projectId, integrationId }: AccountKey,
  leaseMs: number,
): Promise<string[]> {
  await em.execute(`select pg_advisory_xact_lock(hashtextextended('duplicate-checks', 0))`);
  const rows = await em.execute<{ id: string }[]>(
    `with due as (
       select w.id from duplicate_checks w
       join project_management_integrations i on i.project_id = w.project_id and i.id = w.integration_id
       where w.project_id = ? and w.integration_id = ? and ${DUE} and ${USABLE}
         and not exists (select from duplicate_checks w where w.project_id = ? and ${LIVE})
         and (select count(distinct w.integration_id) from duplicate_checks w where ${LIVE}) < ${ACCOUNTS_AT_ONCE}
       order by w.due_at, w.id limit ${CHECKS_PER_CLAIM} for no key update of w
     )
     update duplicate_checks w set lease_until = clock_timestamp() + ? * interval '1 millisecond'
     from due where w.id = due.id
     returning w.id`,
    [projectId, integrationId, projectId, leaseMs],
  );
  return rows.map(({ id }) => id);
}

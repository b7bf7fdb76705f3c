import type { EntityManager } from '@mikro-orm/postgresql';
import { USABLE } from './ticket-claims.queries.js';

/** One tracker account, whose watches are looked after together. */
export interface LookKey {
  readonly projectId: string;
  readonly integrationId: string;
}

/** How many accounts are looked through at once, in all processes together: this must not take workers from people. */
const LOOKS_AT_ONCE = 4;
/** What one look takes: as many as one search by label. */
const WATCHES_AT_ONCE = 50;
/** After everything that somebody waits for. */
const BACKGROUND = 10;

const LIVE = 'w.looking_until is not null and w.looking_until >= clock_timestamp()';
const DUE = `w.due_at <= now() and (w.looking_until is null or w.looking_until < now())`;

/** Wakes the look for twins of a few accounts, one of each project, those first that wait longest; in key order. */
export async function enqueueTwinLooks(em: EntityManager, job: string): Promise<void> {
  await em.execute(
    `with due as (
       select w.project_id, w.integration_id, min(w.due_at) as waiting_since
       from twin_watches w
       join project_management_integrations i on i.project_id = w.project_id and i.id = w.integration_id
       where ${DUE} and ${USABLE}
         and not exists (select from twin_watches other where other.project_id = w.project_id and ${LIVE.replaceAll('w.', 'other.')})
       group by w.project_id, w.integration_id
     ), chosen as (
       select distinct on (project_id) * from due order by project_id, waiting_since, integration_id
     ), first as (
       select * from chosen order by waiting_since, integration_id
       limit greatest(0, ${LOOKS_AT_ONCE} - (select count(distinct w.integration_id) from twin_watches w where ${LIVE}))
     )
     select graphile_worker.add_job(
       ?, json_build_object('projectId', project_id, 'integrationId', integration_id),
       job_key := 'twins:' || integration_id, job_key_mode := 'replace', priority := ${BACKGROUND})
     from (select * from first order by integration_id offset 0) ordered`,
    [job],
  );
}

/**
 * Takes what is due for `lookMs`, where there is room and the integration may be used. Claims are taken one after another.
 * @returns row ids.
 */
export async function claimWatches(
  em: EntityManager,
  { projectId, integrationId }: LookKey,
  lookMs: number,
): Promise<string[]> {
  await em.execute(`select pg_advisory_xact_lock(hashtextextended('twin-looks', 0))`);
  const rows = await em.execute<{ id: string }[]>(
    `with due as (
       select w.id from twin_watches w
       join project_management_integrations i on i.project_id = w.project_id and i.id = w.integration_id
       where w.project_id = ? and w.integration_id = ? and ${DUE} and ${USABLE}
         and not exists (select from twin_watches w where w.project_id = ? and ${LIVE})
         and (select count(distinct w.integration_id) from twin_watches w where ${LIVE}) < ${LOOKS_AT_ONCE}
       order by w.due_at, w.id limit ${WATCHES_AT_ONCE} for no key update of w
     )
     update twin_watches w set looking_until = clock_timestamp() + ? * interval '1 millisecond'
     from due where w.id = due.id
     returning w.id`,
    [projectId, integrationId, projectId, lookMs],
  );
  return rows.map(({ id }) => id);
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { DUE, LEASES_PER_INTEGRATION, LEASES_PER_PROJECT, USABLE } from './ticket-claims.queries.js';
import { PROCESS_TICKETS_JOB } from './ticket-jobs.js';

/** The most that is woken at once. */
const WAKE_UPS_MAX = 1_000;

/** Of which rows: all where neither is given. */
export interface DueFilter {
  readonly projectId?: string;
  readonly integrationId?: string;
}

/**
 * Wakes what is due and usable, as many of each integration and project as there is room for (whoever ends a lease wakes
 * the next), each integration's turn by turn, and those first that wait longest; in key order (two orders deadlock).
 */
export async function enqueueDue(em: EntityManager, filter: DueFilter = {}): Promise<void> {
  const parameters = [filter.projectId, filter.integrationId].filter((id) => id !== undefined);
  await em.execute(
    `with bundles as (
       select o.project_id, o.owner_id, o.integration_id, min(greatest(o.due_at, o.created_at)) as waiting_since
       from ticket_operations o
       join project_management_integrations i on i.project_id = o.project_id and i.id = o.integration_id
       where ${DUE} and ${USABLE}
         ${filter.projectId ? 'and o.project_id = ?' : ''} ${filter.integrationId ? 'and o.integration_id = ?' : ''}
       group by o.project_id, o.owner_id, o.integration_id
     ), ranked as (
       select *, row_number() over (partition by integration_id order by waiting_since, owner_id) as place
       from bundles
     ), fitting as (
       select *, row_number() over (partition by project_id order by place, waiting_since, owner_id) as project_place
       from ranked
       where place <= ${LEASES_PER_INTEGRATION} - (
         select count(distinct l.lease_owner) from ticket_operations l
         where l.integration_id = ranked.integration_id and l.lease_owner is not null and l.lease_until >= now())
     ), chosen as (
       select * from fitting
       where project_place <= ${LEASES_PER_PROJECT} - (
         select count(distinct l.lease_owner) from ticket_operations l
         where l.project_id = fitting.project_id and l.lease_owner is not null and l.lease_until >= now())
       order by place, waiting_since limit ${WAKE_UPS_MAX}
     )
     select graphile_worker.add_job(
       ?, json_build_object('projectId', due.project_id, 'ownerId', due.owner_id, 'integrationId', due.integration_id),
       job_key := 'tickets:' || due.owner_id || ':' || due.integration_id, job_key_mode := 'replace')
     from (select * from chosen order by owner_id, integration_id offset 0) due`,
    [...parameters, PROCESS_TICKETS_JOB.name],
  );
}

/** Tells everything that waits for an integration why it waits. @returns whose tickets these are. */
export async function setWaitingReason(
  em: EntityManager,
  integrationId: string,
  error: string,
): Promise<string[]> {
  const rows = await em.execute<{ owner_id: string }[]>(
    `with waiting as (
       select id from ticket_operations
       where integration_id = ? and state = 'PENDING' and is_requested
         -- The same words may stand there with more detail, from the very call that met the failure.
         and error->>'message' is distinct from ?::jsonb->>'message'
       order by id for no key update
     )
     update ticket_operations o set error = ?::jsonb, updated_at = now()
     from waiting where o.id = waiting.id
     returning o.owner_id`,
    [integrationId, error, error],
  );
  return [...new Set(rows.map(({ owner_id }) => owner_id))];
}

/**
 * What kept them is gone: they wait for nothing but their turn. What may exist is looked for at once as well; like any
 * hurried look, it counts only when it is far enough from the last one.
 */
export async function resumeWaiting(em: EntityManager, integrationId: string): Promise<void> {
  await em.execute(
    `with waiting as (
       select id from ticket_operations
       where integration_id = ? and lease_owner is null and (error is not null or due_at > now())
         and ((state = 'PENDING' and is_requested) or (state = 'UNCERTAIN' and due_at > now()))
       order by id for no key update
     )
     update ticket_operations o
     set error = case when o.state = 'PENDING' then null else o.error end, due_at = 'epoch', updated_at = now()
     from waiting where o.id = waiting.id`,
    [integrationId],
  );
}

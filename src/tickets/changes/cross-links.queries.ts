import type { EntityManager } from '@mikro-orm/postgresql';
import { type AccountKey, USABLE } from '../engine/ticket-claims.queries.js';

/** How many accounts get links at once, in all processes together: this must not take workers from people … */
const ACCOUNTS_AT_ONCE = 6;
/** … and of one project, so that one tracker that hangs holds up none of the others. */
const ACCOUNTS_PER_PROJECT = 3;
/** After everything that somebody waits for. */
const BACKGROUND = 10;
/** Rows and projects that one sweep takes up. */
const SWEEP_MAX = 1_000;

/** What is leased is always due as well: so the index serves. */
const LIVE = 'l.due_at is not null and l.lease_until is not null and l.lease_until >= clock_timestamp()';
const DUE = `l.due_at <= now() and (l.lease_until is null or l.lease_until < now())`;
/** Accounts that are being linked at: of all projects, or of one. */
const BUSY = `select count(distinct l.integration_id) from cross_links l where ${LIVE}`;

/** Most releases live in one tracker, and never had a link: there is nothing to plan for them. */
export async function clearNeedlessFlags(em: EntityManager): Promise<void> {
  await em.execute(
    `with needless as (
       select o.id from ticket_operations o
       where o.are_cross_links_outdated
         and not exists (select from ticket_operations other where other.project_id = o.project_id
                           and other.owner_id = o.owner_id and other.integration_id <> o.integration_id)
         and not exists (select from cross_links l where l.project_id = o.project_id and l.owner_id = o.owner_id)
       order by o.id limit ${SWEEP_MAX} for no key update of o skip locked
     )
     update ticket_operations o set are_cross_links_outdated = false from needless where o.id = needless.id`,
  );
}

/** Wakes the planning of every project that has something to plan, in key order. */
export async function enqueueCrossLinkPlans(em: EntityManager, job: string): Promise<void> {
  await em.execute(
    `select graphile_worker.add_job(
       ?, json_build_object('projectId', project_id),
       job_key := 'plan-cross-links:' || project_id, job_key_mode := 'replace', priority := ${BACKGROUND})
     from (select distinct project_id from ticket_operations where are_cross_links_outdated
           order by project_id limit ${SWEEP_MAX}) ordered`,
    [job],
  );
}

/** Whose tickets have changed since their links were planned. */
export async function ownersToPlan(em: EntityManager, projectId: string, limit: number): Promise<string[]> {
  const rows = await em.execute<{ owner_id: string }[]>(
    `select distinct owner_id from ticket_operations where project_id = ? and are_cross_links_outdated
     order by owner_id limit ?`,
    [projectId, limit],
  );
  return rows.map(({ owner_id }) => owner_id);
}

/** Where an owner's tickets live. */
export async function integrationsOf(
  em: EntityManager,
  projectId: string,
  ownerId: string,
): Promise<string[]> {
  const rows = await em.execute<{ integration_id: string }[]>(
    'select distinct integration_id from ticket_operations where project_id = ? and owner_id = ?',
    [projectId, ownerId],
  );
  return rows.map(({ integration_id }) => integration_id);
}

/** Wakes the linking in accounts where it is due, those first that wait longest; in key order. */
export async function enqueueDueCrossLinks(em: EntityManager, job: string): Promise<void> {
  await em.execute(
    `with due as (
       select l.project_id, l.integration_id, min(greatest(l.due_at, l.created_at)) as waiting_since
       from cross_links l
       join project_management_integrations i on i.project_id = l.project_id and i.id = l.integration_id
       where ${DUE} and ${USABLE}
         and not exists (select from cross_links other
                         where other.integration_id = l.integration_id and ${LIVE.replaceAll('l.', 'other.')})
       group by l.project_id, l.integration_id
     ), ranked as (
       select *, row_number() over (partition by project_id order by waiting_since, integration_id) as place from due
     ), fitting as (
       select * from ranked
       where place <= ${ACCOUNTS_PER_PROJECT} - (${BUSY} and l.project_id = ranked.project_id)
       order by place, waiting_since limit greatest(0, ${ACCOUNTS_AT_ONCE} - (${BUSY}))
     )
     select graphile_worker.add_job(
       ?, json_build_object('projectId', project_id, 'integrationId', integration_id),
       job_key := 'write-cross-links:' || integration_id, job_key_mode := 'replace', priority := ${BACKGROUND})
     from (select * from fitting order by integration_id offset 0) ordered`,
    [job],
  );
}

/**
 * Takes one link that is due for `leaseMs`, where there is room and the integration may be used: what never failed
 * before what did, so that one that fails for ever keeps no other. Claims are taken one after another.
 * @returns its row id.
 */
export async function claimCrossLink(
  em: EntityManager,
  { projectId, integrationId }: AccountKey,
  leaseMs: number,
): Promise<string | null> {
  await em.execute(`select pg_advisory_xact_lock(hashtextextended('cross-links', 0))`);
  const [row] = await em.execute<{ id: string }[]>(
    `with due as (
       select l.id from cross_links l
       join project_management_integrations i on i.project_id = l.project_id and i.id = l.integration_id
       where l.project_id = ? and l.integration_id = ? and ${DUE} and ${USABLE}
         and not exists (select from cross_links l where l.integration_id = ? and ${LIVE})
         and (${BUSY}) < ${ACCOUNTS_AT_ONCE} and (${BUSY} and l.project_id = ?) < ${ACCOUNTS_PER_PROJECT}
       order by l.attempts, l.due_at, l.id limit 1 for no key update of l
     )
     update cross_links l
     set is_sent = true, lease_until = clock_timestamp() + ? * interval '1 millisecond'
     from due where l.id = due.id
     returning l.id`,
    [projectId, integrationId, integrationId, projectId, leaseMs],
  );
  return row?.id ?? null;
}

/** The tracker is down, for the `attempts`th time in a row: whatever else waits there waits as long, and longer next time. */
export async function postponeCrossLinks(
  em: EntityManager,
  { projectId, integrationId }: AccountKey,
  byMs: number,
  attempts: number,
): Promise<void> {
  await em.execute(
    `with waiting as (
       select id from cross_links
       where project_id = ? and integration_id = ? and due_at is not null order by id for no key update
     )
     update cross_links l set due_at = greatest(l.due_at, now() + ? * interval '1 millisecond'),
       attempts = greatest(l.attempts, ?)
     from waiting where l.id = waiting.id`,
    [projectId, integrationId, byMs, attempts],
  );
}

/** Nothing can be linked there any more. Locked in the order of all, so that nobody deadlocks. */
export async function deleteCrossLinksIn(
  em: EntityManager,
  { projectId, integrationId }: AccountKey,
): Promise<void> {
  await em.execute(
    `with doomed as (
       select id from cross_links where project_id = ? and integration_id = ? order by id for update
     )
     delete from cross_links l using doomed where l.id = doomed.id`,
    [projectId, integrationId],
  );
}

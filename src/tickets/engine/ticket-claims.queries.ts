import type { EntityManager } from '@mikro-orm/postgresql';
import type { Timings } from '../../config/index.js';
import { sharedLockSql } from '../../integrations/index.js';
import { maxHeartbeatGapMs, CONTINUOUS_SINCE } from './database-continuity.queries.js';
import { sqlListOf, TICKET_MOVES } from './ticket-state.rules.js';

const [CLAIM] = TICKET_MOVES.claim;

/** One tracker account of a project. */
export interface AccountKey {
  readonly projectId: string;
  readonly integrationId: string;
}

/** The rows of one owner in one tracker account: what one job works on, and one bulk call makes. */
export interface TicketBatchKey extends AccountKey {
  readonly ownerId: string;
}

/** How many bundles of one integration are worked on at once, in all processes together. */
export const LEASES_PER_INTEGRATION = 4;
/** And of one project, so that all its trackers hanging at once leave most of a worker to others. */
export const LEASES_PER_PROJECT = 8;

/** Of `project_management_integrations i`: nothing keeps it from being used. */
export const USABLE = `i.is_enabled and i.verification_status = 'VALID' and i.paused_until is null and i.deleted_at is null`;

/** Of `ticket_operations o`: free, and its time has come. An expired lease was made UNCERTAIN before. */
export const DUE = `o.due_at <= now() and (o.lease_until is null or o.lease_until < now())
  and (o.state = 'UNCERTAIN' or (o.state = 'PENDING' and o.is_requested))`;

/**
 * Keeps the integration as it is until the claim is taken.
 * @returns false where it may not be used now.
 */
export async function lockIntegration(em: EntityManager, key: TicketBatchKey): Promise<boolean> {
  const rows = await em.execute<object[]>(
    `with gate as materialized (select ${sharedLockSql('?::text')})
     select i.id from gate, project_management_integrations i
     where i.project_id = ? and i.id = ? and ${USABLE} for share of i`,
    [key.integrationId, key.projectId, key.integrationId],
  );
  return rows.length > 0;
}

/**
 * Whether integration and project have room; claims of one project are taken one after another from here on. Counted by
 * statements of their own, after the locks: within those they would count what was there before the wait.
 */
export async function hasCapacity(
  em: EntityManager,
  { projectId, integrationId }: TicketBatchKey,
): Promise<boolean> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`tickets:${projectId}`]);
  const [row] = await em.execute<{ own: string; all: string }[]>(
    `select count(distinct lease_owner) filter (where integration_id = ?) as own,
            count(distinct lease_owner) as all
     from ticket_operations
     where project_id = ? and lease_owner is not null and lease_until >= clock_timestamp()`,
    [integrationId, projectId],
  );
  return Number(row?.own) < LEASES_PER_INTEGRATION && Number(row?.all) < LEASES_PER_PROJECT;
}

/**
 * Takes what is due, for `leaseMs`. PENDING becomes CREATING; what is UNCERTAIN stays so while it is looked for. Rows are
 * locked in the order of ids, here as everywhere: two orders would deadlock.
 * @returns row ids.
 */
export async function claimDue(
  em: EntityManager,
  key: TicketBatchKey,
  leaseOwner: string,
  leaseMs: number,
): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `with due as (
       select o.id from ticket_operations o
       where o.project_id = ? and o.owner_id = ? and o.integration_id = ? and ${DUE}
       order by o.id for no key update
     )
     update ticket_operations o
     set state = case when o.state in (${sqlListOf(CLAIM.from)}) then '${CLAIM.to}' else o.state end,
         error = case when o.state = 'PENDING' then null else o.error end,
         attempt = o.attempt + 1, lease_owner = ?,
         lease_until = clock_timestamp() + ? * interval '1 millisecond', updated_at = now()
     from due where o.id = due.id
     returning o.id`,
    [key.projectId, key.ownerId, key.integrationId, leaseOwner, leaseMs],
  );
  return rows.map(({ id }) => id);
}

/**
 * The last look before sending: only what is still ours, still wanted, and still has an integration that may be used.
 * Sets when it was first sent, and a lease that outlives the call.
 */
export async function markSent(
  em: EntityManager,
  ids: readonly string[],
  leaseOwner: string,
  callMs: number,
  leaseMs: number,
): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `with ours as (
       select o.id from ticket_operations o
       join project_management_integrations i on i.project_id = o.project_id and i.id = o.integration_id
       where o.id = any(?::uuid[]) and o.lease_owner = ? and o.state = 'CREATING'
         and o.lease_until > clock_timestamp() and o.is_requested and ${USABLE}
       order by o.id for no key update of o
     )
     update ticket_operations o
     set first_sent_at = coalesce(o.first_sent_at, clock_timestamp()),
         generation_sent_at = coalesce(o.generation_sent_at, clock_timestamp()),
         send_deadline = clock_timestamp() + ? * interval '1 millisecond',
         lease_until = clock_timestamp() + ? * interval '1 millisecond'
     from ours where o.id = ours.id
     returning o.id`,
    [arrayLiteral(ids), leaseOwner, callMs, leaseMs],
  );
  return rows.map(({ id }) => id);
}

/**
 * Whether a row must be looked for before it is made: its certainty is too old, or it may come from a backup. Never sent,
 * and written since the database is known to have lost nothing, it waits for however long without becoming doubtful.
 */
export async function idsToLookUpFirst(
  em: EntityManager,
  ids: readonly string[],
  { freshForMs, sweepEveryMs }: Timings,
): Promise<ReadonlySet<string>> {
  const rows = await em.execute<{ id: string }[]>(
    `select id from ticket_operations where id = any(?::uuid[])
     and coalesce(confirmed_absent_at, '-infinity') < clock_timestamp() - ? * interval '1 millisecond'
     and not (first_sent_at is null and coalesce(confirmed_absent_at >= ${CONTINUOUS_SINCE}, false))`,
    [arrayLiteral(ids), freshForMs, maxHeartbeatGapMs(sweepEveryMs)],
  );
  return new Set(rows.map(({ id }) => id));
}

export interface ExpiredOwner {
  readonly projectId: string;
  readonly ownerId: string;
}

/** Whose leases on a creation have run out; a few at a time. */
export async function ownersOfExpiredLeases(em: EntityManager): Promise<ExpiredOwner[]> {
  return em.execute<ExpiredOwner[]>(
    `select distinct project_id as "projectId", owner_id as "ownerId" from ticket_operations
     where state = 'CREATING' and lease_until < now() order by owner_id limit 200`,
  );
}

/** Locks those of an owner whose lease ran out and whom nobody else is looking after. @returns row ids. */
export async function lockExpired(em: EntityManager, ownerId: string): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `select id from ticket_operations where owner_id = ? and state = 'CREATING' and lease_until < now()
     order by id for no key update skip locked`,
    [ownerId],
  );
  return rows.map(({ id }) => id);
}

function arrayLiteral(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}

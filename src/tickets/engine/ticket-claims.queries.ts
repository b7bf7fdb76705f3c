import type { EntityManager } from '@mikro-orm/postgresql';
import type { Timings } from '../../config/index.js';
import { sharedLockSql, USABLE_INTEGRATION } from '../../integrations/index.js';
import { maxHeartbeatGapMs, CONTINUOUS_SINCE } from './database-continuity.queries.js';
import type { AccountKey } from './ticket-jobs.js';

/**
 * Keeps the integration as it is until the claim is taken.
 * @returns false where it may not be used now.
 */
export async function lockUsableIntegration(
  em: EntityManager,
  { projectId, integrationId }: AccountKey,
): Promise<boolean> {
  const rows = await em.execute<object[]>(
    `with gate as materialized (select ${sharedLockSql('?::text')})
     select i.id from gate, project_management_integrations i
     where i.project_id = ? and i.id = ? and ${USABLE_INTEGRATION} for share of i`,
    [integrationId, projectId, integrationId],
  );
  return rows.length > 0;
}

/**
 * The last check before sending: only rows that are still leased to us, still requested, and whose integration is still
 * usable. Sets when they were first sent, and a lease that outlives the call.
 * @returns row ids.
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
         and o.lease_until > clock_timestamp() and o.is_requested and ${USABLE_INTEGRATION}
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

function arrayLiteral(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}

import type { EntityManager } from '@mikro-orm/postgresql';

/** Every worker beats as often as it sweeps: when so many are missing, nobody was there. */
const MISSED_HEARTBEATS_MAX = 6;

const THIS_DATABASE = '(select oid from pg_database where datname = current_database())';
const IS_CONTINUOUS = `c.database_oid = ${THIS_DATABASE} and c.server_started_at = pg_postmaster_start_time()
  and c.heartbeat_at > clock_timestamp() - ? * interval '1 millisecond'`;

/**
 * Since when workers have seen this database without a break, as SQL; null where there was one just now. What was written
 * before and is there unchanged was not brought back by a restored backup of this database, nor by another one that took
 * over (docs/adr/0011). Takes one parameter, `gapMs`.
 */
export const CONTINUOUS_SINCE = `(select c.since from database_continuity c where ${IS_CONTINUOUS})`;

/** How long nobody may have been there. */
export function maxHeartbeatGapMs(sweepEveryMs: number): number {
  return sweepEveryMs * MISSED_HEARTBEATS_MAX;
}

/** A worker is here. After a break, everything begins anew. */
export async function recordHeartbeat(em: EntityManager, sweepEveryMs: number): Promise<void> {
  await em.execute(
    `insert into database_continuity as c (database_oid, server_started_at, since, heartbeat_at)
     values (${THIS_DATABASE}, pg_postmaster_start_time(), clock_timestamp(), clock_timestamp())
     on conflict (is_only) do update
     set since = case when ${IS_CONTINUOUS} then c.since else excluded.since end,
         database_oid = excluded.database_oid, server_started_at = excluded.server_started_at,
         heartbeat_at = clock_timestamp()`,
    [maxHeartbeatGapMs(sweepEveryMs)],
  );
}

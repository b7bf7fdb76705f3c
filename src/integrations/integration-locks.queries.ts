import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Integration } from './integration.entity.js';

/*
 * Whoever changes an integration waits until nobody works with it as it was. Row locks alone are not fair: FOR SHARE is
 * granted past those who wait to change the row, so that a stream of creations would keep them out for good. Hence a gate
 * before the row, an advisory lock, at which everybody queues in the order of coming.
 */
const lockKeySql = (id: string) => `hashtextextended('integration:' || ${id}, 0)`;

/** SQL that passes the gate of the integration `id`, for a statement that then locks the row FOR SHARE. */
export const sharedLockSql = (id: string) => `pg_advisory_xact_lock_shared(${lockKeySql(id)})`;

/** SQL that passes it alone, for a statement that then changes the row. */
export const exclusiveLockSql = (id: string) => `pg_advisory_xact_lock(${lockKeySql(id)})`;

/** To work with them, in the order of ids: whoever changes one of them is seen by this transaction, or sees it. */
export async function lockIntegrationsForShare(
  em: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Integration>> {
  const sorted = [...new Set(ids)].sort();
  if (sorted.length === 0) return new Map();
  await em.execute(
    `select ${sharedLockSql('id')} from unnest(?::text[]) with ordinality g (id, n) order by n`,
    [`{${sorted.join(',')}}`],
  );
  const found = await em.find(
    Integration,
    { id: { $in: sorted } },
    { lockMode: LockMode.PESSIMISTIC_READ, orderBy: { id: 'asc' }, refresh: true },
  );
  return new Map(found.map((integration) => [integration.id, integration]));
}

/** To change it. Null: there is none, for this caller. */
export async function lockIntegrationForUpdate(em: EntityManager, id: string): Promise<Integration | null> {
  await em.execute(`select ${exclusiveLockSql('?::text')}`, [id]);
  // With its secrets: where they were loaded before, a refresh without them would take the older ones for a change.
  return em.findOne(
    Integration,
    { id },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true, populate: ['secrets'] },
  );
}

import type { EntityManager } from '@mikro-orm/postgresql';

/** Any number that nobody else on this database uses: processes that start together take their turns. */
const BOOTSTRAP_LOCK = 7_268_311_043;

/** Until the transaction ends. */
export async function lockBootstrap(em: EntityManager): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(?)', [BOOTSTRAP_LOCK]);
}

import type { EntityManager } from '@mikro-orm/postgresql';

/** Rows of a gauge's statement; none where the database does not answer. */
export async function readGaugeRows(
  em: EntityManager,
  sql: string,
): Promise<readonly Record<string, unknown>[]> {
  try {
    return await em.fork({ useContext: false }).execute(sql);
  } catch {
    return [];
  }
}

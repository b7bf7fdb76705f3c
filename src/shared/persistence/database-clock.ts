import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * The database's clock, to the millisecond. Whatever SQL compares with `now()`, and whatever two processes compare, is
 * set by this one: clocks of machines differ.
 */
export async function databaseNow(em: EntityManager): Promise<Date> {
  const [row] = await em.execute<{ ms: string }[]>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::text as ms',
  );
  return new Date(Number(row?.ms));
}

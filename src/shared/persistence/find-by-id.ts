import type { EntityClass, EntityManager, LockMode } from '@mikro-orm/postgresql';
import { validate as isUuid } from 'uuid';

interface WithId {
  id: string;
}

/**
 * An id as the API gives it. PostgreSQL takes capitals for the same id, but whatever compares ids as text does not: to
 * be one thing everywhere, they are malformed.
 */
export function isId(id: unknown): id is string {
  return isUuid(id) && id === (id as string).toLowerCase();
}

/**
 * A malformed id is an id that does not exist; so is one of another project (the EntityManager's filter).
 * @param lockMode locks the row until the transaction ends, and reads it anew.
 */
export async function findById<T extends WithId>(
  em: EntityManager,
  entity: EntityClass<T>,
  id: string,
  lockMode?: LockMode,
): Promise<T | null> {
  if (!isId(id)) return null;
  return em.findOne(entity, { id } as never, lockMode === undefined ? {} : { lockMode, refresh: true });
}

/** By ids, in one query; what is malformed, missing or foreign is absent. */
export async function findByIds<T extends WithId>(
  em: EntityManager,
  entity: EntityClass<T>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, T>> {
  const found = (await em.find(entity, { id: { $in: [...new Set(ids)].filter(isId) } } as never)) as T[];
  return new Map(found.map((one) => [one.id, one]));
}

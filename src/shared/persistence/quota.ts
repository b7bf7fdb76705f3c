import type { EntityClass, EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { ConflictError } from '../errors/index.js';

/**
 * Lists without pages must not grow for ever. Two that create at the same moment may pass together, which does no harm.
 * @param what in the plural, as people call them.
 * @throws ConflictError where there are `max` already.
 */
export async function assertBelowQuota<T extends object>(
  em: EntityManager,
  entity: EntityClass<T>,
  where: FilterQuery<NoInfer<T>>,
  max: number,
  what: string,
): Promise<void> {
  if ((await em.count(entity, where)) < max) return;
  throw new ConflictError(
    `There are ${max} ${what} already, which is the most. Delete one that is not used.`,
  );
}

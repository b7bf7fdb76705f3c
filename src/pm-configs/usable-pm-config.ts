import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { InvalidInputError, NotFoundError } from '../shared/errors/index.js';
import { findById } from '../shared/persistence/index.js';
import { PmConfig } from './pm-config.entity.js';

/**
 * An active config of this project, read anew FOR SHARE: a transaction that changes or deletes it sees what uses it, or
 * is seen here.
 * @throws NotFoundError, InvalidInputError, each on `path`.
 */
export async function requireUsablePmConfig(
  em: EntityManager,
  projectId: string,
  id: string,
  path: string,
): Promise<PmConfig> {
  const config = await findById(em, PmConfig, id, LockMode.PESSIMISTIC_READ);
  if (config?.projectId !== projectId || config.isDeleted) throw new NotFoundError('pm config', path);
  if (config.isActive) return config;
  throw InvalidInputError.of(path, `is ${config.name}, which is inactive. Activate it or choose another.`);
}

import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { InvalidInputError, NotFoundError } from '../shared/errors/index.js';
import { findById } from '../shared/persistence/index.js';
import { PmConfig } from './pm-config.entity.js';

/**
 * A config of this project that something new may go by; FOR SHARE, so that whoever changes or deletes it at this moment
 * is seen, or sees what goes by it.
 * @throws NotFoundError, InvalidInputError, each on `path`.
 */
export async function requireUsablePmConfig(
  em: EntityManager,
  projectId: string,
  id: string,
  path: string,
): Promise<PmConfig> {
  const missing = new NotFoundError('pm config', path);
  const config = await findById(em, PmConfig, id);
  if (config?.projectId !== projectId) throw missing;
  await em.refresh(config, { lockMode: LockMode.PESSIMISTIC_READ });
  if (config.isDeleted) throw missing;
  if (config.isActive) return config;
  throw InvalidInputError.of(path, `is ${config.name}, which is inactive. Activate it or choose another.`);
}

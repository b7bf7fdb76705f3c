import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { InvalidInputError, NotFoundError } from '../shared/errors/index.js';
import { findById } from '../shared/persistence/index.js';
import { PmConfig } from './pm-config.entity.js';
import type { TargetPlatform } from './target-platform.js';

/** A platform that the config must have, and where the input names it. */
export interface NeededPlatform {
  readonly target: TargetPlatform;
  /** As the input names it. */
  readonly name: string;
  readonly path: string;
}

/**
 * An active config of this project, read anew FOR SHARE: a transaction that changes or deletes it sees what uses it, or
 * is seen here.
 * @throws NotFoundError, InvalidInputError on `path`; InvalidInputError on each needed platform that it does not have.
 */
export async function requireUsablePmConfig(
  em: EntityManager,
  projectId: string,
  id: string,
  path: string,
  needed: readonly NeededPlatform[],
): Promise<PmConfig> {
  const config = await findById(em, PmConfig, id, LockMode.PESSIMISTIC_READ);
  if (config?.projectId !== projectId || config.isDeleted) throw new NotFoundError('pm config', path);
  if (!config.isActive) {
    throw InvalidInputError.of(path, `is ${config.name}, which is inactive. Activate it or choose another.`);
  }
  const missing = needed.filter(({ target }) => config.configurationFor(target) === null);
  if (missing.length > 0) {
    throw new InvalidInputError(
      missing.map(({ name, path: at }) => ({
        path: at,
        message: `is ${name}, for which ${config.name} has nothing.`,
      })),
    );
  }
  return config;
}

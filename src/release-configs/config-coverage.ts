import type { EntityManager } from '@mikro-orm/postgresql';
import { requireUsablePmConfig, type PmConfig } from '../pm-configs/index.js';
import { type FieldError, InvalidInputError } from '../shared/errors/index.js';
import { type Platform, targetOf } from './platform.js';

/**
 * An active stored config of this project that has all of these platforms, which stand at `platforms` in the input.
 * @throws NotFoundError, InvalidInputError on `path` and `platforms`.
 */
export async function coveringConfig(
  em: EntityManager,
  projectId: string,
  id: string,
  path: string,
  platforms: readonly Platform[],
): Promise<PmConfig> {
  const config = await requireUsablePmConfig(em, projectId, id, path);
  assertAllCovered(
    platforms,
    (platform) => config.configurationFor(targetOf(platform)) !== null,
    (platform) => `is ${platform}, for which ${config.name} has nothing.`,
  );
  return config;
}

/** @throws InvalidInputError on each of `platforms` that is not covered. */
export function assertAllCovered(
  platforms: readonly Platform[],
  isCovered: (platform: Platform) => boolean,
  messageFor: (platform: Platform) => string,
): void {
  const violations: FieldError[] = platforms.flatMap((platform, index) =>
    isCovered(platform) ? [] : [{ path: `platforms.${index}`, message: messageFor(platform) }],
  );
  if (violations.length > 0) throw new InvalidInputError(violations);
}

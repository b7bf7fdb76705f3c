import type { EntityManager } from '@mikro-orm/postgresql';
import { PmConfig } from '../pm-configs/index.js';
import type { ProviderType } from '../providers/contract/index.js';

const NAME_MAX_LENGTH = 100;

/**
 * What the pm config of a release config is called, with the name of the tracker, and with a number behind it where that is taken,
 * by a person's own config or by one that was left to an open release.
 * @param exceptId whose own name does not count as taken.
 */
export async function availableConfigName(
  em: EntityManager,
  projectId: string,
  releaseConfigName: string,
  providerType: ProviderType,
  exceptId: string | null,
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = configName(releaseConfigName, providerType, number);
    const others = exceptId === null ? {} : { id: { $ne: exceptId } };
    if (!(await em.count(PmConfig, { projectId, name, deletedAt: null, ...others }))) return name;
  }
}

function configName(releaseConfigName: string, providerType: ProviderType, number: number): string {
  const suffix = ` - ${providerType} Config${number === 1 ? '' : ` (${number})`}`;
  const letters = [...releaseConfigName].slice(0, NAME_MAX_LENGTH - suffix.length);
  return `${letters.join('').trimEnd()}${suffix}`;
}

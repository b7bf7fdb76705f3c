import type { EntityManager } from '@mikro-orm/postgresql';
import { PmConfig } from '../pm-configs/index.js';
import type { ProviderType } from '../providers/contract/index.js';

const NAME_MAX_LENGTH = 100;

/**
 * A free name for the pm config of a release config: `<release config> - <tracker> Config`, with a number where another
 * config has that name.
 * @param exceptId the config that is renamed: its own name is free.
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

import type { EntityManager } from '@mikro-orm/postgresql';
import { PmConfig } from '../pm-configs/index.js';

const NAME_MAX_LENGTH = 100;

/**
 * What the pm config of a release config is called: `<name> - JIRA Config`, with a number behind it where that is taken,
 * by a person's own config or by one that was left to an open release.
 * @param exceptId whose own name does not count as taken.
 */
export async function availableConfigName(
  em: EntityManager,
  projectId: string,
  releaseConfigName: string,
  exceptId: string | null,
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = configName(releaseConfigName, number);
    const others = exceptId === null ? {} : { id: { $ne: exceptId } };
    if (!(await em.count(PmConfig, { projectId, name, deletedAt: null, ...others }))) return name;
  }
}

function configName(releaseConfigName: string, number: number): string {
  const suffix = ` - JIRA Config${number === 1 ? '' : ` (${number})`}`;
  const letters = [...releaseConfigName].slice(0, NAME_MAX_LENGTH - suffix.length);
  return `${letters.join('').trimEnd()}${suffix}`;
}

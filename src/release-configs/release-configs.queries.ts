import type { EntityManager } from '@mikro-orm/postgresql';
import { UsageKind } from '../integrations/index.js';
import type { UsedBy } from '../shared/errors/index.js';

interface UsageRow {
  readonly used: string;
  readonly id: string;
  readonly name: string;
}

/** Release configs whose releases use pm configs. Only for ids that the caller was allowed to load. */
export async function releaseConfigsUsingPmConfigs(
  em: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly UsedBy[]>> {
  const rows = await em.execute<UsageRow[]>(
    `select pm_config_id as used, id, name from release_configs
     where pm_config_id = any(string_to_array(?, ',')::uuid[]) and deleted_at is null order by name, id`,
    [ids.join(',')],
  );
  return grouped(rows);
}

/** Release configs whose inline configuration is on. Only for ids that the caller was allowed to load. */
export async function releaseConfigsUsingIntegrations(
  em: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly UsedBy[]>> {
  const rows = await em.execute<UsageRow[]>(
    `select inline_configuration ->> 'integrationId' as used, id, name from release_configs
     where inline_configuration ->> 'integrationId' = any(string_to_array(?, ','))
       and (inline_configuration -> 'isEnabled')::boolean and deleted_at is null order by name, id`,
    [ids.join(',')],
  );
  return grouped(rows);
}

function grouped(rows: readonly UsageRow[]): ReadonlyMap<string, readonly UsedBy[]> {
  const byUsed = Map.groupBy(rows, ({ used }) => used);
  const kind = UsageKind.RELEASE_CONFIG;
  return new Map(
    [...byUsed].map(([used, users]) => [used, users.map(({ id, name }) => ({ kind, id, name }))]),
  );
}

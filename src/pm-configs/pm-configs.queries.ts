import type { EntityManager } from '@mikro-orm/postgresql';
import { UsageKind } from '../integrations/index.js';
import type { UsedBy } from '../shared/errors/index.js';

/** Active configs by integration, whether it is their own or only one platform's; limited to the integrations' projects. */
const ACTIVE_USERS = `
  select distinct used.integration_id, config.id, config.name
  from project_management_integrations integration
  join project_management_configs config
    on config.project_id = integration.project_id and config.is_active and config.deleted_at is null
  cross join lateral (
    select config.integration_id::text
    union
    select platform ->> 'integrationId' from jsonb_array_elements(config.platform_configurations) platform
  ) used (integration_id)
  where integration.id = any (string_to_array(?, ',')::uuid[]) and used.integration_id = integration.id::text
  order by config.name, config.id`;

export async function configsUsingIntegrations(
  em: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly UsedBy[]>> {
  const rows = await em.execute<{ integration_id: string; id: string; name: string }[]>(ACTIVE_USERS, [
    ids.join(','),
  ]);
  const users = new Map<string, UsedBy[]>();
  for (const { integration_id: integrationId, id, name } of rows) {
    const known = users.get(integrationId) ?? [];
    users.set(integrationId, [...known, { kind: UsageKind.PM_CONFIG, id, name }]);
  }
  return users;
}

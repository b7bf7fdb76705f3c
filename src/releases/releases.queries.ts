import type { EntityManager } from '@mikro-orm/postgresql';
import { UsageKind, type UsageObject } from '../integrations/index.js';
import type { TargetPlatform } from '../pm-configs/index.js';
import { OPEN_STATUSES } from './release.rules.js';

const OPEN = OPEN_STATUSES.map((status) => `'${status}'`).join(', ');

interface UsageRow {
  readonly used: string;
  readonly id: string;
  readonly version: string;
}

/**
 * Open releases that use integrations: by their tickets, or by the inline configuration of tickets to come.
 * Only for ids that the caller was allowed to load.
 */
export async function releasesUsingIntegrations(
  em: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, UsageObject[]>> {
  const rows = await em.execute<UsageRow[]>(
    `select distinct used.integration_id as used, r.id, r.version
     from releases r
     join (select release_id, integration_id::text from release_tickets where integration_id = any(?::uuid[])
           union select id, inline_configuration->>'integrationId' from releases
           where inline_configuration->>'integrationId' = any(?::text[])) used on used.release_id = r.id
     where r.status in (${OPEN}) order by r.version, r.id limit 1000`,
    [arrayLiteral(ids), arrayLiteral(ids)],
  );
  return grouped(rows);
}

/** Open releases that use a stored config. Only for ids that the caller was allowed to load. */
export async function releasesUsingPmConfigs(
  em: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, UsageObject[]>> {
  const rows = await em.execute<UsageRow[]>(
    `select pm_config_id as used, id, version from releases
     where pm_config_id = any(?::uuid[]) and status in (${OPEN}) order by version, id limit 1000`,
    [arrayLiteral(ids)],
  );
  return grouped(rows);
}

export interface LinkedRelease {
  readonly releaseId: string;
  readonly version: string;
  readonly platform: TargetPlatform;
}

/** Which open releases follow a ticket already. Only for an integration that the caller was allowed to load. */
export async function releasesLinkedTo(
  em: EntityManager,
  integrationId: string,
  remoteId: string,
): Promise<readonly LinkedRelease[]> {
  return em.execute<LinkedRelease[]>(
    `select r.id as "releaseId", r.version, o.platform
     from ticket_operations o join releases r on r.project_id = o.project_id and r.id = o.owner_id
     where o.integration_id = ? and o.remote_id = ? and o.state = 'CREATED' and r.status in (${OPEN})
     order by r.version, r.id, o.platform limit 20`,
    [integrationId, remoteId],
  );
}

function grouped(rows: readonly UsageRow[]): ReadonlyMap<string, UsageObject[]> {
  const users = new Map<string, UsageObject[]>();
  for (const { used, id, version } of rows) {
    users.set(used, [...(users.get(used) ?? []), { kind: UsageKind.RELEASE, id, name: version }]);
  }
  return users;
}

function arrayLiteral(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}

import type { EntityManager } from '@mikro-orm/postgresql';

export interface SealedSecrets {
  readonly id: string;
  readonly projectId: string;
  readonly secrets: string;
}

const BATCH = 100;

/** Sealed by another key than the one that `prefix` names, by id from `after` on; of all projects. */
export async function secretsSealedByOtherKeys(
  em: EntityManager,
  prefix: string,
  after: string | null,
): Promise<readonly SealedSecrets[]> {
  return em.execute<SealedSecrets[]>(
    `select id, project_id as "projectId", secrets from project_management_integrations
     where secrets is not null and not starts_with(secrets, ?) and (?::uuid is null or id > ?::uuid)
     order by id limit ${BATCH}`,
    [prefix, after, after],
  );
}

/** Only where the old text still stands: newer secrets win. Neither a new version nor an edit. */
export async function replaceSealedSecrets(
  em: EntityManager,
  id: string,
  old: string,
  sealed: string,
): Promise<boolean> {
  const changed = await em.execute(
    'update project_management_integrations set secrets = ? where id = ? and secrets = ? returning id',
    [sealed, id, old],
  );
  return changed.length > 0;
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { exclusiveLockSql } from './integration-locks.queries.js';

/** Wakes the probe of every integration whose pause is over, in key order. */
export async function enqueueDueProbes(em: EntityManager, job: string): Promise<void> {
  await em.execute(
    `select graphile_worker.add_job(
       ?, json_build_object('integrationId', due.id, 'projectId', due.project_id),
       job_key := 'probe:' || due.id, job_key_mode := 'replace')
     from (select id, project_id from project_management_integrations
           where paused_until <= now() and is_enabled and deleted_at is null
           order by id limit 500) due`,
    [job],
  );
}

/**
 * Takes the probe of an integration whose pause is over for itself: for `probeMs` nobody else asks, however long the
 * tracker keeps it waiting. @returns false where there is nothing to probe.
 */
export async function claimProbe(
  em: EntityManager,
  projectId: string,
  integrationId: string,
  leaseMs: number,
): Promise<boolean> {
  const rows = await em.execute<object[]>(
    `with gate as materialized (select ${exclusiveLockSql('?::text')})
     update project_management_integrations
     set paused_until = clock_timestamp() + ? * interval '1 millisecond'
     from gate where project_id = ? and id = ? and paused_until <= clock_timestamp() and is_enabled and deleted_at is null
     returning id`,
    [integrationId, leaseMs, projectId, integrationId],
  );
  return rows.length > 0;
}

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

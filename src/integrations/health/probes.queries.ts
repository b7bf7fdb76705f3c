import type { EntityManager } from '@mikro-orm/postgresql';
import { addJobSql } from '../../shared/jobs/index.js';
import { exclusiveLockSql } from '../integration-locks.queries.js';
import { PROBE_JOB } from './probe-job.js';

/** Wakes the probe of every integration whose pause is over, in key order. */
export async function enqueueDueProbes(em: EntityManager): Promise<void> {
  await em.execute(
    `select ${addJobSql(PROBE_JOB, { integrationId: 'due.id', projectId: 'due.project_id' })}
     from (select id, project_id from project_management_integrations
           where paused_until <= now() and is_enabled and deleted_at is null
           order by id limit 500) due`,
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

import type { EntityManager } from '@mikro-orm/postgresql';
import { addJobSql, BACKGROUND_PRIORITY } from '../../../shared/jobs/index.js';
import { PLAN_CROSS_LINKS_JOB } from '../../engine/ticket-jobs.js';
import { TicketChangeKind } from '../ticket-change.entity.js';

/** Rows and projects that one sweep takes up. */
const SWEEP_MAX = 1_000;

/** Most releases live in one tracker account and never had a cross-link: there is nothing to plan for them. */
export async function clearNeedlessFlags(em: EntityManager): Promise<void> {
  await em.execute(
    `with needless as (
       select o.id from ticket_operations o
       where o.are_cross_links_outdated
         and not exists (select from ticket_operations other where other.project_id = o.project_id
                           and other.owner_id = o.owner_id and other.integration_id <> o.integration_id)
         and not exists (select from ticket_changes c where c.project_id = o.project_id
                           and c.owner_id = o.owner_id and c.kind = '${TicketChangeKind.CROSS_LINK}')
       order by o.id limit ${SWEEP_MAX} for no key update of o skip locked
     )
     update ticket_operations o set are_cross_links_outdated = false from needless where o.id = needless.id`,
  );
}

/** Enqueues the planning of every project with outdated plans, in key order. */
export async function enqueueCrossLinkPlans(em: EntityManager): Promise<void> {
  await em.execute(
    `select ${addJobSql(PLAN_CROSS_LINKS_JOB, { projectId: 'project_id' }, BACKGROUND_PRIORITY)}
     from (select distinct project_id from ticket_operations where are_cross_links_outdated
           order by project_id limit ${SWEEP_MAX}) ordered`,
  );
}

/** Owners whose tickets have changed since their cross-links were planned. */
export async function ownersToPlan(em: EntityManager, projectId: string, limit: number): Promise<string[]> {
  const rows = await em.execute<{ owner_id: string }[]>(
    `select distinct owner_id from ticket_operations where project_id = ? and are_cross_links_outdated
     order by owner_id limit ?`,
    [projectId, limit],
  );
  return rows.map(({ owner_id }) => owner_id);
}

/** Integrations that an owner's tickets belong to. */
export async function integrationsOf(
  em: EntityManager,
  projectId: string,
  ownerId: string,
): Promise<string[]> {
  const rows = await em.execute<{ integration_id: string }[]>(
    'select distinct integration_id from ticket_operations where project_id = ? and owner_id = ?',
    [projectId, ownerId],
  );
  return rows.map(({ integration_id }) => integration_id);
}

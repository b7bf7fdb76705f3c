import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { lockIntegrations } from '../../integrations/index.js';
import { JobHandlers, type JobPayload } from '../../shared/jobs/index.js';
import { AppLogger } from '../../shared/logging/index.js';
import { databaseNow, inProject } from '../../shared/persistence/index.js';
import { LINK_SIBLINGS_JOB, PLAN_LINKS_JOB } from '../ticket-jobs.js';
import { TicketOperation } from '../ticket-operation.entity.js';
import { SiblingLink } from './sibling-link.entity.js';
import {
  dropNeedless,
  enqueueDueLinks,
  enqueuePlans,
  integrationsOf,
  ownersToPlan,
} from './sibling-links.queries.js';
import { wantedLink } from './wanted-links.rules.js';

interface Pair {
  /** Whose ticket gets a link to the other's. */
  readonly carrier: TicketOperation;
  readonly sibling: TicketOperation;
}

/** What one job plans; more is left to the next sweep. */
const OWNERS_AT_ONCE = 100;

/**
 * Writes down which links the tickets of a release should carry, once one of them was made, renamed, linked or given up.
 * Whoever changes a ticket only marks it, in its own transaction; the mark is what nothing can lose.
 */
@Injectable()
export class PlanLinksJob {
  constructor(
    private readonly em: EntityManager,
    private readonly logger: AppLogger,
    handlers: JobHandlers,
  ) {
    handlers.handle(PLAN_LINKS_JOB, (payload, signal) => this.run(payload, signal));
    handlers.sweep(() => this.sweep());
  }

  private async sweep(): Promise<void> {
    const em = this.em.fork({ useContext: false });
    await dropNeedless(em);
    await enqueuePlans(em, PLAN_LINKS_JOB);
  }

  private async run(payload: JobPayload, signal: AbortSignal): Promise<void> {
    const projectId = String(payload['projectId']);
    const em = this.em.fork({ useContext: false });
    for (const ownerId of await ownersToPlan(em, projectId, OWNERS_AT_ONCE)) {
      if (signal.aborted) break;
      // What is wrong with one must not keep the others.
      await this.plan(projectId, ownerId).catch((error: unknown) =>
        this.logger.error('The links between tickets could not be planned.', { ownerId, error }),
      );
    }
    await enqueueDueLinks(em, LINK_SIBLINGS_JOB);
  }

  private async plan(projectId: string, ownerId: string): Promise<void> {
    await inProject(this.em, projectId, (em) =>
      em.transactional(async (tx) => {
        // Integrations before operations, as everywhere: two orders would deadlock.
        const integrations = await lockIntegrations(tx, await integrationsOf(tx, projectId, ownerId));
        const operations = await tx.find(TicketOperation, { ownerId }, IN_ORDER);
        // Moved elsewhere in between: the next sweep sees it as it is then.
        if (operations.some(({ integrationId }) => !integrations.has(integrationId))) return;
        const links = await tx.find(SiblingLink, { ownerId }, IN_ORDER);
        const now = await databaseNow(tx);
        const arePlanned = pairsOf(operations).map(({ carrier, sibling }) => {
          const known = links.find((link) => link.isOf(carrier, sibling));
          const { isDeleted } = integrations.get(carrier.integrationId)!;
          return write(tx, { carrier, sibling }, known, isDeleted, now);
        });
        if (!arePlanned.includes(false)) for (const operation of operations) operation.linksPlanned();
      }),
    );
  }
}

const IN_ORDER = { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } } as const;

/** Each ticket beside each other one. */
function pairsOf(operations: readonly TicketOperation[]): Pair[] {
  return operations.flatMap((carrier) =>
    operations.filter((one) => one !== carrier).map((sibling) => ({ carrier, sibling })),
  );
}

/** @returns false where that must wait: what is being put just now cannot be forgotten. */
function write(
  tx: EntityManager,
  { carrier, sibling }: Pair,
  known: SiblingLink | undefined,
  isOver: boolean,
  now: Date,
): boolean {
  const wanted = isOver ? null : wantedLink(carrier, sibling, known);
  if (wanted && known) known.become(wanted);
  else if (wanted) tx.persist(new SiblingLink(carrier, sibling.platform, wanted));
  else if (known?.isBeingPut(now)) return false;
  else if (known) tx.remove(known);
  return true;
}

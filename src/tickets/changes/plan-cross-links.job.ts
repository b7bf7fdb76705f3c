import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { lockIntegrationsForShare } from '../../integrations/index.js';
import { JobHandlerRegistry } from '../../shared/jobs/index.js';
import { AppLogger } from '../../shared/logging/index.js';
import { databaseNow, inProject } from '../../shared/persistence/index.js';
import { WRITE_CROSS_LINKS_JOB, PLAN_CROSS_LINKS_JOB } from '../engine/ticket-jobs.js';
import { TicketOperation } from '../engine/ticket-operation.entity.js';
import { CrossLink } from './cross-link.entity.js';
import {
  clearNeedlessFlags,
  enqueueDueCrossLinks,
  enqueueCrossLinkPlans,
  integrationsOf,
  ownersToPlan,
} from './cross-links.queries.js';
import { desiredCrossLink } from './desired-cross-links.rules.js';

interface CrossLinkPair {
  /** Whose ticket gets a link to the other's. */
  readonly source: TicketOperation;
  readonly target: TicketOperation;
}

/** What one job plans; more is left to the next sweep. */
const OWNERS_AT_ONCE = 100;

/**
 * Writes down which links the tickets of a release should carry, once one of them was made, renamed, linked or given up.
 * Whoever changes a ticket only marks it, in its own transaction; the mark is what nothing can lose.
 */
@Injectable()
export class PlanCrossLinksJob {
  constructor(
    private readonly em: EntityManager,
    private readonly logger: AppLogger,
    handlers: JobHandlerRegistry,
  ) {
    handlers.handle(PLAN_CROSS_LINKS_JOB, ({ projectId }, signal) => this.run(projectId, signal));
    handlers.registerSweep(() => this.sweep());
  }

  private async sweep(): Promise<void> {
    const em = this.em.fork({ useContext: false });
    await clearNeedlessFlags(em);
    await enqueueCrossLinkPlans(em, PLAN_CROSS_LINKS_JOB.name);
  }

  private async run(projectId: string, signal: AbortSignal): Promise<void> {
    const em = this.em.fork({ useContext: false });
    for (const ownerId of await ownersToPlan(em, projectId, OWNERS_AT_ONCE)) {
      if (signal.aborted) break;
      // What is wrong with one must not keep the others.
      await this.plan(projectId, ownerId).catch((error: unknown) =>
        this.logger.error('The links between tickets could not be planned.', { ownerId, error }),
      );
    }
    await enqueueDueCrossLinks(em, WRITE_CROSS_LINKS_JOB.name);
  }

  private async plan(projectId: string, ownerId: string): Promise<void> {
    await inProject(this.em, projectId, (em) =>
      em.transactional(async (tx) => {
        // Integrations before operations, as everywhere: two orders would deadlock.
        const integrations = await lockIntegrationsForShare(tx, await integrationsOf(tx, projectId, ownerId));
        const operations = await tx.find(TicketOperation, { ownerId }, IN_ORDER);
        // Moved elsewhere in between: the next sweep sees it as it is then.
        if (operations.some(({ integrationId }) => !integrations.has(integrationId))) return;
        const links = await tx.find(CrossLink, { ownerId }, IN_ORDER);
        const now = await databaseNow(tx);
        const arePlanned = pairsOf(operations).map(({ source, target }) => {
          const known = links.find((link) => link.isBetween(source, target));
          const { isDeleted } = integrations.get(source.integrationId)!;
          return write(tx, { source, target }, known, isDeleted, now);
        });
        if (!arePlanned.includes(false)) for (const operation of operations) operation.crossLinksPlanned();
      }),
    );
  }
}

const IN_ORDER = { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } } as const;

/** Each ticket beside each other one. */
function pairsOf(operations: readonly TicketOperation[]): CrossLinkPair[] {
  return operations.flatMap((source) =>
    operations.filter((one) => one !== source).map((target) => ({ source, target })),
  );
}

/** @returns false where that must wait: what is being put just now cannot be forgotten. */
function write(
  tx: EntityManager,
  { source, target }: CrossLinkPair,
  known: CrossLink | undefined,
  isDisconnected: boolean,
  now: Date,
): boolean {
  const desired = isDisconnected ? null : desiredCrossLink(source, target, known);
  if (desired && known) known.setDesired(desired);
  else if (desired) tx.persist(new CrossLink(source, target.platform, desired));
  else if (known?.isLeased(now)) return false;
  else if (known) tx.remove(known);
  return true;
}

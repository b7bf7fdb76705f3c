import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { lockIntegrationsForShare } from '../../../integrations/index.js';
import { JobHandlerRegistry } from '../../../shared/jobs/index.js';
import { AppLogger } from '../../../shared/logging/index.js';
import { databaseNow, inProject } from '../../../shared/persistence/index.js';
import { PLAN_CROSS_LINKS_JOB } from '../../engine/ticket-jobs.js';
import { TicketOperation } from '../../engine/ticket-operation.entity.js';
import { TicketChangeKind } from '../ticket-change.entity.js';
import { TicketChangesService } from '../ticket-changes.service.js';
import {
  clearNeedlessFlags,
  enqueueCrossLinkPlans,
  integrationsOf,
  ownersToPlan,
} from './cross-link-plans.queries.js';
import { desiredCrossLink } from './desired-cross-links.rules.js';

interface CrossLinkPair {
  /** Whose ticket gets a link to the other's. */
  readonly source: TicketOperation;
  readonly target: TicketOperation;
}

/** What one job plans; more is left to the next sweep. */
const OWNERS_AT_ONCE = 100;

/**
 * Says which cross-links the tickets of a release should carry, once one of them was made, renamed, linked or given up.
 * Whoever changes a ticket flags it within the same transaction; no failure loses the flag.
 */
@Injectable()
export class PlanCrossLinksJob {
  constructor(
    private readonly em: EntityManager,
    private readonly changes: TicketChangesService,
    private readonly logger: AppLogger,
    handlers: JobHandlerRegistry,
  ) {
    handlers.handle(PLAN_CROSS_LINKS_JOB, ({ projectId }, signal) => this.run(projectId, signal));
    handlers.registerSweep(() => this.sweep());
  }

  private async sweep(): Promise<void> {
    const em = this.em.fork({ useContext: false });
    await clearNeedlessFlags(em);
    await enqueueCrossLinkPlans(em);
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
    await this.changes.enqueueDue(em);
  }

  private async plan(projectId: string, ownerId: string): Promise<void> {
    await inProject(this.em, projectId, (em) =>
      em.transactional(async (tx) => {
        // Integrations before operations, as everywhere: two orders would deadlock.
        const integrations = await lockIntegrationsForShare(tx, await integrationsOf(tx, projectId, ownerId));
        const operations = await tx.find(TicketOperation, { ownerId }, IN_ORDER);
        // Moved elsewhere in between: the next sweep sees it as it is then.
        if (operations.some(({ integrationId }) => !integrations.has(integrationId))) return;
        const links = await this.changes.lock(tx, ownerId, TicketChangeKind.CROSS_LINK);
        const now = await databaseNow(tx);
        const arePlanned = pairsOf(operations).map(({ source, target }) => {
          const name = { kind: TicketChangeKind.CROSS_LINK, key: target.platform };
          const known = links.find((link) => link.ticketOperationId === source.id && link.key === name.key);
          const { isDeleted } = integrations.get(source.integrationId)!;
          const desired = isDeleted ? null : desiredCrossLink(source, target, known);
          return this.changes.setDesired(tx, source, name, desired, { known, now });
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

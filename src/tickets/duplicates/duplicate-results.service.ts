import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { TicketMatches } from '../../providers/contract/index.js';
import { ChangeFeedService } from '../../shared/events/index.js';
import type { Lease } from '../../shared/jobs/index.js';
import { databaseNow, inProject } from '../../shared/persistence/index.js';
import { ticketTopic } from '../engine/ticket-events.js';
import { TicketChangePublisherService } from '../engine/ticket-change-publisher.service.js';
import { TicketOperation } from '../engine/ticket-operation.entity.js';
import { applyMatches } from './ticket-matches.rules.js';
import { DuplicateCheck } from './duplicate-check.entity.js';
import { DUPLICATE_CHECKS_QUEUE } from './duplicate-checks.queue.js';
import { DuplicateChecksService } from './duplicate-checks.service.js';

/**
 * Saves what a search for duplicates found. What a late search found is true as well, and is saved; but only who still has
 * the lease of a check ends it.
 */
@Injectable()
export class DuplicateResultsService {
  constructor(
    private readonly em: EntityManager,
    private readonly duplicateChecks: DuplicateChecksService,
    private readonly publisher: TicketChangePublisherService,
    private readonly feed: ChangeFeedService,
  ) {}

  /** Checks that are gone meanwhile are left out. */
  async save(projectId: string, lease: Lease, matches: TicketMatches): Promise<void> {
    await inProject(this.em, projectId, (em) =>
      em.transactional(async (tx) => {
        const operations = await this.lockOperations(tx, lease.ids);
        const checks = await tx.find(
          DuplicateCheck,
          { id: { $in: [...lease.ids] } },
          { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, refresh: true },
        );
        const now = await databaseNow(tx);
        const ownerIds = new Set<string>();
        for (const check of checks) {
          const tickets = matches.get(check.operationId);
          const operation = operations.get(check.ticketOperationId);
          if (tickets && operation) {
            const { state: before, ownerId } = operation;
            const matchResult = applyMatches(operation, check, tickets, now);
            if (await this.publisher.publish(tx, operation, before, matchResult)) ownerIds.add(ownerId);
          }
          if (check.leaseOwner === lease.owner) this.duplicateChecks.finish(tx, check, now);
        }
        await tx.flush();
        for (const ownerId of ownerIds) await this.feed.publish(tx, ticketTopic(ownerId));
      }),
    );
  }

  /** The tracker could not be asked. */
  async postpone(projectId: string, lease: Lease, delayMs: number): Promise<void> {
    await inProject(this.em, projectId, (em) => DUPLICATE_CHECKS_QUEUE.release(em, lease, delayMs));
  }

  /** By row id; locked in the order of ids, as everywhere. */
  private async lockOperations(
    tx: EntityManager,
    checkIds: readonly string[],
  ): Promise<ReadonlyMap<string, TicketOperation>> {
    const checks = await tx.find(DuplicateCheck, { id: { $in: [...checkIds] } });
    const operations = await tx.find(
      TicketOperation,
      { id: { $in: checks.map(({ ticketOperationId }) => ticketOperationId) } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
    return new Map(operations.map((operation) => [operation.id, operation]));
  }
}

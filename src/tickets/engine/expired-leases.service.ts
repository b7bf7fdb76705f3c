import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ChangeFeedService } from '../../shared/events/index.js';
import { AppLogger } from '../../shared/logging/index.js';
import { databaseNow, inProject } from '../../shared/persistence/index.js';
import { DraftSourceRegistry } from './draft-source.registry.js';
import { internalReason } from './ticket-error.object.js';
import { ticketTopic } from './ticket-events.js';
import { TicketChangePublisherService } from './ticket-change-publisher.service.js';
import { DUE_NOW } from './due-now.js';
import type { TicketBatchKey } from './ticket-jobs.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { TICKET_OPERATIONS_QUEUE } from './ticket-operations.queue.js';
import { DuplicateChecksService } from '../duplicates/duplicate-checks.service.js';

const STOPPED_HALFWAY = internalReason(
  'The process that was making it stopped halfway. It is being looked for.',
  true,
);

/** A lease on a creation that ran out: whoever held it may have sent. Only now may another touch the row. */
@Injectable()
export class ExpiredLeasesService {
  constructor(
    private readonly em: EntityManager,
    private readonly sources: DraftSourceRegistry,
    private readonly duplicateChecks: DuplicateChecksService,
    private readonly publisher: TicketChangePublisherService,
    private readonly feed: ChangeFeedService,
    private readonly logger: AppLogger,
  ) {}

  async expireAll(): Promise<void> {
    for (const key of await TICKET_OPERATIONS_QUEUE.expired(this.em.fork({ useContext: false }))) {
      // What is wrong with one must not keep the others.
      await this.expireOf(key).catch((error: unknown) =>
        this.logger.error('A lease that ran out could not be ended.', { ownerId: key.ownerId, error }),
      );
    }
  }

  private async expireOf(key: TicketBatchKey): Promise<void> {
    await inProject(this.em, key.projectId, (em) =>
      em.transactional(async (tx) => {
        const ids = await TICKET_OPERATIONS_QUEUE.lockExpired(tx, key);
        if (ids.length === 0) return;
        const now = await databaseNow(tx);
        const operations = await tx.find(TicketOperation, { id: { $in: [...ids] } });
        const drafts = await this.sources.drafts(tx, operations);
        for (const operation of operations) {
          const before = operation.state;
          operation.uncertain(STOPPED_HALFWAY, DUE_NOW, now);
          const projectKey = drafts.get(operation.id)?.projectKey;
          if (projectKey) await this.duplicateChecks.schedule(tx, operation, projectKey, now);
          await this.publisher.publish(tx, operation, before);
        }
        await tx.flush();
        await this.feed.publish(tx, ticketTopic(key.ownerId));
      }),
    );
  }
}

import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ChangeFeedService } from '../../shared/events/index.js';
import { AppLogger } from '../../shared/logging/index.js';
import { databaseNow, inProject } from '../../shared/persistence/index.js';
import { DraftSourceRegistry } from './draft-source.registry.js';
import { type ExpiredOwner, lockExpired, ownersOfExpiredLeases } from './ticket-claims.queries.js';
import { internalReason } from './ticket-error.object.js';
import { ticketTopic } from './ticket-events.js';
import { TicketChangePublisherService } from './ticket-change-publisher.service.js';
import { DUE_NOW } from './due-now.js';
import { TicketOperation } from './ticket-operation.entity.js';
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
    const owners = await ownersOfExpiredLeases(this.em.fork({ useContext: false }));
    for (const owner of owners) {
      // What is wrong with one must not keep the others.
      await this.expireOf(owner).catch((error: unknown) =>
        this.logger.error('A lease that ran out could not be ended.', { ownerId: owner.ownerId, error }),
      );
    }
  }

  private async expireOf({ projectId, ownerId }: ExpiredOwner): Promise<void> {
    await inProject(this.em, projectId, (em) =>
      em.transactional(async (tx) => {
        const ids = await lockExpired(tx, ownerId);
        if (ids.length === 0) return;
        const now = await databaseNow(tx);
        const operations = await tx.find(TicketOperation, { id: { $in: ids } });
        const drafts = await this.sources.drafts(tx, operations);
        for (const operation of operations) {
          const before = operation.state;
          operation.uncertain(STOPPED_HALFWAY, DUE_NOW, now);
          const projectKey = drafts.get(operation.id)?.projectKey;
          if (projectKey) await this.duplicateChecks.schedule(tx, operation, projectKey, now);
          await this.publisher.publish(tx, operation, before);
        }
        await tx.flush();
        await this.feed.publish(tx, ticketTopic(ownerId));
      }),
    );
  }
}

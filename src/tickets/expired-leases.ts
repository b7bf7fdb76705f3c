import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ChangeFeed } from '../shared/events/index.js';
import { AppLogger } from '../shared/logging/index.js';
import { databaseNow, inProject } from '../shared/persistence/index.js';
import { DraftSources } from './draft-sources.js';
import { type ExpiredOwner, lockExpired, ownersOfExpiredLeases } from './ticket-claims.queries.js';
import { ownReason } from './ticket-error.js';
import { ticketTopic } from './ticket-events.js';
import { TicketNews } from './ticket-news.js';
import { AT_ONCE } from './operation-record.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { TwinWatches } from './twin-watches.js';

const STOPPED_HALFWAY = ownReason(
  'The process that was making it stopped halfway. It is being looked for.',
  true,
);

/** A lease on a creation that ran out: whoever held it may have sent. Only now may another touch the row. */
@Injectable()
export class ExpiredLeases {
  constructor(
    private readonly em: EntityManager,
    private readonly sources: DraftSources,
    private readonly watches: TwinWatches,
    private readonly news: TicketNews,
    private readonly feed: ChangeFeed,
    private readonly logger: AppLogger,
  ) {}

  async reap(): Promise<void> {
    const owners = await ownersOfExpiredLeases(this.em.fork({ useContext: false }));
    for (const owner of owners) {
      // What is wrong with one must not keep the others.
      await this.reapOf(owner).catch((error: unknown) =>
        this.logger.error('A lease that ran out could not be ended.', { ownerId: owner.ownerId, error }),
      );
    }
  }

  private async reapOf({ projectId, ownerId }: ExpiredOwner): Promise<void> {
    await inProject(this.em, projectId, (em) =>
      em.transactional(async (tx) => {
        const ids = await lockExpired(tx, ownerId);
        if (ids.length === 0) return;
        const now = await databaseNow(tx);
        const operations = await tx.find(TicketOperation, { id: { $in: ids } });
        const drafts = await this.sources.drafts(tx, operations);
        for (const operation of operations) {
          const before = operation.state;
          operation.uncertain(STOPPED_HALFWAY, AT_ONCE, now);
          const projectKey = drafts.get(operation.id)?.projectKey;
          if (projectKey) await this.watches.begin(tx, operation, projectKey, now);
          await this.news.tell(tx, operation, before);
        }
        await tx.flush();
        await this.feed.publish(tx, ticketTopic(ownerId));
      }),
    );
  }
}

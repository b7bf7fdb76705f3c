import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { TicketFinds } from '../providers/contract/index.js';
import { ChangeFeed } from '../shared/events/index.js';
import { databaseNow, inProject } from '../shared/persistence/index.js';
import { ticketTopic } from './ticket-events.js';
import { TicketNews } from './ticket-news.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { recognise } from './ticket-twins.rules.js';
import { TwinWatch } from './twin-watch.entity.js';
import { TwinWatches } from './twin-watches.js';

/** Writes what a look for twins brought. Doing it twice does no harm, so that no lease needs to be held for it. */
@Injectable()
export class TwinFinds {
  constructor(
    private readonly em: EntityManager,
    private readonly watches: TwinWatches,
    private readonly news: TicketNews,
    private readonly feed: ChangeFeed,
  ) {}

  /** Of watches by row id; those that are gone meanwhile are left out. */
  async save(projectId: string, watchIds: readonly string[], found: TicketFinds): Promise<void> {
    await inProject(this.em, projectId, (em) =>
      em.transactional(async (tx) => {
        const operations = await this.lockOperations(tx, watchIds);
        const now = await databaseNow(tx);
        const ownerIds = new Set<string>();
        for (const watch of await tx.find(TwinWatch, { id: { $in: [...watchIds] } }, { refresh: true })) {
          const tickets = found.get(watch.operationId);
          const operation = operations.get(watch.ticketOperationId);
          if (tickets && operation) {
            const { state: before, ownerId } = operation;
            const recognised = recognise(operation, watch, tickets, now);
            if (await this.news.tell(tx, operation, before, recognised)) ownerIds.add(ownerId);
          }
          this.watches.looked(tx, watch, now);
        }
        await tx.flush();
        for (const ownerId of ownerIds) await this.feed.publish(tx, ticketTopic(ownerId));
      }),
    );
  }

  /** The tracker could not be asked. */
  async postpone(projectId: string, watchIds: readonly string[], laterMs: number): Promise<void> {
    await inProject(this.em, projectId, async (em) => {
      const dueAt = new Date((await databaseNow(em)).getTime() + laterMs);
      await em.nativeUpdate(TwinWatch, { id: { $in: [...watchIds] } }, { dueAt, lookingUntil: null });
    });
  }

  /** By row id; locked in the order of ids, as everywhere. */
  private async lockOperations(
    tx: EntityManager,
    watchIds: readonly string[],
  ): Promise<ReadonlyMap<string, TicketOperation>> {
    const watches = await tx.find(TwinWatch, { id: { $in: [...watchIds] } });
    const operations = await tx.find(
      TicketOperation,
      { id: { $in: watches.map(({ ticketOperationId }) => ticketOperationId) } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
    return new Map(operations.map((operation) => [operation.id, operation]));
  }
}

import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import { ChangeFeedService, type Subscription } from '../../shared/events/index.js';
import { inProject } from '../../shared/persistence/index.js';
import { ticketTopic } from './ticket-events.js';
import { TicketOperation } from './ticket-operation.entity.js';

/** Whose tickets they are: `ownerId` of their operations. */
export interface TicketOwner {
  readonly id: string;
  readonly projectId: string;
}

/** Waits until every ticket of an owner is at rest: created, failed, or waiting for something outside. */
@Injectable()
export class TicketWaiterService {
  /** What an edit, a retry or a bare request for tickets waits. */
  private readonly defaultWaitMs: number;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly em: EntityManager,
    private readonly feed: ChangeFeedService,
  ) {
    this.defaultWaitMs = settings.timings.waitForTicketsMs;
  }

  /**
   * Does `work` in one transaction, and then waits for the tickets of the owner that it gives. Listens from before the
   * commit that starts the work on them, so that nothing is missed.
   */
  async commitAndWait<T extends TicketOwner>(
    work: (em: EntityManager) => Promise<T>,
    timeoutMs = this.defaultWaitMs,
  ): Promise<T> {
    let subscription: Subscription | undefined;
    const committing = this.em.transactional(async (em) => {
      const owner = await work(em);
      subscription = this.subscribe(owner);
      return owner;
    });
    const owner = await committing.catch((error: unknown) => {
      subscription?.close();
      throw error;
    });
    await this.waitUntilIdle(subscription!, owner, timeoutMs);
    return owner;
  }

  /** For tickets that somebody else's transaction is making. */
  async wait(owner: TicketOwner, timeoutMs: number): Promise<void> {
    await this.waitUntilIdle(this.subscribe(owner), owner, timeoutMs);
  }

  private subscribe({ id }: TicketOwner): Subscription {
    return this.feed.subscribe(ticketTopic(id));
  }

  /** Closes the subscription whatever happens. */
  private async waitUntilIdle(
    subscription: Subscription,
    { id: ownerId, projectId }: TicketOwner,
    timeoutMs: number,
  ): Promise<void> {
    const areIdle = async () => {
      const operations = await inProject(this.em, projectId, (em) => em.find(TicketOperation, { ownerId }));
      return operations.every(({ isIdle }) => isIdle) ? true : null;
    };
    await subscription.waitFor(areIdle, timeoutMs, () => this.feed.isShuttingDown);
  }
}

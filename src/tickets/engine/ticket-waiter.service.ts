import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import { ChangeFeedService } from '../../shared/events/index.js';
import { inProject } from '../../shared/persistence/index.js';
import { ticketTopic } from './ticket-events.js';
import { TicketOperation } from './ticket-operation.entity.js';

/** Whose tickets they are: `ownerId` of their operations. */
export interface TicketOwner {
  readonly id: string;
  readonly projectId: string;
}

/** Waits until no worker has anything to do for an owner's tickets: created, failed, or waiting for something outside. */
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
   * Call it after the commit that starts the work. It subscribes before it reads the rows for the first time: a change
   * until then is in those rows, and a later one wakes it, so that nothing is missed.
   */
  async waitUntilIdle(
    { id: ownerId, projectId }: TicketOwner,
    timeoutMs = this.defaultWaitMs,
  ): Promise<void> {
    const areIdle = async () => {
      const operations = await inProject(this.em, projectId, (em) => em.find(TicketOperation, { ownerId }));
      return operations.every(({ isIdle }) => isIdle) ? true : null;
    };
    await this.feed
      .subscribe(ticketTopic(ownerId))
      .waitFor(areIdle, timeoutMs, () => this.feed.isShuttingDown);
  }
}

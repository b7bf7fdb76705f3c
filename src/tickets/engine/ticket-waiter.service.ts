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

  /** To subscribe before a commit and to wait after it; the caller closes it, whatever happens. */
  open(): TicketWait {
    return new TicketWait(this.em, this.feed, this.defaultWaitMs);
  }
}

/** One caller's wait for the tickets of one owner. */
export class TicketWait {
  private owner: TicketOwner | null = null;
  private subscription: Subscription | null = null;

  constructor(
    private readonly em: EntityManager,
    private readonly feed: ChangeFeedService,
    private readonly defaultWaitMs: number,
  ) {}

  /** Call it before the commit that starts the work on the tickets, so that no change is missed. @returns the owner. */
  subscribe<T extends TicketOwner>(owner: T): T {
    if (this.owner?.id !== owner.id) {
      this.close();
      this.owner = owner;
      this.subscription = this.feed.subscribe(ticketTopic(owner.id));
    }
    return owner;
  }

  /** Call it after the commit. Holds no database connection while it waits. */
  async untilIdle(timeoutMs = this.defaultWaitMs): Promise<void> {
    const { id: ownerId, projectId } = this.owner!;
    const areIdle = async () => {
      const operations = await inProject(this.em, projectId, (em) => em.find(TicketOperation, { ownerId }));
      return operations.every(({ isIdle }) => isIdle) ? true : null;
    };
    await this.subscription!.waitFor(areIdle, timeoutMs, () => this.feed.isShuttingDown);
  }

  close(): void {
    this.subscription?.close();
    this.owner = this.subscription = null;
  }
}

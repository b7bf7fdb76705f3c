import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/index.js';
import { FAILURE_POLICY, Integration, TrackerCalls } from '../integrations/index.js';
import { ProviderError, type TicketFinds } from '../providers/contract/index.js';
import { Clock } from '../shared/clock/index.js';
import { JobHandlers, type JobPayload } from '../shared/jobs/index.js';
import { databaseNow, findById, inProject } from '../shared/persistence/index.js';
import { FIND_TWINS_JOB } from './ticket-jobs.js';
import { TwinFinds } from './twin-finds.js';
import { TwinWatch } from './twin-watch.entity.js';
import { claimWatches, enqueueTwinLooks, type LookKey } from './twin-watches.queries.js';

interface Look {
  readonly integration: Integration;
  readonly watches: readonly TwinWatch[];
  /** How far this process's clock is ahead of the database's. */
  readonly aheadMs: number;
}

/** Looks, long after, for second tickets of what was uncertain: in bulk, one tracker account at a time. */
@Injectable()
export class FindTwinsJob {
  private readonly lookMs: number;
  private readonly laterMs: number;

  constructor(
    @Inject(SETTINGS) { providerTimeoutMs, timings }: Settings,
    private readonly em: EntityManager,
    private readonly calls: TrackerCalls,
    private readonly finds: TwinFinds,
    private readonly clock: Clock,
    handlers: JobHandlers,
  ) {
    this.lookMs = providerTimeoutMs + timings.leaseGraceMs;
    this.laterMs = timings.lookSpacingMaxMs;
    handlers.handle(FIND_TWINS_JOB, (payload) => this.run(payload));
    handlers.sweep(() => this.wake());
  }

  private async run(payload: JobPayload): Promise<void> {
    const key = {
      projectId: String(payload['projectId']),
      integrationId: String(payload['integrationId']),
    };
    const look = await this.claim(key);
    if (!look) return;
    const found = await this.search(look);
    const ids = look.watches.map(({ id }) => id);
    if (found) await this.finds.save(key.projectId, ids, found);
    else await this.finds.postpone(key.projectId, ids, this.laterMs);
    await this.wake();
  }

  private claim(key: LookKey): Promise<Look | null> {
    return inProject(this.em, key.projectId, (em) =>
      em.transactional(async (tx) => {
        const ids = await claimWatches(tx, key, this.lookMs);
        const integration = ids.length > 0 ? await findById(tx, Integration, key.integrationId) : null;
        if (!integration) return null;
        const watches = await tx.find(TwinWatch, { id: { $in: ids } });
        const aheadMs = this.clock.now().getTime() - (await databaseNow(tx)).getTime();
        return { integration, watches, aheadMs };
      }),
    );
  }

  /** Null: not now. What the tracker refuses for good counts as a look that saw nothing. */
  private async search({ integration, watches, aheadMs }: Look): Promise<TicketFinds | null> {
    const searches = watches.map(({ operationId, projectKey, sentAt }) => {
      return { operationId, projectKey, sentAt: new Date(sentAt.getTime() + aheadMs) };
    });
    try {
      return await this.calls.ask(integration, (connection) => connection.searchTickets(searches));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return FAILURE_POLICY[error.failure].work === 'wait' ? null : new Map();
    }
  }

  private wake(): Promise<void> {
    return enqueueTwinLooks(this.em.fork({ useContext: false }), FIND_TWINS_JOB);
  }
}

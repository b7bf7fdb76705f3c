import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import { FAILURE_POLICY, Integration, TrackerCallsService } from '../../integrations/index.js';
import { ProviderError, type TicketMatches } from '../../providers/contract/index.js';
import { Clock } from '../../shared/clock/index.js';
import { JobHandlerRegistry, type Lease } from '../../shared/jobs/index.js';
import { databaseNow, findById, inProject } from '../../shared/persistence/index.js';
import { type AccountKey, FIND_DUPLICATES_JOB } from '../engine/ticket-jobs.js';
import { DuplicateResultsService } from './duplicate-results.service.js';
import { DuplicateCheck } from './duplicate-check.entity.js';
import { DUPLICATE_CHECKS_QUEUE } from './duplicate-checks.queue.js';

interface ClaimedChecks {
  readonly lease: Lease;
  readonly integration: Integration;
  readonly checks: readonly DuplicateCheck[];
  /** How far this process's clock is ahead of the database's. */
  readonly clockSkewMs: number;
}

/** Searches, long after, for second tickets of what was uncertain: in bulk, one tracker account at a time. */
@Injectable()
export class FindDuplicatesJob {
  private readonly leaseMs: number;
  private readonly retryDelayMs: number;

  constructor(
    @Inject(SETTINGS) { providerTimeoutMs, timings }: Settings,
    private readonly em: EntityManager,
    private readonly calls: TrackerCallsService,
    private readonly results: DuplicateResultsService,
    private readonly clock: Clock,
    handlers: JobHandlerRegistry,
  ) {
    this.leaseMs = providerTimeoutMs + timings.leaseGraceMs;
    this.retryDelayMs = timings.lookupSpacingMaxMs;
    handlers.handle(FIND_DUPLICATES_JOB, (key) => this.run(key));
    handlers.registerSweep(() => this.wake());
  }

  private async run(key: AccountKey): Promise<void> {
    const claimed = await this.claim(key);
    if (!claimed) return;
    const matches = await this.search(claimed);
    if (matches) await this.results.save(key.projectId, claimed.lease, matches);
    else await this.results.postpone(key.projectId, claimed.lease, this.retryDelayMs);
    await this.wake();
  }

  private claim(key: AccountKey): Promise<ClaimedChecks | null> {
    return inProject(this.em, key.projectId, (em) =>
      em.transactional(async (tx) => {
        const lease = await DUPLICATE_CHECKS_QUEUE.claim(tx, key, this.leaseMs);
        const integration = lease ? await findById(tx, Integration, key.integrationId) : null;
        if (!lease || !integration) return null;
        const checks = await tx.find(DuplicateCheck, { id: { $in: [...lease.ids] } });
        const clockSkewMs = this.clock.now().getTime() - (await databaseNow(tx)).getTime();
        return { lease, integration, checks, clockSkewMs };
      }),
    );
  }

  /** Null: not now. What the tracker refuses for good counts as a search that found nothing. */
  private async search({ integration, checks, clockSkewMs }: ClaimedChecks): Promise<TicketMatches | null> {
    const searches = checks.map(({ operationId, projectKey, sentAt }) => {
      return { operationId, projectKey, sentAt: new Date(sentAt.getTime() + clockSkewMs) };
    });
    try {
      return await this.calls.ask(integration, (connection) => connection.searchTickets(searches));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return FAILURE_POLICY[error.failure].work === 'wait' ? null : new Map();
    }
  }

  private wake(): Promise<void> {
    return DUPLICATE_CHECKS_QUEUE.enqueueDue(this.em.fork({ useContext: false }));
  }
}

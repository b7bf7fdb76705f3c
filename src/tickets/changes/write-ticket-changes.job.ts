import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { SETTINGS, type Settings } from '../../config/index.js';
import { Integration, TrackerCallsService } from '../../integrations/index.js';
import { ProviderError, ProviderFailure } from '../../providers/contract/index.js';
import { JobHandlerRegistry, type Lease } from '../../shared/jobs/index.js';
import { AppLogger } from '../../shared/logging/index.js';
import { findById, inProject } from '../../shared/persistence/index.js';
import { type AccountKey, WRITE_TICKET_CHANGES_JOB } from '../engine/ticket-jobs.js';
import {
  outcomeOfFailure,
  type TicketChangeOutcome,
  type TicketChangeTimes,
} from './ticket-change-outcome.rules.js';
import { TicketChangeResultsService } from './ticket-change-results.service.js';
import { TicketChangeWriterRegistry } from './ticket-change-writer.registry.js';
import { TicketChange } from './ticket-change.entity.js';
import { TICKET_CHANGES_QUEUE } from './ticket-changes.queue.js';

/** What one job writes; more is left to the next, so that others get their turn. */
const CHANGES_PER_JOB = 10;
/** Time-outs of calls that one change may take: a lookup, a write, and the removal of what is outdated. */
const TIMEOUTS_PER_CHANGE = 3;
/** These say something about the whole account. That changes cannot be written does not: tickets may still be made. */
const ACCOUNT_FAILURES: readonly ProviderFailure[] = [
  ProviderFailure.UNAUTHENTICATED,
  ProviderFailure.RATE_LIMITED,
];

interface TicketChangeClaim {
  readonly lease: Lease;
  readonly change: TicketChange;
  readonly integration: Integration;
}

/** Writes what should stand on tickets, while nobody waits: one change after another in each tracker account. */
@Injectable()
export class WriteTicketChangesJob {
  private readonly leaseMs: number;
  private readonly graceMs: number;
  private readonly times: TicketChangeTimes;

  constructor(
    @Inject(SETTINGS) { providerTimeoutMs, timings }: Settings,
    private readonly em: EntityManager,
    private readonly calls: TrackerCallsService,
    private readonly writers: TicketChangeWriterRegistry,
    private readonly results: TicketChangeResultsService,
    private readonly logger: AppLogger,
    handlers: JobHandlerRegistry,
  ) {
    this.graceMs = timings.leaseGraceMs;
    this.leaseMs = providerTimeoutMs * TIMEOUTS_PER_CHANGE + this.graceMs;
    this.times = {
      downMaxMs: timings.pauseMaxMs,
      unexplainedMaxMs: timings.lookupSpacingMaxMs,
      lateEffectMaxMs: timings.listProofAfterMs,
    };
    handlers.handle(WRITE_TICKET_CHANGES_JOB, (key, signal) => this.run(key, signal));
    handlers.registerSweep(() => this.wake());
  }

  private async run(key: AccountKey, signal: AbortSignal): Promise<void> {
    for (let count = 0; count < CHANGES_PER_JOB && !signal.aborted; count += 1) {
      const startedAt = performance.now();
      const claim = await this.claim(key);
      if (!claim) break;
      const outcome = await this.write(claim, startedAt);
      // Its lease has run out, or will during the call: another job takes it up.
      if (!outcome) break;
      await this.results.save(claim.lease, claim.change, outcome);
      if (outcome.kind === 'later') break;
    }
    await this.wake();
  }

  private claim(key: AccountKey): Promise<TicketChangeClaim | null> {
    return inProject(this.em, key.projectId, (em) =>
      em.transactional(async (tx) => {
        const lease = await TICKET_CHANGES_QUEUE.claim(tx, key, this.leaseMs);
        if (!lease) return null;
        const change = await tx.findOneOrFail(TicketChange, { id: { $in: [...lease.ids] } });
        return { lease, change, integration: (await findById(tx, Integration, key.integrationId))! };
      }),
    );
  }

  /** Null: too late to send. */
  private async write(
    { change, integration }: TicketChangeClaim,
    startedAt: number,
  ): Promise<TicketChangeOutcome | null> {
    try {
      const connection = await this.calls.connection(integration);
      if (performance.now() - startedAt > this.graceMs) return null;
      await this.writers.writerOf(change).write(connection, change);
      return { kind: 'done' };
    } catch (error) {
      await this.recordFailure(integration, change, error);
      return outcomeOfFailure(error, change, this.times, Math.random());
    }
  }

  private async recordFailure(integration: Integration, change: TicketChange, error: unknown): Promise<void> {
    if (!(error instanceof ProviderError))
      this.logger.error('Changing a ticket failed unexpectedly.', { changeId: change.id, error });
    else if (ACCOUNT_FAILURES.includes(error.failure)) await this.calls.recordFailure(integration, error);
  }

  private wake(): Promise<void> {
    return TICKET_CHANGES_QUEUE.enqueueDue(this.em.fork({ useContext: false }));
  }
}

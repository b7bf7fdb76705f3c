import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { SETTINGS, type Settings } from '../../config/index.js';
import { Integration, TrackerCallsService } from '../../integrations/index.js';
import { ProviderError, ProviderFailure } from '../../providers/contract/index.js';
import { JobHandlerRegistry } from '../../shared/jobs/index.js';
import { AppLogger } from '../../shared/logging/index.js';
import { findById, inProject } from '../../shared/persistence/index.js';
import { WRITE_CROSS_LINKS_JOB } from '../engine/ticket-jobs.js';
import { CrossLinkResultsService } from './cross-link-results.service.js';
import { type CrossLinkOutcome, type CrossLinkTimes, outcomeOfFailure } from './cross-link-outcome.rules.js';
import { CrossLink } from './cross-link.entity.js';
import type { AccountKey } from '../engine/ticket-claims.queries.js';
import { claimCrossLink, enqueueDueCrossLinks } from './cross-links.queries.js';

/** What one job puts; more is left to the next, so that others get their turn. */
const LINKS_PER_JOB = 10;
/** The time-outs that one link may take: a look, a link that is put, and an outdated one that is taken away. */
const CALLS_PER_LINK = 3;
/** A word about the whole account. That links cannot be put just now is none: tickets may still be made. */
const ACCOUNT_FAILURES: readonly ProviderFailure[] = [
  ProviderFailure.UNAUTHENTICATED,
  ProviderFailure.RATE_LIMITED,
];

interface CrossLinkClaim {
  readonly link: CrossLink;
  readonly integration: Integration;
}

/** Puts links to siblings on tickets, for nobody who waits: one after another in each tracker account. */
@Injectable()
export class WriteCrossLinksJob {
  private readonly leaseMs: number;
  private readonly graceMs: number;
  private readonly times: CrossLinkTimes;

  constructor(
    @Inject(SETTINGS) { providerTimeoutMs, timings }: Settings,
    private readonly em: EntityManager,
    private readonly calls: TrackerCallsService,
    private readonly results: CrossLinkResultsService,
    private readonly logger: AppLogger,
    handlers: JobHandlerRegistry,
  ) {
    this.graceMs = timings.leaseGraceMs;
    this.leaseMs = providerTimeoutMs * CALLS_PER_LINK + this.graceMs;
    this.times = {
      downMaxMs: timings.pauseMaxMs,
      unexplainedMaxMs: timings.lookupSpacingMaxMs,
      lateEffectMaxMs: timings.listProofAfterMs,
    };
    handlers.handle(WRITE_CROSS_LINKS_JOB, (key, signal) => this.run(key, signal));
    handlers.registerSweep(() => this.wake());
  }

  private async run(key: AccountKey, signal: AbortSignal): Promise<void> {
    for (let count = 0; count < LINKS_PER_JOB && !signal.aborted; count += 1) {
      const startedAt = performance.now();
      const claim = await this.claim(key);
      if (!claim) break;
      const outcome = await this.write(claim, startedAt);
      // Its lease has run out, or will during the call: another takes it up.
      if (!outcome) break;
      await this.results.save(claim.link, outcome);
      if (outcome.kind === 'later') break;
    }
    await this.wake();
  }

  private claim(key: AccountKey): Promise<CrossLinkClaim | null> {
    return inProject(this.em, key.projectId, (em) =>
      em.transactional(async (tx) => {
        const id = await claimCrossLink(tx, key, this.leaseMs);
        if (id === null) return null;
        const link = await tx.findOneOrFail(CrossLink, { id });
        return { link, integration: (await findById(tx, Integration, key.integrationId))! };
      }),
    );
  }

  /** Null: too late to send. */
  private async write(
    { link, integration }: CrossLinkClaim,
    startedAt: number,
  ): Promise<CrossLinkOutcome | null> {
    try {
      const connection = await this.calls.connection(integration);
      if (performance.now() - startedAt > this.graceMs) return null;
      await connection.putExternalLink?.(link.remoteId, {
        id: link.linkId,
        url: link.url,
        title: link.title,
      });
      return { kind: 'done' };
    } catch (error) {
      await this.recordFailure(integration, link, error);
      return outcomeOfFailure(error, link, this.times, Math.random());
    }
  }

  private async recordFailure(integration: Integration, link: CrossLink, error: unknown): Promise<void> {
    if (!(error instanceof ProviderError))
      this.logger.error('Linking a ticket failed unexpectedly.', { linkId: link.id, error });
    else if (ACCOUNT_FAILURES.includes(error.failure)) await this.calls.recordFailure(integration, error);
  }

  private wake(): Promise<void> {
    return enqueueDueCrossLinks(this.em.fork({ useContext: false }), WRITE_CROSS_LINKS_JOB.name);
  }
}

import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { SETTINGS, type Settings } from '../../config/index.js';
import { Integration, TrackerCalls } from '../../integrations/index.js';
import { ProviderError, ProviderFailure } from '../../providers/contract/index.js';
import { JobHandlers, type JobPayload } from '../../shared/jobs/index.js';
import { AppLogger } from '../../shared/logging/index.js';
import { findById, inProject } from '../../shared/persistence/index.js';
import { LINK_SIBLINGS_JOB } from '../ticket-jobs.js';
import { LinkResults } from './link-results.js';
import { type LinkOutcome, type LinkTimes, outcomeOfFailure } from './link-outcome.rules.js';
import { SiblingLink } from './sibling-link.entity.js';
import { claimLink, enqueueDueLinks, type LinkingKey } from './sibling-links.queries.js';

/** What one job puts; more is left to the next, so that others get their turn. */
const LINKS_PER_JOB = 10;
/** The time-outs that one link may take: a look, a link that is put, and an outdated one that is taken away. */
const CALLS_PER_LINK = 3;
/** A word about the whole account. That links cannot be put just now is none: tickets may still be made. */
const OF_THE_ACCOUNT: readonly ProviderFailure[] = [
  ProviderFailure.UNAUTHENTICATED,
  ProviderFailure.RATE_LIMITED,
];

interface LinkClaim {
  readonly link: SiblingLink;
  readonly integration: Integration;
}

/** Puts links to siblings on tickets, for nobody who waits: one after another in each tracker account. */
@Injectable()
export class LinkSiblingsJob {
  private readonly leaseMs: number;
  private readonly graceMs: number;
  private readonly times: LinkTimes;

  constructor(
    @Inject(SETTINGS) { providerTimeoutMs, timings }: Settings,
    private readonly em: EntityManager,
    private readonly calls: TrackerCalls,
    private readonly results: LinkResults,
    private readonly logger: AppLogger,
    handlers: JobHandlers,
  ) {
    this.graceMs = timings.leaseGraceMs;
    this.leaseMs = providerTimeoutMs * CALLS_PER_LINK + this.graceMs;
    this.times = {
      downMaxMs: timings.blockedMaxMs,
      unexplainedMaxMs: timings.lookSpacingMaxMs,
      settledAfterMs: timings.listProofAfterMs,
    };
    handlers.handle(LINK_SIBLINGS_JOB, (payload, signal) => this.run(payload, signal));
    handlers.sweep(() => this.wake());
  }

  private async run(payload: JobPayload, signal: AbortSignal): Promise<void> {
    const key = {
      projectId: String(payload['projectId']),
      integrationId: String(payload['integrationId']),
    };
    for (let count = 0; count < LINKS_PER_JOB && !signal.aborted; count += 1) {
      const begun = performance.now();
      const claim = await this.claim(key);
      if (!claim) break;
      const outcome = await this.put(claim, begun);
      // Its lease has run out, or will during the call: another takes it up.
      if (!outcome) break;
      await this.results.save(claim.link, outcome);
      if (outcome.kind === 'later') break;
    }
    await this.wake();
  }

  private claim(key: LinkingKey): Promise<LinkClaim | null> {
    return inProject(this.em, key.projectId, (em) =>
      em.transactional(async (tx) => {
        const id = await claimLink(tx, key, this.leaseMs);
        if (id === null) return null;
        const link = await tx.findOneOrFail(SiblingLink, { id });
        return { link, integration: (await findById(tx, Integration, key.integrationId))! };
      }),
    );
  }

  /** Null: too late to send. */
  private async put({ link, integration }: LinkClaim, begun: number): Promise<LinkOutcome | null> {
    try {
      const connection = await this.calls.connection(integration);
      if (performance.now() - begun > this.graceMs) return null;
      await connection.linkBuild?.(link.remoteId, { id: link.linkId, url: link.url, title: link.title });
      return { kind: 'done' };
    } catch (error) {
      await this.note(integration, link, error);
      return outcomeOfFailure(error, link, this.times, Math.random());
    }
  }

  private async note(integration: Integration, link: SiblingLink, error: unknown): Promise<void> {
    if (!(error instanceof ProviderError))
      this.logger.error('Linking a ticket failed unexpectedly.', { linkId: link.id, error });
    else if (OF_THE_ACCOUNT.includes(error.failure)) await this.calls.noteFailure(integration, error);
  }

  private wake(): Promise<void> {
    return enqueueDueLinks(this.em.fork({ useContext: false }), LINK_SIBLINGS_JOB);
  }
}

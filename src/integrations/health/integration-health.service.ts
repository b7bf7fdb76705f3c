import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { ActivityLogService, SYSTEM_ACTOR } from '../../activity/index.js';
import { SETTINGS, type Settings } from '../../config/index.js';
import { type ProviderError } from '../../providers/contract/index.js';
import { DomainEventsService } from '../../shared/events/index.js';
import { AppLogger } from '../../shared/logging/index.js';
import { JobQueueService } from '../../shared/jobs/index.js';
import { databaseNow } from '../../shared/persistence/index.js';
import { FAILURE_POLICY, type IntegrationEffect, pauseMs } from './failure-policy.rules.js';
import { Integration } from '../integration.entity.js';
import { PROBE_JOB } from './probe-job.js';
import { lockIntegrationForUpdate } from '../integration-locks.queries.js';

declare module '../../shared/events/domain-events.service.js' {
  interface DomainEventMap {
    /** It can be used again: enabled, accepted and not paused. Work that waited for that may go on. */
    'integration.available': { readonly integration: Integration };
    /** It cannot be used for now; `reason` is for people. */
    'integration.unavailable': { readonly integration: Integration; readonly reason: string };
  }
}

/** Which credentials a call was made with: what a newer version has replaced says nothing about the integration. */
export interface CallCredentials {
  readonly integrationId: string;
  readonly credentialVersion: number;
}

/** Keeps what is known about an integration true, from real calls. */
@Injectable()
export class IntegrationHealthService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly activity: ActivityLogService,
    private readonly events: DomainEventsService,
    private readonly jobs: JobQueueService,
    private readonly logger: AppLogger,
  ) {}

  /** Applies a failed call: refused credentials are marked, a tracker that is down or limits us is left in peace. */
  async recordFailure(em: EntityManager, call: CallCredentials, error: ProviderError): Promise<void> {
    await this.apply(em, call, error, FAILURE_POLICY[error.failure].integration, false);
  }

  /** Applies a failed look at a paused integration: whatever it was, the pause goes on, unless we were refused. */
  async recordProbeFailure(em: EntityManager, call: CallCredentials, error: ProviderError): Promise<void> {
    const isRefused = FAILURE_POLICY[error.failure].integration === 'refuse';
    await this.apply(em, call, error, isRefused ? 'refuse' : 'pause', true);
  }

  private async apply(
    em: EntityManager,
    call: CallCredentials,
    error: ProviderError,
    effect: IntegrationEffect,
    isProbe: boolean,
  ): Promise<void> {
    if (effect === 'none') return;
    await em.transactional(async (tx) => {
      const integration = await this.lock(tx, call);
      if (!integration) return;
      if (effect === 'refuse') await this.markCredentialsRefused(tx, integration, error);
      else await this.pause(tx, integration, error, isProbe);
    });
  }

  /** Applies a call that the tracker answered as us. */
  async recordSuccess(em: EntityManager, call: CallCredentials, remoteAccount: string): Promise<void> {
    await em.transactional(async (tx) => {
      const integration = await this.lock(tx, call);
      if (!integration) return;
      const wasUnavailable = integration.unavailableReason !== null;
      integration.markCredentialsAccepted(remoteAccount, await databaseNow(tx));
      // Whoever asks again and again hurries nobody.
      if (!wasUnavailable) return;
      this.logger.info('A tracker can be used again.', logDetails(integration));
      await this.publishAvailability(tx, integration);
    });
  }

  /** Tells whoever waits for this integration how it stands now. Call it after any change to that, before the commit. */
  async publishAvailability(em: EntityManager, integration: Integration): Promise<void> {
    const reason = integration.unavailableReason;
    if (reason === null) await this.events.emit(em, 'integration.available', { integration });
    else await this.events.emit(em, 'integration.unavailable', { integration, reason });
  }

  private async markCredentialsRefused(
    tx: EntityManager,
    integration: Integration,
    error: ProviderError,
  ): Promise<void> {
    const before = integration.verificationStatus;
    integration.markCredentialsRefused(error.message, await databaseNow(tx));
    if (before !== integration.verificationStatus) {
      this.logger.warn('A tracker refuses the credentials; its tickets wait.', {
        ...logDetails(integration),
        reason: error.message,
      });
      this.activity.record(tx, {
        projectId: integration.projectId,
        actor: SYSTEM_ACTOR,
        action: 'integration.refused',
        summary: `${integration.name}: the tracker refuses the credentials. Tickets wait until they are renewed.`,
        details: { integrationId: integration.id, verificationStatus: integration.verificationStatus },
      });
    }
    await this.publishAvailability(tx, integration);
  }

  private async pause(
    tx: EntityManager,
    integration: Integration,
    error: ProviderError,
    isProbe: boolean,
  ): Promise<void> {
    const now = await databaseNow(tx);
    const { pausedUntil, lastVerifiedAt } = integration;
    const isPaused = pausedUntil !== null && pausedUntil > now;
    // One outage fails many calls: the first has said it. A probe's own time counts as a pause while it runs.
    if (isPaused && !isProbe && error.retryAfterSeconds === null) return;
    const maxMs = this.settings.timings.pauseMaxMs;
    // A tracker that knows us may refuse all work all the same: pauses begin small again after a good while only.
    const isLongAgo = lastVerifiedAt === null || now.getTime() - lastVerifiedAt.getTime() > maxMs;
    if (pausedUntil === null && isLongAgo) integration.resetPauseCount();
    const pause = pauseMs(error.retryAfterSeconds, integration.pauseCount, maxMs, Math.random());
    const currentEndMs = isProbe ? 0 : (pausedUntil?.getTime() ?? 0);
    integration.pause(new Date(Math.max(now.getTime() + pause, currentEndMs)), error.message);
    // Once an outage: its further pauses say nothing new.
    if (pausedUntil === null) {
      this.logger.warn('A tracker cannot be used for now; its tickets wait.', {
        ...logDetails(integration),
        until: integration.pausedUntil,
        reason: error.message,
      });
    }
    await this.publishAvailability(tx, integration);
    await this.enqueueProbe(tx, integration);
  }

  /** When the pause is over, one `whoAmI` decides. */
  async enqueueProbe(em: EntityManager, { id, projectId, pausedUntil }: Integration): Promise<void> {
    await this.jobs.add(em, PROBE_JOB, { integrationId: id, projectId }, { runAt: pausedUntil });
  }

  private async lock(tx: EntityManager, call: CallCredentials): Promise<Integration | null> {
    const integration = await lockIntegrationForUpdate(tx, call.integrationId);
    const isCurrent = integration?.credentialVersion === call.credentialVersion && !integration.isDeleted;
    return isCurrent ? integration : null;
  }
}

function logDetails({ id, projectId, providerType }: Integration) {
  return { integrationId: id, projectId, tracker: providerType };
}

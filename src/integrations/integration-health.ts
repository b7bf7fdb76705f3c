import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { ActivityLog, SYSTEM_ACTOR } from '../activity/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { type ProviderError } from '../providers/contract/index.js';
import { DomainEvents } from '../shared/events/index.js';
import { JobQueue } from '../shared/jobs/index.js';
import { databaseNow } from '../shared/persistence/index.js';
import { FAILURE_POLICY, type IntegrationEffect, pauseMs } from './failure-policy.rules.js';
import { Integration } from './integration.entity.js';
import { lockIntegrationToChange } from './integration-locks.queries.js';
import { VerificationStatus } from './tracker.enums.js';

/** Never rename: stored with every job. */
export const PROBE_JOB = 'integrations.probe';

declare module '../shared/events/domain-events.js' {
  interface DomainEventMap {
    /** It can be used again: enabled, accepted and not paused. Work that waited for that may go on. */
    'integration.ready': { readonly integration: Integration };
    /** It cannot be used for now; `reason` is for people. */
    'integration.held': { readonly integration: Integration; readonly reason: string };
  }
}

/** Which credentials a call was made with: what a newer version has replaced says nothing about the integration. */
export interface CallIdentity {
  readonly integrationId: string;
  readonly credentialVersion: number;
}

/** Keeps what is known about an integration true, from real calls. */
@Injectable()
export class IntegrationHealth {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly activity: ActivityLog,
    private readonly events: DomainEvents,
    private readonly jobs: JobQueue,
  ) {}

  /** Applies a failed call: refused credentials are marked, a tracker that is down or limits us is left in peace. */
  async failed(em: EntityManager, call: CallIdentity, error: ProviderError): Promise<void> {
    await this.apply(em, call, error, FAILURE_POLICY[error.failure].integration, false);
  }

  /** Applies a failed look at a paused integration: whatever it was, the pause goes on, unless we were refused. */
  async stillFailing(em: EntityManager, call: CallIdentity, error: ProviderError): Promise<void> {
    const isRefused = FAILURE_POLICY[error.failure].integration === 'refuse';
    await this.apply(em, call, error, isRefused ? 'refuse' : 'block', true);
  }

  private async apply(
    em: EntityManager,
    call: CallIdentity,
    error: ProviderError,
    effect: IntegrationEffect,
    isProbe: boolean,
  ): Promise<void> {
    if (effect === 'none') return;
    await em.transactional(async (tx) => {
      const integration = await this.lock(tx, call);
      if (!integration) return;
      if (effect === 'refuse') await this.refuse(tx, integration, error);
      else await this.block(tx, integration, error, isProbe);
    });
  }

  /** Applies a call that the tracker answered as us. */
  async answered(em: EntityManager, call: CallIdentity, remoteAccount: string): Promise<void> {
    await em.transactional(async (tx) => {
      const integration = await this.lock(tx, call);
      if (!integration) return;
      const wasHeld = holdReason(integration) !== null;
      integration.accept(remoteAccount, await databaseNow(tx));
      // Whoever asks again and again hurries nobody.
      if (wasHeld) await this.announce(tx, integration);
    });
  }

  /** Tells whoever waits for this integration how it stands now. Call it after any change to that, before the commit. */
  async announce(em: EntityManager, integration: Integration): Promise<void> {
    const reason = holdReason(integration);
    if (reason === null) await this.events.emit(em, 'integration.ready', { integration });
    else await this.events.emit(em, 'integration.held', { integration, reason });
  }

  private async refuse(tx: EntityManager, integration: Integration, error: ProviderError): Promise<void> {
    const before = integration.verificationStatus;
    integration.refuse(error.message, await databaseNow(tx));
    if (before !== integration.verificationStatus) {
      this.activity.record(tx, {
        projectId: integration.projectId,
        actor: SYSTEM_ACTOR,
        action: 'integration.refused',
        summary: `${integration.name}: the tracker refuses the credentials. Tickets wait until they are renewed.`,
        details: { integrationId: integration.id, verificationStatus: integration.verificationStatus },
      });
    }
    await this.announce(tx, integration);
  }

  private async block(
    tx: EntityManager,
    integration: Integration,
    error: ProviderError,
    isProbe: boolean,
  ): Promise<void> {
    const now = await databaseNow(tx);
    const { blockedUntil, lastVerifiedAt } = integration;
    const isPaused = blockedUntil !== null && blockedUntil > now;
    // One outage fails many calls: the first has said it. A probe's own time counts as a pause while it runs.
    if (isPaused && !isProbe && error.retryAfterSeconds === null) return;
    const maxMs = this.settings.timings.blockedMaxMs;
    // A tracker that knows us may refuse all work all the same: pauses begin small again after a good while only.
    const isLongAgo = lastVerifiedAt === null || now.getTime() - lastVerifiedAt.getTime() > maxMs;
    if (blockedUntil === null && isLongAgo) integration.forgetPauses();
    const pause = pauseMs(error.retryAfterSeconds, integration.blockedCount, maxMs, Math.random());
    const kept = isProbe ? 0 : (blockedUntil?.getTime() ?? 0);
    integration.block(new Date(Math.max(now.getTime() + pause, kept)), error.message);
    await this.announce(tx, integration);
    await this.enqueueProbe(tx, integration);
  }

  /** When the pause is over, one `whoAmI` decides. */
  async enqueueProbe(em: EntityManager, { id, projectId, blockedUntil }: Integration): Promise<void> {
    await this.jobs.add(
      em,
      PROBE_JOB,
      { integrationId: id, projectId },
      { key: `probe:${id}`, ...(blockedUntil && { runAt: blockedUntil }) },
    );
  }

  private async lock(tx: EntityManager, call: CallIdentity): Promise<Integration | null> {
    const integration = await lockIntegrationToChange(tx, call.integrationId);
    const isCurrent = integration?.credentialVersion === call.credentialVersion && !integration.isDeleted;
    return isCurrent ? integration : null;
  }
}

/** Why nothing of an integration is sent just now, for a person; null: nothing holds it. */
export function holdReason(integration: Integration): string | null {
  const { blockedUntil, blockedReason } = integration;
  return barReason(integration) ?? (blockedUntil && (blockedReason ?? 'The tracker is paused.'));
}

/** Why an integration may not be asked at all, for a person; null: it may, paused or not. */
export function barReason(integration: Integration): string | null {
  if (integration.isDeleted) return 'The integration was disconnected.';
  if (!integration.isEnabled) return 'The integration is switched off. Switch it on to go on.';
  if (integration.verificationStatus !== VerificationStatus.VALID) {
    return `The tracker refuses the credentials of ${integration.name}. Renew them to go on.`;
  }
  return null;
}

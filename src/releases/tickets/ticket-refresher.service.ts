import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import { disabledReason, Integration, TrackerCallsService } from '../../integrations/index.js';
import { ProviderError, ProviderFailure, type TicketSnapshot } from '../../providers/contract/index.js';
import { ChangeFeedService } from '../../shared/events/index.js';
import { Job, JobHandlerRegistry, JobQueueService } from '../../shared/jobs/index.js';
import { databaseNow, findByIds, inProject } from '../../shared/persistence/index.js';
import {
  FOLLOWED_STATES,
  internalReason,
  toTicketError,
  type TicketError,
  TicketChangePublisherService,
  TicketEngineService,
  TicketState,
  ticketTopic,
} from '../../tickets/index.js';
import { ReleaseTicket } from './release-ticket.entity.js';

/** Never rename: stored with every job. */
const CONFIRM_MISSING_JOB = new Job<{ readonly projectId: string; readonly releaseId: string }>(
  'releases.confirm-missing',
  'confirm-missing',
  ['releaseId'],
);

/** What one tracker account said about the tickets that live there. */
type AccountReport =
  | { readonly asked: readonly string[]; readonly snapshots: ReadonlyMap<string, TicketSnapshot> }
  | {
      readonly asked: readonly string[];
      readonly error: TicketError;
      /** It may not be asked before a person changes something. */
      readonly isDisabled: boolean;
    };

/** Re-reads the statuses of a release's tickets: one bulk call per tracker account. */
@Injectable()
export class TicketRefresherService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly em: EntityManager,
    private readonly calls: TrackerCallsService,
    private readonly engine: TicketEngineService,
    private readonly publisher: TicketChangePublisherService,
    private readonly feed: ChangeFeedService,
    private readonly jobs: JobQueueService,
    handlers: JobHandlerRegistry,
  ) {
    handlers.handle(CONFIRM_MISSING_JOB, ({ projectId, releaseId }) => this.refresh(projectId, releaseId));
  }

  async refresh(projectId: string, releaseId: string): Promise<void> {
    const { tickets, integrations } = await inProject(this.em, projectId, (em) => this.load(em, releaseId));
    const byIntegration = Map.groupBy(tickets, ({ operation }) => operation.integrationId);
    const reports = new Map(
      await Promise.all(
        [...byIntegration].map(
          async ([id, ofIt]) => [id, await this.readStatuses(integrations.get(id)!, ofIt)] as const,
        ),
      ),
    );
    await inProject(this.em, projectId, (em) =>
      em.transactional((tx) => this.save(tx, projectId, releaseId, reports)),
    );
  }

  private async load(em: EntityManager, releaseId: string) {
    const all = await em.find(ReleaseTicket, { releaseId }, { populate: ['operation'] });
    const tickets = all.filter(({ operation }) => FOLLOWED_STATES.includes(operation.state));
    const integrations = await findByIds(
      em,
      Integration,
      tickets.map(({ operation }) => operation.integrationId),
    );
    return { tickets, integrations };
  }

  /** A ticket that was gone at the last look is only believed gone when the tracker still knows us. */
  private async readStatuses(
    integration: Integration,
    tickets: readonly ReleaseTicket[],
  ): Promise<AccountReport> {
    const asked = tickets.flatMap(({ operation }) => operation.remoteId ?? []);
    const reason = disabledReason(integration);
    if (reason !== null) return { asked, error: internalReason(reason, true), isDisabled: true };
    const hasMissing = tickets.some(({ operation }) => operation.firstMissingAt !== null);
    try {
      // At the same time: each may take the whole time that a tracker has.
      const [snapshots] = await this.calls.ask(integration, (connection) =>
        Promise.all([connection.getTickets(asked), hasMissing ? connection.whoAmI() : null]),
      );
      return { asked, snapshots };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return { asked, error: toTicketError(error), isDisabled: false };
    }
  }

  private async save(
    em: EntityManager,
    projectId: string,
    releaseId: string,
    reports: ReadonlyMap<string, AccountReport>,
  ): Promise<void> {
    await this.engine.lock(em, releaseId);
    const tickets = await em.find(ReleaseTicket, { releaseId }, { populate: ['operation'] });
    const now = await databaseNow(em);
    for (const ticket of tickets) {
      const { integrationId, remoteId, state } = ticket.operation;
      const report = reports.get(integrationId);
      // One that was made meanwhile was not asked about.
      if (!report?.asked.includes(remoteId ?? '') || !FOLLOWED_STATES.includes(state)) continue;
      if ('error' in report) ticket.recordCheckError(report.error, now);
      else await this.apply(em, ticket, report.snapshots.get(remoteId!) ?? null, now);
    }
    await em.flush();
    const isUnconfirmed = ({ operation: { state, firstMissingAt, integrationId } }: ReleaseTicket) =>
      state === TicketState.CREATED && firstMissingAt !== null && !isDisabled(reports.get(integrationId));
    if (tickets.some(isUnconfirmed)) {
      await this.confirmLater(em, projectId, releaseId, now);
    }
    await this.feed.publish(em, ticketTopic(releaseId));
  }

  private async apply(
    em: EntityManager,
    ticket: ReleaseTicket,
    snapshot: TicketSnapshot | null,
    now: Date,
  ): Promise<void> {
    const { operation } = ticket;
    const before = operation.state;
    if (snapshot) {
      ticket.recordStatus(snapshot, now);
      operation.setFirstMissingAt(null);
      operation.renamed(snapshot, now);
      if (before === TicketState.MISSING) operation.foundAgain(snapshot, now);
    } else if (before === TicketState.CREATED) {
      this.applyAbsence(ticket, now);
    }
    await this.publisher.publish(em, operation, before);
  }

  /** Twice, some time apart: a single miss may be the tracker's own trouble. */
  private applyAbsence(ticket: ReleaseTicket, now: Date): void {
    const { operation } = ticket;
    const firstMissingAt = operation.firstMissingAt;
    if (!firstMissingAt) {
      operation.setFirstMissingAt(now);
      ticket.recordCheckError(
        {
          failure: ProviderFailure.NOT_FOUND,
          message:
            'The tracker does not show this ticket any more. It is looked for once more before it counts as gone.',
          retryable: true,
          fields: [],
        },
        now,
      );
    } else if (now.getTime() - firstMissingAt.getTime() >= this.settings.timings.missingConfirmMs) {
      operation.missing(
        {
          failure: ProviderFailure.NOT_FOUND,
          message:
            'The ticket is gone from the tracker, or hidden from us. Restore it there, or retry to make another.',
          retryable: false,
          fields: [],
        },
        now,
      );
    }
  }

  private async confirmLater(
    em: EntityManager,
    projectId: string,
    releaseId: string,
    now: Date,
  ): Promise<void> {
    const runAt = new Date(now.getTime() + this.settings.timings.missingConfirmMs);
    await this.jobs.add(em, CONFIRM_MISSING_JOB, { projectId, releaseId }, { runAt });
  }
}

/** Then nobody looks again by itself: the next refresh that a person asks for goes on. */
function isDisabled(report: AccountReport | undefined): boolean {
  return report !== undefined && 'error' in report && report.isDisabled;
}

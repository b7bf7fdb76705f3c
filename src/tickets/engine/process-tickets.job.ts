import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import { TrackerCallsService } from '../../integrations/index.js';
import {
  type CreateOutcome,
  type PmConnection,
  ProviderError,
  type TicketLookup,
} from '../../providers/contract/index.js';
import { JobHandlerRegistry } from '../../shared/jobs/index.js';
import { AppLogger } from '../../shared/logging/index.js';
import { recordHeartbeat } from './database-continuity.queries.js';
import { ExpiredLeasesService } from './expired-leases.service.js';
import { internalReason, type TicketError, toTicketError } from './ticket-error.object.js';
import { PROCESS_TICKETS_JOB, type TicketBatchKey } from './ticket-jobs.js';
import type { TicketOperation } from './ticket-operation.entity.js';
import { outcomeOfError, worstFailure } from './create-outcome.rules.js';
import { TicketResultsService } from './ticket-results.service.js';
import { TICKET_OPERATIONS_QUEUE } from './ticket-operations.queue.js';
import { type Claim, TicketClaimsService } from './ticket-claims.service.js';

/** Rounds of one job: a lookup that proves absence, then the creation. More is left to the next wake-up. */
const MAX_ROUNDS = 3;

/** Makes the tickets of one owner in one tracker account, exactly once each (docs/exactly-once.md). */
@Injectable()
export class ProcessTicketsJob {
  constructor(
    private readonly em: EntityManager,
    private readonly claims: TicketClaimsService,
    private readonly results: TicketResultsService,
    private readonly calls: TrackerCallsService,
    private readonly expiredLeases: ExpiredLeasesService,
    private readonly logger: AppLogger,
    @Inject(SETTINGS) settings: Settings,
    handlers: JobHandlerRegistry,
  ) {
    handlers.handle(PROCESS_TICKETS_JOB, (key, signal) => this.run(key, signal));
    handlers.registerHeartbeat(() =>
      recordHeartbeat(this.em.fork({ useContext: false }), settings.timings.sweepEveryMs),
    );
    handlers.registerSweep(() => this.sweep());
  }

  private async run(key: TicketBatchKey, signal: AbortSignal): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS && !signal.aborted; round += 1) {
      const claim = await this.claims.claim(key);
      if (!claim) break;
      const mayHaveMore = await this.processClaim(claim);
      // Whoever ends a lease wakes the next; a job that found no room ends without, or it would go round in circles.
      await TICKET_OPERATIONS_QUEUE.enqueueDue(this.em.fork({ useContext: false }), {
        projectId: key.projectId,
      });
      if (!mayHaveMore) break;
    }
  }

  /** @returns whether another round may find more to do at once. */
  private async processClaim(claim: Claim): Promise<boolean> {
    const hasDraft = ({ id }: TicketOperation) => claim.drafts.has(id);
    const withoutDraft = [...claim.toCreate, ...claim.toConfirm].filter((row) => !hasDraft(row));
    await this.results.failWithoutDraft(claim, withoutDraft);
    const isLookupAnswered = await this.lookUpUncertain(claim, claim.toLookUp);
    const confirmed = await this.confirmAbsent(claim, claim.toConfirm.filter(hasDraft));
    await this.createTickets(claim, [...claim.toCreate.filter(hasDraft), ...confirmed]);
    return isLookupAnswered && claim.toLookUp.length > 0;
  }

  /** Looks up what may exist; what is proven absent becomes PENDING again. @returns whether the tracker answered. */
  private async lookUpUncertain(claim: Claim, rows: readonly TicketOperation[]): Promise<boolean> {
    const outcomes = await this.lookUp(claim, rows);
    if (!outcomes) return false;
    await this.results.requeueAbsent(claim, await this.results.saveLookups(claim, rows, outcomes), outcomes);
    return true;
  }

  /** Looks up once what is too old to be made without. @returns what may be made. */
  private async confirmAbsent(
    claim: Claim,
    rows: readonly TicketOperation[],
  ): Promise<readonly TicketOperation[]> {
    const outcomes = await this.lookUp(claim, rows);
    return outcomes ? this.results.saveLookups(claim, rows, outcomes) : [];
  }

  /** Null: the tracker could not be asked; the rows are postponed. */
  private async lookUp(claim: Claim, rows: readonly TicketOperation[]) {
    if (rows.length === 0) return null;
    const lookups = rows.flatMap((row) => lookupOf(row, claim));
    try {
      return await this.calls.ask(claim.integration, (connection) => connection.findTickets(lookups));
    } catch (error) {
      await this.results.postpone(claim, rows, this.reasonOf(error, 'A lookup of tickets'));
      return null;
    }
  }

  private async createTickets(claim: Claim, rows: readonly TicketOperation[]): Promise<void> {
    const connection = await this.connect(claim, rows);
    if (!connection) return;
    const sent = await this.claims.markSent(claim, rows);
    const outcomes = await this.sendCreation(claim, connection, sent);
    await this.results.saveOutcomes(claim, outcomes);
    await this.results.releaseUnsent(
      claim,
      rows.filter((row) => !sent.includes(row)),
    );
    await this.recordWorstFailure(claim, outcomes);
  }

  /** Before rows are marked as sent: nothing may be awaited between that and the call. Null: not now. */
  private async connect(claim: Claim, rows: readonly TicketOperation[]): Promise<PmConnection | null> {
    if (rows.length === 0) return null;
    try {
      return await this.calls.connection(claim.integration);
    } catch (error) {
      await this.results.postpone(claim, rows, this.reasonOf(error, 'Opening a connection'));
      return null;
    }
  }

  private async sendCreation(
    { drafts }: Claim,
    connection: PmConnection,
    rows: readonly TicketOperation[],
  ): Promise<readonly CreateOutcome[]> {
    if (rows.length === 0) return [];
    const toSend = rows.map(({ id }) => drafts.get(id)!);
    try {
      return await connection.createTickets(toSend);
    } catch (error) {
      this.reasonOf(error, 'Making tickets');
      return toSend.map(({ operationId }) => outcomeOfError(operationId, error));
    }
  }

  /** For a person; an unexpected error is logged. */
  private reasonOf(error: unknown, action: string): TicketError {
    if (error instanceof ProviderError) return toTicketError(error);
    this.logger.error(`${action} failed unexpectedly.`, { error });
    return internalReason('Something went wrong on our side. It is tried again.', true);
  }

  /** A failure of the whole account is recorded once for all its tickets. */
  private async recordWorstFailure(claim: Claim, outcomes: readonly CreateOutcome[]): Promise<void> {
    const worst = worstFailure(outcomes);
    if (worst) await this.calls.recordFailure(claim.integration, worst);
  }

  private async sweep(): Promise<void> {
    const em = this.em.fork({ useContext: false });
    await this.expiredLeases.expireAll();
    await TICKET_OPERATIONS_QUEUE.enqueueDue(em);
  }
}

/** Adapters compare times with this process's clock, so that the database's times are converted to it. */
function lookupOf(row: TicketOperation, { drafts, clockSkewMs }: Claim): TicketLookup[] {
  const draft = drafts.get(row.id);
  if (!draft) return [];
  const { operationId, generation, misses, firstSentAt, confirmedAbsentAt } = row;
  const toProcessClock = (at: Date | null) => at && new Date(at.getTime() + clockSkewMs);
  // A call from before absence was proven made nothing: the lookup need not reach back to it.
  const isConfirmedAbsent =
    firstSentAt !== null && confirmedAbsentAt !== null && confirmedAbsentAt > firstSentAt;
  return [
    {
      operationId,
      generation,
      generationSentAt: toProcessClock(row.generationSentAt),
      projectKey: draft.projectKey,
      firstSentAt: toProcessClock(isConfirmedAbsent ? confirmedAbsentAt : firstSentAt),
      sendDeadline: toProcessClock(row.sendDeadline),
      misses,
      plannedAt: new Date(row.createdAt.getTime() + clockSkewMs),
      draft,
    },
  ];
}

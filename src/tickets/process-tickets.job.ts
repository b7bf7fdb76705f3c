import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/index.js';
import { TrackerCalls } from '../integrations/index.js';
import {
  type CreateOutcome,
  type PmConnection,
  ProviderError,
  type TicketLookup,
} from '../providers/contract/index.js';
import { JobHandlers, type JobPayload } from '../shared/jobs/index.js';
import { AppLogger } from '../shared/logging/index.js';
import { beat } from './database-continuity.queries.js';
import { ExpiredLeases } from './expired-leases.js';
import { ownReason, type TicketError, ticketError } from './ticket-error.js';
import { PROCESS_JOB } from './ticket-jobs.js';
import type { TicketOperation } from './ticket-operation.entity.js';
import { outcomeOfThrow, worstFailure } from './ticket-outcomes.rules.js';
import { TicketResults } from './ticket-results.js';
import { enqueueDue } from './ticket-wake-ups.queries.js';
import { type Claim, TicketWork } from './ticket-work.js';

/** Rounds of one job: look, find that it is not there, make it. More is left to the next wake-up. */
const MAX_ROUNDS = 3;

/** Makes the tickets of one owner in one tracker account, exactly once each (docs/exactly-once.md). */
@Injectable()
export class ProcessTicketsJob {
  constructor(
    private readonly em: EntityManager,
    private readonly work: TicketWork,
    private readonly results: TicketResults,
    private readonly calls: TrackerCalls,
    private readonly expired: ExpiredLeases,
    private readonly logger: AppLogger,
    @Inject(SETTINGS) settings: Settings,
    handlers: JobHandlers,
  ) {
    handlers.handle(PROCESS_JOB, (payload, signal) => this.run(payload, signal));
    handlers.pulse(() => beat(this.em.fork({ useContext: false }), settings.timings.sweepEveryMs));
    handlers.sweep(() => this.sweep());
  }

  private async run(payload: JobPayload, signal: AbortSignal): Promise<void> {
    const key = {
      projectId: String(payload['projectId']),
      ownerId: String(payload['ownerId']),
      integrationId: String(payload['integrationId']),
    };
    for (let round = 0; round < MAX_ROUNDS && !signal.aborted; round += 1) {
      const claim = await this.work.claim(key);
      if (!claim) break;
      const mayHaveMore = await this.workOn(claim);
      // Whoever ends a lease wakes the next; a job that found no room ends without, or it would go round in circles.
      await enqueueDue(this.em.fork({ useContext: false }), { projectId: key.projectId });
      if (!mayHaveMore) break;
    }
  }

  /** @returns whether another round may find more to do at once. */
  private async workOn(claim: Claim): Promise<boolean> {
    const isDrafted = ({ id }: TicketOperation) => claim.drafts.has(id);
    const undrafted = [...claim.toMake, ...claim.toConfirm].filter((row) => !isDrafted(row));
    await this.results.saveUndrafted(claim, undrafted);
    const isFindAnswered = await this.find(claim, claim.toFind);
    const confirmed = await this.confirm(claim, claim.toConfirm.filter(isDrafted));
    await this.make(claim, [...claim.toMake.filter(isDrafted), ...confirmed]);
    return isFindAnswered && claim.toFind.length > 0;
  }

  /** Looks for what may exist; what is proven absent goes back in the queue. */
  private async find(claim: Claim, rows: readonly TicketOperation[]): Promise<boolean> {
    const found = await this.lookFor(claim, rows);
    if (!found) return false;
    await this.results.saveAbsent(claim, await this.results.saveLookups(claim, rows, found), found);
    return true;
  }

  /** Looks once before making what is not quite fresh. @returns what may be made. */
  private async confirm(claim: Claim, rows: readonly TicketOperation[]): Promise<readonly TicketOperation[]> {
    const found = await this.lookFor(claim, rows);
    return found ? this.results.saveLookups(claim, rows, found) : [];
  }

  /** Null: the tracker could not be asked; the rows wait for the next time. */
  private async lookFor(claim: Claim, rows: readonly TicketOperation[]) {
    if (rows.length === 0) return null;
    const lookups = rows.flatMap((row) => lookupOf(row, claim));
    try {
      return await this.calls.ask(claim.integration, (connection) => connection.findTickets(lookups));
    } catch (error) {
      await this.results.postpone(claim, rows, this.reasonOf(error, 'A look for tickets'));
      return null;
    }
  }

  private async make(claim: Claim, rows: readonly TicketOperation[]): Promise<void> {
    const connection = await this.connect(claim, rows);
    if (!connection) return;
    const sent = await this.work.send(claim, rows);
    const outcomes = await this.create(claim, connection, sent);
    await this.results.saveOutcomes(claim, outcomes);
    await this.results.giveBack(
      claim,
      rows.filter((row) => !sent.includes(row)),
    );
    await this.noteWorstFailure(claim, outcomes);
  }

  /** Before anything counts as sent: from then on nothing may be waited for. Null: not now. */
  private async connect(claim: Claim, rows: readonly TicketOperation[]): Promise<PmConnection | null> {
    if (rows.length === 0) return null;
    try {
      return await this.calls.connection(claim.integration);
    } catch (error) {
      await this.results.postpone(claim, rows, this.reasonOf(error, 'Opening a connection'));
      return null;
    }
  }

  private async create(
    { drafts }: Claim,
    connection: PmConnection,
    rows: readonly TicketOperation[],
  ): Promise<readonly CreateOutcome[]> {
    if (rows.length === 0) return [];
    const wanted = rows.map((row) => ({
      ...drafts.get(row.id)!,
      operationId: row.operationId,
      generation: row.generation,
    }));
    try {
      return await connection.createTickets(wanted);
    } catch (error) {
      this.reasonOf(error, 'Making tickets');
      return wanted.map(({ operationId }) => outcomeOfThrow(operationId, error));
    }
  }

  /** What a person reads; an accident of our own goes to the log. */
  private reasonOf(error: unknown, what: string): TicketError {
    if (error instanceof ProviderError) return ticketError(error);
    this.logger.error(`${what} failed unexpectedly.`, { error });
    return ownReason('Something went wrong on our side. It is tried again.', true);
  }

  /** A failure that belongs to the whole account is noted once for all tickets that met it. */
  private async noteWorstFailure(claim: Claim, outcomes: readonly CreateOutcome[]): Promise<void> {
    const worst = worstFailure(outcomes);
    if (worst) await this.calls.noteFailure(claim.integration, worst);
  }

  private async sweep(): Promise<void> {
    const em = this.em.fork({ useContext: false });
    await this.expired.reap();
    await enqueueDue(em);
  }
}

/** Times as this process's clock would have shown them, which is what the adapter's own clock is. */
function lookupOf(row: TicketOperation, { drafts, aheadMs }: Claim): TicketLookup[] {
  const draft = drafts.get(row.id);
  if (!draft) return [];
  const { operationId, generation, misses, firstSentAt, absentAt } = row;
  const ours = (at: Date | null) => at && new Date(at.getTime() + aheadMs);
  // What was sent before it was certain that there is none made nothing: no need to look back that far.
  const isAbsentSince = firstSentAt !== null && absentAt !== null && absentAt > firstSentAt;
  return [
    {
      operationId,
      generation,
      generationSentAt: ours(row.generationSentAt),
      projectKey: draft.projectKey,
      firstSentAt: ours(isAbsentSince ? absentAt : firstSentAt),
      sendDeadline: ours(row.sendDeadline),
      misses,
      plannedAt: new Date(row.createdAt.getTime() + aheadMs),
      draft: { ...draft, operationId, generation },
    },
  ];
}

import { DriverException, EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import type {
  CreateOutcome,
  LeftOutLabel,
  LookupOutcome,
  RemoteTicket,
} from '../../providers/contract/index.js';
import { ChangeFeedService } from '../../shared/events/index.js';
import { AppLogger } from '../../shared/logging/index.js';
import { databaseNow, findById, inProject } from '../../shared/persistence/index.js';
import { Integration } from '../../integrations/index.js';
import { internalReason, type TicketError } from './ticket-error.object.js';
import { ticketTopic } from './ticket-events.js';
import { NO_DUPLICATES, TicketChangePublisherService } from './ticket-change-publisher.service.js';
import type { Claim } from './ticket-claims.service.js';
import { DUE_NOW } from './due-now.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { applyOutcome } from './create-outcome.rules.js';
import { TicketState } from './ticket-state.js';
import { type MatchResult, applyMatches } from '../duplicates/ticket-matches.rules.js';
import { DuplicateChecksService } from '../duplicates/duplicate-checks.service.js';

/** `holdsLease`: this claim still has the row's lease. `now`: the database's time. */
type ChangeOperation = (
  operation: TicketOperation,
  context: { readonly holdsLease: boolean; readonly now: Date },
) => MatchResult | void;

/** An answer that cannot be stored will hardly be another one at once. */
const UNSTORABLE_RETRY_MS = 60_000;
const UNSTORABLE = internalReason(
  'What the tracker answered could not be stored. It may exist, and is looked for once a minute; the log has the reason.',
  true,
);

type Absent = Extract<LookupOutcome, { kind: 'absent' }>;

/** Saves the answers to a claim's calls, row by row under a lock. Only who still has the lease decides a state. */
@Injectable()
export class TicketResultsService {
  private readonly retryDelayMs: number;
  private readonly lookupSpacingMs: number;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly em: EntityManager,
    private readonly publisher: TicketChangePublisherService,
    private readonly duplicateChecks: DuplicateChecksService,
    private readonly feed: ChangeFeedService,
    private readonly logger: AppLogger,
  ) {
    this.retryDelayMs = settings.timings.sweepEveryMs;
    this.lookupSpacingMs = settings.timings.lookupSpacingMs;
  }

  /** Saves what the tracker answered to a creation. */
  async saveOutcomes(claim: Claim, outcomes: readonly CreateOutcome[]): Promise<void> {
    const byOperation = new Map(outcomes.map((outcome) => [outcome.operationId, outcome]));
    const outcomeOf = new Map(
      [...claim.toCreate, ...claim.toConfirm].map(({ id, operationId }) => [
        id,
        byOperation.get(operationId),
      ]),
    );
    const ids = [...outcomeOf.keys()].filter((id) => outcomeOf.get(id));
    // As they were when they were claimed, before this call.
    const claimed = new Map([...claim.toCreate, ...claim.toConfirm].map((row) => [row.id, row]));
    await this.save(
      claim,
      ids,
      (operation, { holdsLease, now }) => {
        const outcome = outcomeOf.get(operation.id)!;
        const { generationSentAt, mayExist } = claimed.get(operation.id)!;
        const before = { isFirstCall: generationSentAt === null, mayExist };
        if (holdsLease) applyOutcome(operation, outcome, { now, retryDelayMs: this.retryDelayMs, before });
        // Too late: adopted where the row has no ticket yet (whoever has the lease now sends nothing any more, or reports
        // what it sent as a duplicate); otherwise reported as a duplicate.
        else if (outcome.kind === 'created')
          return this.applyMatches(claim, operation, [outcome.ticket], now);
      },
      (id) => leftOutOf(outcomeOf.get(id)),
    );
  }

  /** Saves what lookups found. @returns the rows that may be made now: absent, or safe to be sent again. */
  async saveLookups(
    claim: Claim,
    rows: readonly TicketOperation[],
    outcomes: ReadonlyMap<string, LookupOutcome>,
  ): Promise<readonly TicketOperation[]> {
    const outcomeOf = new Map(rows.map(({ id, operationId }) => [id, outcomes.get(operationId)]));
    const absent: string[] = [];
    await this.save(claim, [...outcomeOf.keys()], (operation, { holdsLease, now }) => {
      const outcome = outcomeOf.get(operation.id);
      if (outcome?.kind === 'found') return this.applyMatches(claim, operation, outcome.tickets, now);
      if (!holdsLease) return;
      if (outcome?.proven && (operation.isRequested || !outcome.isRepeatable)) absent.push(operation.id);
      else this.scheduleLookup(operation, outcome, now);
    });
    return rows.filter(({ id }) => absent.includes(id));
  }

  /** The tracker could not be asked: the same later. Lookups stay spaced, even where a person made one due. */
  async postpone(claim: Claim, rows: readonly TicketOperation[], reason: TicketError): Promise<void> {
    await this.save(claim, idsOf(rows), (operation, { holdsLease, now }) => {
      if (!holdsLease) return;
      if (operation.state === TicketState.CREATING)
        operation.releaseUnsent(reason, addMs(now, this.retryDelayMs), now);
      else operation.lookupEnded(addMs(now, Math.max(this.retryDelayMs, this.lookupSpacingMs)), now);
    });
  }

  /** Rows that were looked up, and may be made now, become PENDING again. */
  async requeueAbsent(
    claim: Claim,
    rows: readonly TicketOperation[],
    outcomes: ReadonlyMap<string, LookupOutcome>,
  ): Promise<void> {
    const repeatable = rows.filter(({ operationId }) => isRepeatable(outcomes.get(operationId)));
    await this.save(claim, idsOf(rows), (operation, { holdsLease, now }) => {
      if (!holdsLease) return;
      if (!idsOf(repeatable).includes(operation.id)) operation.notCreated(null, DUE_NOW, now);
      else if (operation.isRequested) operation.repeat(now);
      else operation.lookupEnded(DUE_NOW, now);
    });
  }

  /** They were not sent: cancelled since the claim, or the integration became unavailable. */
  async releaseUnsent(claim: Claim, rows: readonly TicketOperation[]): Promise<void> {
    if (rows.length === 0) return;
    const { projectId, integrationId } = claim.key;
    const integration = await inProject(this.em, projectId, (em) => findById(em, Integration, integrationId));
    const reason = integration?.unavailableReason ?? null;
    await this.save(claim, idsOf(rows), (operation, { holdsLease, now }) => {
      if (holdsLease)
        operation.releaseUnsent(reason === null ? null : internalReason(reason, true), DUE_NOW, now);
    });
  }

  /** They cannot be made any more: their owner has no content for them. */
  async failWithoutDraft(claim: Claim, rows: readonly TicketOperation[]): Promise<void> {
    await this.save(claim, idsOf(rows), (operation, { holdsLease, now }) => {
      if (holdsLease)
        operation.failed(internalReason('Nothing is known any more about what it should say.', false), now);
    });
  }

  /** A lookup found nothing and proved nothing: the ticket may exist. */
  private scheduleLookup(operation: TicketOperation, outcome: Absent | undefined, now: Date): void {
    if (operation.state === TicketState.CREATING) {
      operation.uncertain(
        internalReason('It may exist already, and is being looked for.', true),
        DUE_NOW,
        now,
      );
    }
    const reason = outcome?.reason === undefined ? null : internalReason(outcome.reason, false);
    operation.notFoundYet(outcome?.lookupAgainAfterMs ?? this.lookupSpacingMs, now, reason);
  }

  /** For the identity and the account that the claim had: the row may have others by now. */
  private applyMatches(
    claim: Claim,
    operation: TicketOperation,
    tickets: readonly RemoteTicket[],
    now: Date,
  ): MatchResult {
    const operationId = operationIdsOf(claim).get(operation.id)!;
    return applyMatches(operation, { operationId, integrationId: claim.key.integrationId }, tickets, now);
  }

  /** What the database refuses of one row keeps no other from being saved, and ends its attempt in a stated state. */
  private async save(
    claim: Claim,
    ids: readonly string[],
    change: ChangeOperation,
    leftOut: (id: string) => readonly LeftOutLabel[] = () => [],
  ): Promise<void> {
    if (ids.length === 0) return;
    try {
      await this.saveTogether(claim, ids, change, leftOut);
    } catch (error) {
      if (!isRefusedByDatabase(error)) throw error;
      this.logger.error('What a tracker answered could not be stored.', { ...claim.key, error });
      for (const id of ids) await this.saveOrGiveUp(claim, id, change, leftOut);
    }
  }

  private async saveOrGiveUp(
    claim: Claim,
    id: string,
    change: ChangeOperation,
    leftOut: (id: string) => readonly LeftOutLabel[],
  ): Promise<void> {
    try {
      await this.saveTogether(claim, [id], change, leftOut);
    } catch (error) {
      if (!isRefusedByDatabase(error)) throw error;
      await this.saveTogether(claim, [id], (operation, { holdsLease, now }) => {
        if (!holdsLease) return;
        const dueAt = addMs(now, UNSTORABLE_RETRY_MS);
        if (operation.state === TicketState.CREATING) operation.uncertain(UNSTORABLE, dueAt, now);
        else operation.lookupEnded(dueAt, now);
      });
    }
  }

  private async saveTogether(
    claim: Claim,
    ids: readonly string[],
    change: ChangeOperation,
    leftOut: (id: string) => readonly LeftOutLabel[] = () => [],
  ): Promise<void> {
    await inProject(this.em, claim.key.projectId, (em) =>
      em.transactional(async (tx) => {
        const current = await tx.find(
          TicketOperation,
          { id: { $in: [...ids] } },
          { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
        );
        const now = await databaseNow(tx);
        for (const operation of current) {
          const before = operation.state;
          const holdsLease = operation.leaseOwner === claim.leaseOwner;
          const matchResult = change(operation, { holdsLease, now }) ?? NO_DUPLICATES;
          const projectKey = claim.drafts.get(operation.id)?.projectKey;
          const isUncertain = operation.state === TicketState.UNCERTAIN && before !== operation.state;
          if (isUncertain && projectKey) await this.duplicateChecks.schedule(tx, operation, projectKey, now);
          await this.publisher.publish(tx, operation, before, matchResult, leftOut(operation.id));
        }
        await tx.flush();
        await this.feed.publish(tx, ticketTopic(claim.key.ownerId));
      }),
    );
  }
}

/** By SQLSTATE: data that cannot be (class 22), or breaks a constraint (23). */
function isRefusedByDatabase(error: unknown): boolean {
  return error instanceof DriverException && /^2[23]/.test(String(error.code));
}

function leftOutOf(outcome: CreateOutcome | undefined): readonly LeftOutLabel[] {
  return (outcome?.kind === 'created' && outcome.leftOut) || [];
}

function isRepeatable(outcome: LookupOutcome | undefined): boolean {
  return outcome?.kind === 'absent' && outcome.isRepeatable === true;
}

function idsOf(rows: readonly TicketOperation[]): string[] {
  return rows.map(({ id }) => id);
}

/** By row id, as they were claimed: a row may have a new identity by now. */
function operationIdsOf({ toLookUp, toConfirm, toCreate }: Claim): ReadonlyMap<string, string> {
  return new Map([...toLookUp, ...toConfirm, ...toCreate].map(({ id, operationId }) => [id, operationId]));
}

function addMs(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/index.js';
import type { CreateOutcome, LookupOutcome, RemoteTicket } from '../providers/contract/index.js';
import { ChangeFeed } from '../shared/events/index.js';
import { databaseNow, findById, inProject } from '../shared/persistence/index.js';
import { holdReason, Integration } from '../integrations/index.js';
import { ownReason, type TicketError } from './ticket-error.js';
import { ticketTopic } from './ticket-events.js';
import { NO_TWINS, TicketNews } from './ticket-news.js';
import type { Claim } from './ticket-work.js';
import { AT_ONCE } from './operation-record.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { applyOutcome } from './ticket-outcomes.rules.js';
import { TicketState } from './ticket-state.js';
import { type Recognised, recognise } from './ticket-twins.rules.js';
import { TwinWatches } from './twin-watches.js';

/** Whether the row is still under this claim's lease, and the database's time. Returns what was recognised on the way. */
type Change = (
  operation: TicketOperation,
  context: { readonly isOurs: boolean; readonly now: Date },
) => Recognised | void;

type Absent = Extract<LookupOutcome, { kind: 'absent' }>;

/** Writes what a job found out, row by row under a lock, and only over rows that are still its own. */
@Injectable()
export class TicketResults {
  private readonly laterMs: number;
  private readonly lookSpacingMs: number;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly em: EntityManager,
    private readonly news: TicketNews,
    private readonly watches: TwinWatches,
    private readonly feed: ChangeFeed,
  ) {
    this.laterMs = settings.timings.sweepEveryMs;
    this.lookSpacingMs = settings.timings.lookSpacingMs;
  }

  /** What the tracker answered to a creation. */
  async saveOutcomes(claim: Claim, outcomes: readonly CreateOutcome[]): Promise<void> {
    const byOperation = new Map(outcomes.map((outcome) => [outcome.operationId, outcome]));
    const outcomeOf = new Map(
      [...claim.toMake, ...claim.toConfirm].map(({ id, operationId }) => [id, byOperation.get(operationId)]),
    );
    const ids = [...outcomeOf.keys()].filter((id) => outcomeOf.get(id));
    // As they were when they were claimed, right before this call.
    const claimed = new Map([...claim.toMake, ...claim.toConfirm].map((row) => [row.id, row]));
    await this.save(claim, ids, (operation, { isOurs, now }) => {
      const outcome = outcomeOf.get(operation.id)!;
      const { generationSentAt, isDoubtful } = claimed.get(operation.id)!;
      const before = { isFirstCall: generationSentAt === null, isDoubtful };
      if (isOurs) applyOutcome(operation, outcome, { now, laterMs: this.laterMs, before });
      // Late: adopted where the row has no ticket yet (whoever holds it now sends nothing any more, or reports what it
      // sent as the twin), otherwise reported itself.
      else if (outcome.kind === 'created') return this.recognise(claim, operation, [outcome.ticket], now);
    });
  }

  /** What looking for tickets brought. @returns the rows that may be made now: there is none, or none would be a second. */
  async saveLookups(
    claim: Claim,
    rows: readonly TicketOperation[],
    outcomes: ReadonlyMap<string, LookupOutcome>,
  ): Promise<readonly TicketOperation[]> {
    const outcomeOf = new Map(rows.map(({ id, operationId }) => [id, outcomes.get(operationId)]));
    const absent: string[] = [];
    await this.save(claim, [...outcomeOf.keys()], (operation, { isOurs, now }) => {
      const outcome = outcomeOf.get(operation.id);
      if (outcome?.kind === 'found') return this.recognise(claim, operation, outcome.tickets, now);
      if (!isOurs) return;
      if (outcome?.proven && (operation.isWanted || !outcome.isRepeatable)) absent.push(operation.id);
      else this.lookLater(operation, outcome, now);
    });
    return rows.filter(({ id }) => absent.includes(id));
  }

  /** The tracker could not be asked: everything as before, later. Looks stay spaced even where a person hurried one. */
  async postpone(claim: Claim, rows: readonly TicketOperation[], reason: TicketError): Promise<void> {
    await this.save(claim, idsOf(rows), (operation, { isOurs, now }) => {
      if (!isOurs) return;
      if (operation.state === TicketState.CREATING) operation.returned(reason, after(now, this.laterMs), now);
      else operation.lookEnded(after(now, Math.max(this.laterMs, this.lookSpacingMs)), now);
    });
  }

  /** What was looked for, and may be made now, goes back in the queue. */
  async saveAbsent(
    claim: Claim,
    rows: readonly TicketOperation[],
    outcomes: ReadonlyMap<string, LookupOutcome>,
  ): Promise<void> {
    const repeatable = rows.filter(({ operationId }) => isRepeatable(outcomes.get(operationId)));
    await this.save(claim, idsOf(rows), (operation, { isOurs, now }) => {
      if (!isOurs) return;
      if (!idsOf(repeatable).includes(operation.id)) operation.notMade(null, AT_ONCE, now);
      else if (operation.isWanted) operation.repeat(now);
      else operation.lookEnded(AT_ONCE, now);
    });
  }

  /** Never sent after all: unwanted meanwhile, or the integration went out of use. */
  async giveBack(claim: Claim, rows: readonly TicketOperation[]): Promise<void> {
    if (rows.length === 0) return;
    const { projectId, integrationId } = claim.key;
    const integration = await inProject(this.em, projectId, (em) => findById(em, Integration, integrationId));
    const reason = integration ? holdReason(integration) : null;
    await this.save(claim, idsOf(rows), (operation, { isOurs, now }) => {
      if (isOurs) operation.returned(reason === null ? null : ownReason(reason, true), AT_ONCE, now);
    });
  }

  /** Cannot be made any more: its owner has nothing to put into it. */
  async saveUndrafted(claim: Claim, rows: readonly TicketOperation[]): Promise<void> {
    await this.save(claim, idsOf(rows), (operation, { isOurs, now }) => {
      if (isOurs)
        operation.failed(ownReason('Nothing is known any more about what it should say.', false), now);
    });
  }

  /** A look that found nothing and proves nothing: what was to be made may exist all the same. */
  private lookLater(operation: TicketOperation, outcome: Absent | undefined, now: Date): void {
    if (operation.state === TicketState.CREATING) {
      operation.uncertain(ownReason('It may exist already, and is being looked for.', true), AT_ONCE, now);
    }
    const reason = outcome?.reason === undefined ? null : ownReason(outcome.reason, false);
    operation.notFoundYet(outcome?.lookAgainAfterMs ?? this.lookSpacingMs, now, reason);
  }

  /** Under the identity, and in the account, that the claim had: the row may have got others since. */
  private recognise(
    claim: Claim,
    operation: TicketOperation,
    tickets: readonly RemoteTicket[],
    now: Date,
  ): Recognised {
    const operationId = operationIdsOf(claim).get(operation.id)!;
    return recognise(operation, { operationId, integrationId: claim.key.integrationId }, tickets, now);
  }

  private async save(claim: Claim, ids: readonly string[], change: Change): Promise<void> {
    if (ids.length === 0) return;
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
          const isOurs = operation.leaseOwner === claim.leaseOwner;
          const recognised = change(operation, { isOurs, now }) ?? NO_TWINS;
          const projectKey = claim.drafts.get(operation.id)?.projectKey;
          const isUncertain = operation.state === TicketState.UNCERTAIN && before !== operation.state;
          if (isUncertain && projectKey) await this.watches.begin(tx, operation, projectKey, now);
          await this.news.tell(tx, operation, before, recognised);
        }
        await tx.flush();
        await this.feed.publish(tx, ticketTopic(claim.key.ownerId));
      }),
    );
  }
}

function isRepeatable(outcome: LookupOutcome | undefined): boolean {
  return outcome?.kind === 'absent' && outcome.isRepeatable === true;
}

function idsOf(rows: readonly TicketOperation[]): string[] {
  return rows.map(({ id }) => id);
}

/** By row id, as they were when the claim was made: a row may have got a new identity since. */
function operationIdsOf({ toFind, toConfirm, toMake }: Claim): ReadonlyMap<string, string> {
  return new Map([...toFind, ...toConfirm, ...toMake].map(({ id, operationId }) => [id, operationId]));
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

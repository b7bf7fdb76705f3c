import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Lease } from '../../shared/jobs/index.js';
import { databaseNow, findById, inProject } from '../../shared/persistence/index.js';
import { DUE_NOW } from '../engine/due-now.js';
import type { TicketError } from '../engine/ticket-error.object.js';
import type { AccountKey } from '../engine/ticket-jobs.js';
import { TicketOperation } from '../engine/ticket-operation.entity.js';
import type { TicketChangeOutcome } from './ticket-change-outcome.rules.js';
import { TicketChange } from './ticket-change.entity.js';
import { TicketChangeWriterRegistry } from './ticket-change-writer.registry.js';
import { TICKET_CHANGES_QUEUE } from './ticket-changes.queue.js';

/** Saves what became of writing a change. */
@Injectable()
export class TicketChangeResultsService {
  constructor(
    private readonly em: EntityManager,
    private readonly writers: TicketChangeWriterRegistry,
  ) {}

  /** `sent`: the change as it was claimed. One that is deleted meanwhile needs nothing. */
  async save(lease: Lease, sent: TicketChange, outcome: TicketChangeOutcome): Promise<void> {
    await inProject(this.em, sent.projectId, (em) =>
      em.transactional(async (tx) => {
        const change = await tx.findOne(
          TicketChange,
          { id: sent.id },
          { lockMode: LockMode.PESSIMISTIC_WRITE },
        );
        if (!change) return;
        const now = await databaseNow(tx);
        const isCurrent = change.revision === sent.revision;
        if (!change.isHeldBy(lease)) {
          // It says nothing of the newest revision: whoever has claimed that since writes it.
          if (!isCurrent) change.supersededLate();
        } else if (isCurrent) await this.apply(tx, change, outcome, now);
        else change.superseded(retryAt(outcome, now));
      }),
    );
    if (outcome.kind === 'later' && outcome.why === 'down')
      await inProject(this.em, sent.projectId, (em) =>
        TICKET_CHANGES_QUEUE.postpone(em, accountOf(sent), outcome.afterMs, sent.attempts + 1),
      );
  }

  private async apply(
    tx: EntityManager,
    change: TicketChange,
    outcome: TicketChangeOutcome,
    now: Date,
  ): Promise<void> {
    switch (outcome.kind) {
      case 'done':
        return change.written();
      case 'gone':
        // Should its ticket come back, it is planned anew.
        return void tx.remove(change);
      case 'later':
        return change.failed(retryAt(outcome, now), outcome.why === 'unexplained');
      case 'refused':
        await this.reportRefusal(tx, change, outcome.error);
        return change.refused(outcome.error);
    }
  }

  /** Once for each ticket: what is refused to one change of a kind is mostly refused to all. */
  private async reportRefusal(tx: EntityManager, change: TicketChange, error: TicketError): Promise<void> {
    const { id, ticketOperationId, kind } = change;
    const others = await tx.find(TicketChange, { ticketOperationId, kind, id: { $ne: id } });
    if (others.some(({ refusal }) => refusal?.message === error.message)) return;
    const operation = await findById(tx, TicketOperation, ticketOperationId);
    if (operation) this.writers.writerOf(change).recordRefusal(tx, operation, error);
  }
}

function retryAt(outcome: TicketChangeOutcome, now: Date): Date {
  return outcome.kind === 'later' ? new Date(now.getTime() + outcome.afterMs) : DUE_NOW;
}

function accountOf({ projectId, integrationId }: TicketChange): AccountKey {
  return { projectId, integrationId };
}

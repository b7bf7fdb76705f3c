import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../../shared/events/index.js';
import { databaseNow, findById, inProject } from '../../shared/persistence/index.js';
import { AT_ONCE } from '../operation-record.js';
import type { TicketError } from '../ticket-error.js';
import { TicketOperation } from '../ticket-operation.entity.js';
import type { LinkOutcome } from './link-outcome.rules.js';
import { SiblingLink } from './sibling-link.entity.js';
import { dropLinksIn, postponeLinks } from './sibling-links.queries.js';

/** Writes what became of a call that links. */
@Injectable()
export class LinkResults {
  constructor(
    private readonly em: EntityManager,
    private readonly events: DomainEvents,
  ) {
    events.on('integration.held', async (em, { integration: { id, projectId, isDeleted } }) => {
      if (isDeleted) await dropLinksIn(em, { projectId, integrationId: id });
    });
  }

  /** `sent`: the link as it was claimed. One that is gone meanwhile needs nothing. */
  async save(sent: SiblingLink, outcome: LinkOutcome): Promise<void> {
    await inProject(this.em, sent.projectId, (em) =>
      em.transactional(async (tx) => {
        const link = await tx.findOne(SiblingLink, { id: sent.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
        if (!link) return;
        const now = await databaseNow(tx);
        const isWanted = link.says(sent);
        if (!link.isStillLeasedAs(sent)) {
          // Too late to say anything of what is wanted now: whoever has claimed it since puts that anew.
          if (!isWanted) link.overtakenLate();
        } else if (isWanted) await this.apply(tx, link, outcome, now);
        else link.overtaken(nextTry(outcome, now));
      }),
    );
    if (outcome.kind === 'later' && outcome.why === 'down')
      await inProject(this.em, sent.projectId, (em) =>
        postponeLinks(em, sent, outcome.afterMs, sent.attempts + 1),
      );
  }

  private async apply(tx: EntityManager, link: SiblingLink, outcome: LinkOutcome, now: Date): Promise<void> {
    switch (outcome.kind) {
      case 'done':
        return link.done();
      case 'gone':
        // Should its ticket come back, that is planned anew.
        return void tx.remove(link);
      case 'later':
        return link.failed(nextTry(outcome, now), outcome.why === 'unexplained');
      case 'refused':
        await this.tell(tx, link, outcome.error);
        return link.refused(outcome.error);
    }
  }

  /** Once for each ticket: what is refused to one of its links is mostly refused to all. */
  private async tell(tx: EntityManager, link: SiblingLink, error: TicketError): Promise<void> {
    const { ticketOperationId } = link;
    const others = await tx.find(SiblingLink, { ticketOperationId, id: { $ne: link.id } });
    if (others.some(({ refusal }) => refusal?.message === error.message)) return;
    const operation = await findById(tx, TicketOperation, ticketOperationId);
    if (operation) await this.events.emit(tx, 'ticket.link-refused', { operation, error });
  }
}

function nextTry(outcome: LinkOutcome, now: Date): Date {
  return outcome.kind === 'later' ? new Date(now.getTime() + outcome.afterMs) : AT_ONCE;
}

import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../../shared/events/index.js';
import { databaseNow, findById, inProject } from '../../shared/persistence/index.js';
import { DUE_NOW } from '../engine/due-now.js';
import { TicketActivityService } from '../engine/ticket-activity.service.js';
import type { TicketError } from '../engine/ticket-error.object.js';
import { TicketOperation } from '../engine/ticket-operation.entity.js';
import type { CrossLinkOutcome } from './cross-link-outcome.rules.js';
import { CrossLink } from './cross-link.entity.js';
import { deleteCrossLinksIn, postponeCrossLinks } from './cross-links.queries.js';

/** Writes what became of a call that links. */
@Injectable()
export class CrossLinkResultsService {
  constructor(
    private readonly em: EntityManager,
    private readonly activity: TicketActivityService,
    events: DomainEvents,
  ) {
    events.on('integration.unavailable', async (em, { integration: { id, projectId, isDeleted } }) => {
      if (isDeleted) await deleteCrossLinksIn(em, { projectId, integrationId: id });
    });
  }

  /** `sent`: the link as it was claimed. One that is gone meanwhile needs nothing. */
  async save(sent: CrossLink, outcome: CrossLinkOutcome): Promise<void> {
    await inProject(this.em, sent.projectId, (em) =>
      em.transactional(async (tx) => {
        const link = await tx.findOne(CrossLink, { id: sent.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
        if (!link) return;
        const now = await databaseNow(tx);
        const isCurrent = link.isSameAs(sent);
        if (!link.hasLeaseOf(sent)) {
          // Too late to say anything of what is wanted now: whoever has claimed it since puts that anew.
          if (!isCurrent) link.supersededLate();
        } else if (isCurrent) await this.apply(tx, link, outcome, now);
        else link.superseded(retryAt(outcome, now));
      }),
    );
    if (outcome.kind === 'later' && outcome.why === 'down')
      await inProject(this.em, sent.projectId, (em) =>
        postponeCrossLinks(em, sent, outcome.afterMs, sent.attempts + 1),
      );
  }

  private async apply(
    tx: EntityManager,
    link: CrossLink,
    outcome: CrossLinkOutcome,
    now: Date,
  ): Promise<void> {
    switch (outcome.kind) {
      case 'done':
        return link.written();
      case 'gone':
        // Should its ticket come back, that is planned anew.
        return void tx.remove(link);
      case 'later':
        return link.failed(retryAt(outcome, now), outcome.why === 'unexplained');
      case 'refused':
        await this.reportRefusal(tx, link, outcome.error);
        return link.refused(outcome.error);
    }
  }

  /** Once for each ticket: what is refused to one of its links is mostly refused to all. */
  private async reportRefusal(tx: EntityManager, link: CrossLink, error: TicketError): Promise<void> {
    const { ticketOperationId } = link;
    const others = await tx.find(CrossLink, { ticketOperationId, id: { $ne: link.id } });
    if (others.some(({ refusal }) => refusal?.message === error.message)) return;
    const operation = await findById(tx, TicketOperation, ticketOperationId);
    if (operation) this.activity.recordLinkRefused(tx, operation, error);
  }
}

function retryAt(outcome: CrossLinkOutcome, now: Date): Date {
  return outcome.kind === 'later' ? new Date(now.getTime() + outcome.afterMs) : DUE_NOW;
}

import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { DomainEventsService } from '../../shared/events/index.js';
import type { TicketOperation } from '../engine/ticket-operation.entity.js';
import { type DesiredTicketChange, TicketChange, type TicketChangeKind } from './ticket-change.entity.js';
import { TICKET_CHANGES_QUEUE } from './ticket-changes.queue.js';

/** The outbox of what should stand on tickets. Planners of each kind say what is desired; a job writes it. */
@Injectable()
export class TicketChangesService {
  constructor(events: DomainEventsService) {
    events.on('integration.unavailable', async (em, { integration: { id, projectId, isDeleted } }) => {
      // Nothing can be written there any more.
      if (isDeleted) await TICKET_CHANGES_QUEUE.drop(em, { projectId, integrationId: id });
    });
  }

  /** All of one kind on an owner's tickets, locked until the transaction ends. */
  lock(em: EntityManager, ownerId: string, kind: TicketChangeKind): Promise<TicketChange[]> {
    return em.find(
      TicketChange,
      { ownerId, kind },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
  }

  /**
   * Says what should stand on a ticket under the name `kind` and `key`; null: nothing. `known`: the change of that name,
   * locked.
   * @returns false where that must wait: a call that writes it may be in progress, so that it cannot be forgotten.
   */
  setDesired(
    em: EntityManager,
    operation: TicketOperation,
    name: Pick<TicketChange, 'kind' | 'key'>,
    desired: DesiredTicketChange | null,
    { known, now }: { readonly known: TicketChange | undefined; readonly now: Date },
  ): boolean {
    if (desired && known) known.setDesired(desired);
    else if (desired) em.persist(new TicketChange(operation, name, desired));
    else if (known?.isLeased(now)) return false;
    else if (known) em.remove(known);
    return true;
  }

  /** Has what is due written, in all projects. */
  enqueueDue(em: EntityManager): Promise<void> {
    return TICKET_CHANGES_QUEUE.enqueueDue(em);
  }
}

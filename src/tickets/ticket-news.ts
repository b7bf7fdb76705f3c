import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../shared/events/index.js';
import type { TicketOperation } from './ticket-operation.entity.js';
import type { TicketState } from './ticket-state.js';
import type { Recognised } from './ticket-twins.rules.js';

export const NO_TWINS: Recognised = { twins: [], isReplaced: false };

/** Tells the modules above what became of an operation, in the transaction that saves it. */
@Injectable()
export class TicketNews {
  constructor(private readonly events: DomainEvents) {}

  /** `before`: the state that it had. @returns whether there was anything to tell. */
  async tell(
    em: EntityManager,
    operation: TicketOperation,
    before: TicketState,
    { twins, isReplaced }: Recognised = NO_TWINS,
  ): Promise<boolean> {
    const isNewState = before !== operation.state;
    if (!isNewState && twins.length === 0) return false;
    await this.events.emit(em, 'ticket.changed', { operation, isNewState, twins, isReplaced });
    return true;
  }
}

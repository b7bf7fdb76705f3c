import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../../shared/events/index.js';
import type { TicketOperation } from './ticket-operation.entity.js';
import type { TicketState } from './ticket-state.js';
import type { MatchResult } from '../duplicates/ticket-matches.rules.js';

export const NO_DUPLICATES: MatchResult = { duplicates: [], isReplaced: false };

/** Tells the modules above what became of an operation, in the transaction that saves it. */
@Injectable()
export class TicketChangePublisherService {
  constructor(private readonly events: DomainEvents) {}

  /** `before`: the state that it had. @returns whether there was anything to tell. */
  async publish(
    em: EntityManager,
    operation: TicketOperation,
    before: TicketState,
    { duplicates, isReplaced }: MatchResult = NO_DUPLICATES,
  ): Promise<boolean> {
    const isNewState = before !== operation.state;
    if (!isNewState && duplicates.length === 0) return false;
    await this.events.emit(em, 'ticket.changed', { operation, isNewState, duplicates, isReplaced });
    return true;
  }
}

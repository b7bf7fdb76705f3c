import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppLogger } from '../../shared/logging/index.js';
import { DomainEventsService } from '../../shared/events/index.js';
import type { LeftOutLabel } from '../../providers/contract/index.js';
import { TicketActivityService } from './ticket-activity.service.js';
import { logLineOf } from './ticket-log.rules.js';
import type { TicketOperation } from './ticket-operation.entity.js';
import type { TicketState } from './ticket-state.js';
import type { MatchResult } from '../duplicates/ticket-matches.rules.js';

export const NO_DUPLICATES: MatchResult = { duplicates: [], isReplaced: false };

/** Records what became of an operation, and tells its owner, in the transaction that saves it. */
@Injectable()
export class TicketChangePublisherService {
  constructor(
    private readonly activity: TicketActivityService,
    private readonly events: DomainEventsService,
    private readonly logger: AppLogger,
  ) {}

  /** `before`: the state that it had. @returns whether anything has changed. */
  async publish(
    em: EntityManager,
    operation: TicketOperation,
    before: TicketState,
    { duplicates, isReplaced }: MatchResult = NO_DUPLICATES,
    leftOut: readonly LeftOutLabel[] = [],
  ): Promise<boolean> {
    const { id: ticketOperationId, ownerKind, state, isRequested } = operation;
    const isNewState = before !== state;
    if (!isNewState && duplicates.length === 0) return false;
    this.log(operation, before);
    this.activity.recordChange(em, operation, { isNewState: isNewState || isReplaced, duplicates });
    for (const label of leftOut) this.activity.recordLabelLeftOut(em, operation, label);
    await this.events.emit(em, 'ticket.changed', {
      ticketOperationId,
      ownerKind,
      state,
      isRequested,
      isReplaced,
    });
    return true;
  }

  private log(operation: TicketOperation, before: TicketState): void {
    const line = logLineOf(before, operation.state);
    if (!line) return;
    const { id, projectId, integrationId, ownerKind, ownerId, platform, state, error } = operation;
    const ids = { ticketOperationId: id, projectId, integrationId, ownerKind, ownerId, platform };
    this.logger[line.level](line.message, {
      ...ids,
      from: before,
      to: state,
      reason: error?.message ?? null,
    });
  }
}

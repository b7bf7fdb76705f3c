import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ActivityLogService, SYSTEM_ACTOR } from '../../activity/index.js';
import type { LeftOutLabel } from '../../providers/contract/index.js';
import { OperationOwner } from './new-ticket-operation.js';
import {
  changeEntriesOf,
  disconnectedEntryOf,
  labelLeftOutEntryOf,
  linkRefusedEntryOf,
  type TicketActivityEntry,
  type TicketChange,
} from './ticket-activity.rules.js';
import type { TicketError } from './ticket-error.object.js';
import type { TicketOperation } from './ticket-operation.entity.js';

/** Writes into the activity what became of tickets by itself; what people ask for is written by whoever they ask. */
@Injectable()
export class TicketActivityService {
  constructor(private readonly activity: ActivityLogService) {}

  recordChange(em: EntityManager, operation: TicketOperation, change: TicketChange): void {
    for (const entry of changeEntriesOf(operation, change)) this.record(em, operation, entry);
  }

  recordLinkRefused(em: EntityManager, operation: TicketOperation, error: TicketError): void {
    this.record(em, operation, linkRefusedEntryOf(operation, error));
  }

  recordLabelLeftOut(em: EntityManager, operation: TicketOperation, label: LeftOutLabel): void {
    this.record(em, operation, labelLeftOutEntryOf(operation, label));
  }

  recordDisconnected(em: EntityManager, operation: TicketOperation): void {
    this.record(em, operation, disconnectedEntryOf(operation));
  }

  private record(
    em: EntityManager,
    { projectId, ownerKind, ownerId }: TicketOperation,
    entry: TicketActivityEntry,
  ): void {
    const releaseId = ownerKind === OperationOwner.RELEASE ? ownerId : null;
    this.activity.record(em, { projectId, releaseId, actor: SYSTEM_ACTOR, ...entry });
  }
}

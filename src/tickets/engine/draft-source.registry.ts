import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { TicketDraft } from '../../providers/contract/index.js';
import type { OperationOwner } from './new-ticket-operation.js';
import type { TicketOperation } from './ticket-operation.entity.js';

/**
 * Says what goes into the tickets of operations, by the operation's row id; one that is left out cannot be made any
 * more. This module keeps no ticket content.
 */
export type DraftSource = (
  em: EntityManager,
  operations: readonly TicketOperation[],
) => Promise<ReadonlyMap<string, TicketDraft>>;

/** A module above says what its tickets contain. */
@Injectable()
export class DraftSourceRegistry {
  private readonly byOwner = new Map<OperationOwner, DraftSource>();

  register(owner: OperationOwner, source: DraftSource): void {
    if (this.byOwner.has(owner)) throw new Error(`Two draft sources for ${owner}.`);
    this.byOwner.set(owner, source);
  }

  async drafts(
    em: EntityManager,
    operations: readonly TicketOperation[],
  ): Promise<ReadonlyMap<string, TicketDraft>> {
    const owner = operations[0]?.ownerKind;
    const source = owner && this.byOwner.get(owner);
    return source ? source(em, operations) : new Map();
  }
}

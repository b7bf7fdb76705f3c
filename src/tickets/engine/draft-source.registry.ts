import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { TicketDraft } from '../../providers/contract/index.js';
import type { OperationOwner } from './new-ticket-operation.js';
import type { TicketOperation } from './ticket-operation.entity.js';

/** What a ticket says, and where it is made. */
export type DraftContent = Omit<TicketDraft, 'operationId' | 'generation'>;

/**
 * Gives the content of tickets, by their operations' row ids; a ticket that is left out cannot be made any more. The
 * engine stores no content.
 */
export type DraftSource = (
  em: EntityManager,
  ticketOperationIds: readonly string[],
) => Promise<ReadonlyMap<string, DraftContent>>;

/** Each kind of owner registers where its content comes from. */
@Injectable()
export class DraftSourceRegistry {
  private readonly byOwner = new Map<OperationOwner, DraftSource>();

  register(owner: OperationOwner, source: DraftSource): void {
    if (this.byOwner.has(owner)) throw new Error(`Two draft sources for ${owner}.`);
    this.byOwner.set(owner, source);
  }

  /** Of one owner's operations, by row id: their content, under their identity. */
  async drafts(
    em: EntityManager,
    operations: readonly TicketOperation[],
  ): Promise<ReadonlyMap<string, TicketDraft>> {
    const kind = operations[0]?.ownerKind;
    const source = kind && this.byOwner.get(kind);
    if (!source) return new Map();
    const contents = await source(
      em,
      operations.map(({ id }) => id),
    );
    return new Map(
      operations.flatMap(({ id, operationId, generation }) => {
        const content = contents.get(id);
        return content ? [[id, { ...content, operationId, generation }] as const] : [];
      }),
    );
  }
}

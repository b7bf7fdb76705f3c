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
export interface DraftSource {
  contents(
    em: EntityManager,
    ticketOperationIds: readonly string[],
  ): Promise<ReadonlyMap<string, DraftContent>>;
  /** Where each is, or will be, made. */
  places(em: EntityManager, ticketOperationIds: readonly string[]): Promise<ReadonlyMap<string, TicketPlace>>;
}

/** Where a ticket is made. */
export interface TicketPlace {
  readonly projectKey: string;
  /** Its owner waits for a status by a name whose id in the tracker is not known yet. */
  readonly hasUnresolvedStatus: boolean;
}

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
    const contents = await source.contents(
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

  /** Of any owners' operations, by the remote id of the ticket. */
  async places(
    em: EntityManager,
    operations: readonly TicketOperation[],
  ): Promise<ReadonlyMap<string, TicketPlace>> {
    const found = new Map<string, TicketPlace>();
    for (const [kind, ofKind] of Map.groupBy(operations, ({ ownerKind }) => ownerKind)) {
      const ids = ofKind.map(({ id }) => id);
      const places = (await this.byOwner.get(kind)?.places(em, ids)) ?? new Map<string, TicketPlace>();
      for (const { id, remoteId } of ofKind) {
        const place = places.get(id);
        if (place && remoteId !== null) found.set(remoteId, place);
      }
    }
    return found;
  }
}

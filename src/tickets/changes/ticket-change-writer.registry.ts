import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { PmConnection } from '../../providers/contract/index.js';
import type { TicketError } from '../engine/ticket-error.object.js';
import type { TicketOperation } from '../engine/ticket-operation.entity.js';
import type { TicketChange, TicketChangeKind } from './ticket-change.entity.js';

/** Writes changes of one kind to the tracker. */
export interface TicketChangeWriter {
  readonly kind: TicketChangeKind;
  /**
   * Writes `change`, which may have been written before, perhaps with other content: doing it again must do no harm. It
   * may take the time-outs of three calls.
   * @throws ProviderError
   */
  write(connection: PmConnection, change: TicketChange): Promise<void>;
  /** Writes into the activity that the tracker refuses it. */
  recordRefusal(em: EntityManager, operation: TicketOperation, error: TicketError): void;
}

/** Writers of all kinds of changes: each registers when it is made. */
@Injectable()
export class TicketChangeWriterRegistry {
  private readonly byKind = new Map<TicketChangeKind, TicketChangeWriter>();

  register(writer: TicketChangeWriter): void {
    if (this.byKind.has(writer.kind))
      throw new Error(`Two writers for ticket changes of kind ${writer.kind}.`);
    this.byKind.set(writer.kind, writer);
  }

  writerOf({ kind }: TicketChange): TicketChangeWriter {
    const writer = this.byKind.get(kind);
    if (!writer) throw new Error(`There is no writer for ticket changes of kind ${kind}.`);
    return writer;
  }
}

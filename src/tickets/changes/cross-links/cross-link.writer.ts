import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { PmConnection } from '../../../providers/contract/index.js';
import { TicketActivityService } from '../../engine/ticket-activity.service.js';
import type { TicketError } from '../../engine/ticket-error.object.js';
import type { TicketOperation } from '../../engine/ticket-operation.entity.js';
import { TicketChangeWriterRegistry, type TicketChangeWriter } from '../ticket-change-writer.registry.js';
import { type TicketChange, TicketChangeKind } from '../ticket-change.entity.js';
import type { CrossLinkContent } from './desired-cross-links.rules.js';

/** Puts a link to another ticket of the release on a ticket, as an external link. */
@Injectable()
export class CrossLinkWriter implements TicketChangeWriter {
  readonly kind = TicketChangeKind.CROSS_LINK;

  constructor(
    writers: TicketChangeWriterRegistry,
    private readonly activity: TicketActivityService,
  ) {
    writers.register(this);
  }

  async write(connection: PmConnection, { ownerId, key, remoteId, content }: TicketChange): Promise<void> {
    const { url, title } = content as CrossLinkContent;
    // The id is the same whatever the link says, so that the tracker updates it: never change how it is made.
    await connection.putExternalLink?.(remoteId, { id: `release:${ownerId}:${key}`, url, title });
  }

  recordRefusal(em: EntityManager, operation: TicketOperation, error: TicketError): void {
    this.activity.recordLinkRefused(em, operation, error);
  }
}

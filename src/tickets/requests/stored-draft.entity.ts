import { Entity, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity, TenantFilter } from '../../shared/persistence/index.js';
import type { DraftContent } from '../engine/draft-source.registry.js';
import { TicketOperation } from '../engine/ticket-operation.entity.js';

/** The content of a requested ticket, for as long as it may have to be made; then the row is deleted (docs/adr/0008). */
@Entity({ tableName: 'ticket_drafts' })
@TenantFilter('projectId')
export class StoredDraft extends BaseEntity {
  @Property({ type: 'uuid' })
  projectId: string;

  @OneToOne({ entity: () => TicketOperation, fieldName: 'operation_id', owner: true })
  operation: TicketOperation;

  @Property({ type: 'json' })
  content: DraftContent;

  constructor(operation: TicketOperation, content: DraftContent) {
    super();
    this.projectId = operation.projectId;
    this.operation = operation;
    this.content = content;
  }

  /** It is requested again, with the config's current parameters. */
  rewrite(content: DraftContent): void {
    this.content = content;
  }
}

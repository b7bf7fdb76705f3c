import { Entity, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity, TenantFilter } from '../../shared/persistence/index.js';
import type { DraftContent } from '../engine/draft-source.registry.js';
import { TicketOperation } from '../engine/ticket-operation.entity.js';

/** What a requested ticket is to say, for as long as it may have to be made; then the row goes (docs/adr/0008). */
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

  /** It is to be made after all, as the config says by now. */
  rewrite(content: DraftContent): void {
    this.content = content;
  }
}

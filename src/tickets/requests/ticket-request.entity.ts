import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity, TenantFilter } from '../../shared/persistence/index.js';

export interface NewTicketRequest {
  readonly projectId: string;
  readonly idempotencyKey: string;
  readonly requestHash: string;
  readonly createdById: string;
}

/** A request for tickets without a release: the owner of their operations. Its key is stored for good. */
@Entity({ tableName: 'ticket_requests' })
@Unique({ name: 'ticket_requests_project_unique', properties: ['projectId', 'id'] })
@Unique({ name: 'ticket_requests_idempotency_unique', properties: ['projectId', 'idempotencyKey'] })
@TenantFilter('projectId')
export class TicketRequest extends BaseEntity {
  @Property({ type: 'uuid' })
  projectId: string;

  @Property({ type: 'string', length: 255 })
  idempotencyKey: string;

  /** Of all input but the key: the same key with another hash is a conflict. */
  @Property({ type: 'character', length: 64 })
  requestHash: string;

  @Property({ type: 'uuid' })
  createdById: string;

  constructor(given: NewTicketRequest) {
    super();
    this.projectId = given.projectId;
    this.idempotencyKey = given.idempotencyKey;
    this.requestHash = given.requestHash;
    this.createdById = given.createdById;
  }
}

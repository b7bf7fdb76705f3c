import { Entity, Enum, OneToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import {
  completedStatuses,
  type EffectiveConfiguration,
  type RenderedText,
  resolveNames,
  type StoredParameters,
  TargetPlatform,
  type TicketParameters,
  withDefaults,
} from '../../pm-configs/index.js';
import { TicketStatusCategory, type TicketSnapshot } from '../../providers/contract/index.js';
import { EditableEntity, TenantFilter, TIMESTAMP } from '../../shared/persistence/index.js';
import { isCompleted, type TicketError, TicketOperation } from '../../tickets/index.js';

export interface NewReleaseTicket {
  readonly projectId: string;
  readonly releaseId: string;
  readonly platform: TargetPlatform;
  readonly parameters: TicketParameters;
  readonly text: RenderedText;
  readonly operation: TicketOperation;
}

/** The ticket of one platform: its parameters and text, and the status that was last read from the tracker. */
@Entity({ tableName: 'release_tickets' })
@Unique({ name: 'release_tickets_project_unique', properties: ['projectId', 'id'] })
@Unique({ name: 'release_tickets_platform_unique', properties: ['projectId', 'releaseId', 'platform'] })
@TenantFilter('projectId')
export class ReleaseTicket extends EditableEntity {
  @Property({ type: 'uuid' })
  projectId: string;

  @Property({ type: 'uuid' })
  releaseId: string;

  @Enum({ items: () => TargetPlatform })
  platform: TargetPlatform;

  @Property({ type: 'uuid' })
  integrationId: string;

  /** Its creation; holds its remote id and key too. */
  @OneToOne({ entity: () => TicketOperation, fieldName: 'operation_id', owner: true })
  operation: TicketOperation;

  /** As written: an old row lacks the members that were added since. */
  @Property({ type: 'json', fieldName: 'parameters' })
  private storedParameters: StoredParameters;

  @Property({ length: 255 })
  title: string;

  /** Markdown. */
  @Property({ type: 'text' })
  description: string;

  @Property({ type: 'json' })
  labels: readonly string[];

  /** Null in a row from before they were templates, too: then those of the parameters hold. */
  @Property({ type: 'json', nullable: true, fieldName: 'custom_fields' })
  private renderedFields: TicketParameters['customFields'];

  /** The name of its status in the tracker. */
  @Property({ type: 'string', length: 255, nullable: true })
  status: string | null = null;

  /** The tracker's id of that status; null in an older row, or where a read does not tell it. */
  @Property({ type: 'string', length: 255, nullable: true })
  statusId: string | null = null;

  @Enum({ items: () => TicketStatusCategory, nullable: true })
  category: TicketStatusCategory | null = null;

  /** When `status` was read. */
  @Property({ ...TIMESTAMP, nullable: true })
  checkedAt: Date | null = null;

  /** Why the last reading failed; `status` is then of `checkedAt`. */
  @Property({ type: 'json', nullable: true })
  checkError: TicketError | null = null;

  constructor(given: NewReleaseTicket) {
    super();
    this.projectId = given.projectId;
    this.releaseId = given.releaseId;
    this.platform = given.platform;
    this.integrationId = given.operation.integrationId;
    this.operation = given.operation;
    this.storedParameters = given.parameters;
    this.title = given.text.title;
    this.description = given.text.description;
    this.labels = given.text.labels;
    this.renderedFields = given.text.customFields;
  }

  get customFields(): TicketParameters['customFields'] {
    return this.renderedFields ?? this.parameters.customFields;
  }

  /** As configured: the labels and the texts of the custom fields are templates. */
  get parameters(): TicketParameters {
    return withDefaults(this.storedParameters);
  }

  get isCompleted(): boolean {
    return isCompleted(this, completedStatuses(this.parameters, this.integrationId));
  }

  /** New text, before it is created. */
  rewrite(text: RenderedText, now: Date): void {
    this.title = text.title;
    this.description = text.description;
    this.labels = text.labels;
    this.renderedFields = text.customFields;
    this.touch(now);
  }

  /** For another attempt, possibly in another integration. */
  retryWith(parameters: TicketParameters, integrationId: string, text: RenderedText, now: Date): void {
    this.storedParameters = parameters;
    this.integrationId = integrationId;
    this.clearStatus();
    this.rewrite(text, now);
  }

  /** Another ticket took its place: the status of the former one does not apply. */
  clearStatus(): void {
    this.status = this.statusId = this.category = this.checkedAt = this.checkError = null;
  }

  /** Follows a ticket that a person chose; its completion is decided by these parameters. */
  link(snapshot: TicketSnapshot, { integrationId, parameters }: EffectiveConfiguration, now: Date): void {
    this.integrationId = integrationId;
    this.storedParameters = parameters;
    this.recordStatus(snapshot, now);
  }

  /** Follows no ticket. */
  unlink(now: Date): void {
    this.clearStatus();
    this.touch(now);
  }

  /** What names meant in the tracker when it was last asked. */
  resolveNames(schema: Parameters<typeof resolveNames>[2]): void {
    const { parameters, integrationId } = this;
    this.storedParameters = {
      ...this.storedParameters,
      resolvedNames: resolveNames(parameters, integrationId, schema),
    };
  }

  recordStatus({ status, statusId, category }: TicketSnapshot, now: Date): void {
    this.status = status;
    this.statusId = statusId;
    this.category = category;
    this.checkedAt = now;
    this.checkError = null;
    this.touch(now);
  }

  recordCheckError(error: TicketError, now: Date): void {
    this.checkError = error;
    this.touch(now);
  }
}

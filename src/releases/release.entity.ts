import { Check, Entity, Enum, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import {
  inlineWithDefaults,
  type InlineConfiguration,
  type Platform,
  type StoredInlineConfiguration,
} from '../release-configs/index.js';
import { EditableEntity, TenantFilter, TIMESTAMP } from '../shared/persistence/index.js';
import { ReleaseStatus, ReleaseType } from './release.enums.js';
import { OPEN_STATUSES } from './release.rules.js';

export interface NewRelease {
  readonly projectId: string;
  readonly version: string;
  readonly type: ReleaseType;
  readonly description: string | null;
  readonly plannedDate: string | null;
  readonly platforms: readonly Platform[];
  readonly releaseConfigId: string | null;
  readonly pmConfigId: string | null;
  readonly inlineConfiguration: InlineConfiguration | null;
  readonly idempotencyKey: string | null;
  readonly requestHash: string | null;
  readonly createdById: string;
}

/** One version of the product on its way to the web and the stores. */
@Entity({ tableName: 'releases' })
@Unique({ name: 'releases_project_unique', properties: ['projectId', 'id'] })
@Unique({ name: 'releases_idempotency_unique', properties: ['projectId', 'idempotencyKey'] })
@Index({
  name: 'releases_created_index',
  expression: 'create index releases_created_index on releases (project_id, created_at desc, id desc)',
})
@Index({ name: 'releases_planned_index', properties: ['projectId', 'plannedDate', 'id'] })
@Check({
  name: 'releases_one_source_check',
  expression: 'pm_config_id is null or inline_configuration is null',
})
@TenantFilter('projectId')
export class Release extends EditableEntity {
  @Property({ type: 'uuid' })
  projectId: string;

  @Property({ length: 64 })
  version: string;

  @Enum({ items: () => ReleaseType })
  type: ReleaseType;

  @Property({ type: 'string', length: 10_000, nullable: true })
  description: string | null;

  /** YYYY-MM-DD. */
  @Property({ type: 'date', nullable: true })
  plannedDate: string | null;

  @Property({ type: 'array', columnType: 'text[]' })
  platforms: Platform[];

  @Enum({ items: () => ReleaseStatus })
  status: ReleaseStatus = ReleaseStatus.PLANNED;

  /** The release config that it was created with; later tickets use `pmConfigId`. */
  @Property({ type: 'uuid', nullable: true })
  releaseConfigId: string | null;

  @Property({ type: 'uuid', nullable: true })
  pmConfigId: string | null;

  /** As written: an old row lacks the parameters that were added since. */
  @Property({ type: 'json', fieldName: 'inline_configuration', nullable: true })
  private storedInline: StoredInlineConfiguration | null;

  @Property({ type: 'string', length: 255, nullable: true })
  idempotencyKey: string | null;

  @Property({ type: 'character', length: 64, nullable: true })
  requestHash: string | null;

  @Property({ type: 'uuid' })
  createdById: string;

  @Property({ ...TIMESTAMP, nullable: true })
  completedAt: Date | null = null;

  constructor(given: NewRelease) {
    super();
    this.projectId = given.projectId;
    this.version = given.version;
    this.type = given.type;
    this.description = given.description;
    this.plannedDate = given.plannedDate;
    this.platforms = [...given.platforms];
    this.releaseConfigId = given.releaseConfigId;
    this.pmConfigId = given.pmConfigId;
    this.storedInline = given.inlineConfiguration;
    this.idempotencyKey = given.idempotencyKey;
    this.requestHash = given.requestHash;
    this.createdById = given.createdById;
  }

  get isOpen(): boolean {
    return OPEN_STATUSES.includes(this.status);
  }

  /** The configuration of a release without a pm config: for its tickets, their retries, and platforms added later. */
  get inlineConfiguration(): InlineConfiguration | null {
    return this.storedInline && inlineWithDefaults(this.storedInline);
  }

  get hasConfig(): boolean {
    return this.pmConfigId !== null || this.storedInline !== null;
  }

  /** undefined: unchanged; platforms are only added. @returns whether anything changed. */
  edit(
    changes: {
      version?: string | undefined;
      description?: string | null | undefined;
      plannedDate?: string | null | undefined;
      platforms?: readonly Platform[] | undefined;
    },
    now: Date,
  ): boolean {
    const { version, description, plannedDate } = this;
    if (changes.version !== undefined) this.version = changes.version;
    if (changes.description !== undefined) this.description = changes.description || null;
    if (changes.plannedDate !== undefined) this.plannedDate = changes.plannedDate;
    const hasGrown = (changes.platforms?.length ?? 0) > this.platforms.length;
    if (hasGrown) this.platforms = [...changes.platforms!];
    const isChanged =
      hasGrown ||
      version !== this.version ||
      description !== this.description ||
      plannedDate !== this.plannedDate;
    if (isChanged) this.touch(now);
    return isChanged;
  }

  /** The caller has checked the transition (`transitionViolation`). */
  setStatus(status: ReleaseStatus, now: Date): void {
    this.status = status;
    if (status === ReleaseStatus.COMPLETED) this.completedAt = now;
    this.touch(now);
  }
}

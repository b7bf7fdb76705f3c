import { isDeepStrictEqual } from 'node:util';
import { Check, Entity, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { EditableEntity, TenantFilter, TIMESTAMP } from '../shared/persistence/index.js';
import {
  type InlineConfiguration,
  inlineWithDefaults,
  type StoredInlineConfiguration,
} from './inline-configuration.js';
import type { Platform } from './platform.js';

/** The content of a release config; saving replaces all of it. */
export interface ReleaseConfigContent {
  readonly name: string;
  readonly platforms: readonly Platform[];
  readonly inlineConfiguration: InlineConfiguration | null;
  /** The config of its releases; null: no tickets. */
  readonly pmConfigId: string | null;
  /** Whether that config was created for `inlineConfiguration`, and is updated with it. */
  readonly ownsPmConfig: boolean;
}

/** Of one project. */
export const MAX_RELEASE_CONFIGS = 100;

/** A reusable way to release. */
@Entity({ tableName: 'release_configs' })
@Unique({ name: 'release_configs_project_unique', properties: ['projectId', 'id'] })
@Index({
  name: 'release_configs_name_unique',
  expression:
    'create unique index release_configs_name_unique on release_configs (project_id, name) where deleted_at is null',
})
@Index({ name: 'release_configs_pm_config_index', properties: ['projectId', 'pmConfigId'] })
@Check({ name: 'release_configs_own_check', expression: 'pm_config_id is not null or not owns_pm_config' })
@TenantFilter('projectId')
export class ReleaseConfig extends EditableEntity {
  @Property({ type: 'uuid' })
  projectId: string;

  @Property({ type: 'string', length: 100 })
  name: string;

  @Property({ type: 'array', columnType: 'text[]' })
  platforms: Platform[];

  /** As written: an old row lacks the parameters that were added since. */
  @Property({ type: 'json', fieldName: 'inline_configuration', nullable: true })
  private storedInline: StoredInlineConfiguration | null;

  @Property({ type: 'uuid', nullable: true })
  pmConfigId: string | null;

  @Property({ type: 'boolean' })
  ownsPmConfig: boolean;

  @Property({ type: 'uuid' })
  createdById: string;

  @Property({ ...TIMESTAMP, nullable: true })
  deletedAt: Date | null = null;

  constructor(projectId: string, createdById: string, content: ReleaseConfigContent) {
    super();
    this.projectId = projectId;
    this.createdById = createdById;
    this.name = content.name;
    this.platforms = [...content.platforms];
    this.storedInline = content.inlineConfiguration;
    this.pmConfigId = content.pmConfigId;
    this.ownsPmConfig = content.ownsPmConfig;
  }

  get inlineConfiguration(): InlineConfiguration | null {
    return this.storedInline && inlineWithDefaults(this.storedInline);
  }

  get isDeleted(): boolean {
    return this.deletedAt !== null;
  }

  /** The config that was created for it; null: it has none, or uses a stored one. */
  get ownPmConfigId(): string | null {
    return this.ownsPmConfig ? this.pmConfigId : null;
  }

  /** Replaces all of it. @returns whether anything changed. */
  replace(content: ReleaseConfigContent, now: Date): boolean {
    const { name, platforms, inlineConfiguration, pmConfigId, ownsPmConfig } = this;
    if (isDeepStrictEqual({ name, platforms, inlineConfiguration, pmConfigId, ownsPmConfig }, content))
      return false;
    this.name = content.name;
    this.platforms = [...content.platforms];
    this.storedInline = content.inlineConfiguration;
    this.pmConfigId = content.pmConfigId;
    this.ownsPmConfig = content.ownsPmConfig;
    this.touch(now);
    return true;
  }

  /** The row stays for the releases that were made with it. */
  delete(now: Date): void {
    this.deletedAt = now;
    this.touch(now);
  }
}

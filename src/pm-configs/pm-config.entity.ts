import { Entity, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { EditableEntity, TenantFilter, TIMESTAMP } from '../shared/persistence/index.js';
import { type Schemas, withResolvedNames } from './resolved-names.rules.js';
import type { TargetPlatform } from './target-platform.js';
import type { TicketParameters } from './ticket-parameters.js';
import { type StoredParameters, withDefaults } from './ticket-parameters.rules.js';

/** One platform's part of a config. */
export interface PlatformConfiguration {
  readonly platform: TargetPlatform;
  /** Null: the config's own. */
  readonly integrationId: string | null;
  readonly parameters: TicketParameters;
}

type StoredPlatformConfiguration = Omit<PlatformConfiguration, 'parameters'> & {
  readonly parameters: StoredParameters;
};

/** Where and how the tickets of one platform are created. */
export interface EffectiveConfiguration {
  readonly integrationId: string;
  readonly parameters: TicketParameters;
}

/** A pm config or an inline configuration, as the source of tickets. */
export interface ConfigurationSource {
  /** Null: it has nothing for that platform. */
  configurationFor(platform: TargetPlatform): EffectiveConfiguration | null;
}

export interface NewPmConfig {
  readonly projectId: string;
  readonly integrationId: string;
  readonly name: string;
  readonly description: string | null;
  readonly platformConfigurations: readonly PlatformConfiguration[];
  readonly createdById: string;
}

/** Of one project. */
export const MAX_PM_CONFIGS = 100;

/** Layer 2: where and how release tickets are created, per platform; any number of releases can use it. */
@Entity({ tableName: 'project_management_configs' })
@Unique({ name: 'pm_configs_project_unique', properties: ['projectId', 'id'] })
@Index({
  name: 'pm_configs_name_unique',
  expression:
    'create unique index pm_configs_name_unique on project_management_configs (project_id, name) where deleted_at is null',
})
@TenantFilter('projectId')
export class PmConfig extends EditableEntity implements ConfigurationSource {
  @Property({ type: 'uuid' })
  projectId: string;

  @Property({ type: 'uuid' })
  integrationId: string;

  @Property({ type: 'string', length: 100 })
  name: string;

  @Property({ type: 'string', length: 2000, nullable: true })
  description: string | null;

  /** As written: an old row lacks the parameters that were added since. */
  @Property({ type: 'json', fieldName: 'platform_configurations' })
  private storedConfigurations: readonly StoredPlatformConfiguration[];

  @Property({ type: 'boolean' })
  isActive = true;

  @Property({ type: 'uuid' })
  createdById: string;

  @Property({ ...TIMESTAMP, nullable: true })
  deletedAt: Date | null = null;

  constructor(given: NewPmConfig) {
    super();
    this.projectId = given.projectId;
    this.integrationId = given.integrationId;
    this.name = given.name;
    this.description = given.description;
    this.storedConfigurations = given.platformConfigurations;
    this.createdById = given.createdById;
  }

  get isDeleted(): boolean {
    return this.deletedAt !== null;
  }

  /** Each platform at most once, in the given order. */
  get platformConfigurations(): readonly PlatformConfiguration[] {
    return this.storedConfigurations.map((one) => ({ ...one, parameters: withDefaults(one.parameters) }));
  }

  configurationFor(platform: TargetPlatform): EffectiveConfiguration | null {
    const found = this.platformConfigurations.find((one) => one.platform === platform);
    if (!found) return null;
    return { integrationId: found.integrationId ?? this.integrationId, parameters: found.parameters };
  }

  /** Not an edit: the names are the same, and mean what they meant. */
  resolveNames(schemas: Schemas): void {
    this.storedConfigurations = this.platformConfigurations.map((one) => ({
      ...one,
      parameters: withResolvedNames(one.parameters, one.integrationId ?? this.integrationId, schemas),
    }));
  }

  rename(name: string, now: Date): void {
    this.name = name;
    this.touch(now);
  }

  setDescription(description: string | null, now: Date): void {
    this.description = description;
    this.touch(now);
  }

  /** Releases that exist keep the parameters that their tickets were made with. */
  configure(
    integrationId: string,
    platformConfigurations: readonly PlatformConfiguration[],
    now: Date,
  ): void {
    this.integrationId = integrationId;
    this.storedConfigurations = platformConfigurations;
    this.touch(now);
  }

  /** An inactive one cannot be chosen for a new release. */
  setActive(isActive: boolean, now: Date): void {
    this.isActive = isActive;
    this.touch(now);
  }

  /** The row stays for the releases that were made with it. */
  delete(now: Date): void {
    this.deletedAt = now;
    this.touch(now);
  }
}

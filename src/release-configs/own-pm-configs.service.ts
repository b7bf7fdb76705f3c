import { isDeepStrictEqual } from 'node:util';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import { type ActionEntry, ActivityLogService } from '../activity/index.js';
import { UsageKind } from '../integrations/index.js';
import { type PlatformConfiguration, PmConfig } from '../pm-configs/index.js';
import { Clock } from '../shared/clock/index.js';
import { isId } from '../shared/persistence/index.js';
import { UsageRegistry } from '../shared/usage/index.js';
import { availableConfigName } from './config-name.js';
import { type GivenInlineConfiguration, toParameters } from './inline-configuration.js';
import { type Platform, targetOf } from './platform.js';
import type { ReleaseConfig } from './release-config.entity.js';

/** The content of the pm config that a release config owns. */
export interface OwnConfigRequest {
  readonly projectId: string;
  readonly name: string;
  readonly platforms: readonly Platform[];
  readonly inline: GivenInlineConfiguration;
}

/** A pm config, and the release config that owns it. */
interface Owned {
  readonly owner: ReleaseConfig;
  readonly own: PmConfig;
}

/**
 * The pm configs that release configs own, created for their inline configurations. One that an open release or another
 * release config uses too is copied instead of changed, and is not deleted (docs/adr/0009). Works inside the caller's
 * transaction, in which `own` is locked.
 */
@Injectable()
export class OwnPmConfigsService {
  constructor(
    private readonly usage: UsageRegistry,
    private readonly activity: ActivityLogService,
    private readonly clock: Clock,
  ) {}

  /** Makes the config, or brings the one that there is up to date. @returns which one it is from now on. */
  async save(
    em: EntityManager,
    caller: Caller,
    request: OwnConfigRequest,
    owned: Owned | null,
  ): Promise<PmConfig> {
    if (!owned) return this.create(em, caller, request, null);
    const { own, owner } = owned;
    const { integrationId } = request.inline.configuration;
    const configurations = configurationsOf(request, own);
    const isRenamed = owner.name !== request.name;
    const isAsRequested =
      own.isActive &&
      own.integrationId === integrationId &&
      isDeepStrictEqual(own.platformConfigurations, configurations);
    if (isAsRequested && !isRenamed) return own;
    if (await this.isShared(em, owned)) return isAsRequested ? own : this.create(em, caller, request, own);
    const now = this.clock.now();
    own.configure(integrationId, configurations, now);
    if (!own.isActive) own.setActive(true, now);
    // A name that a person gave it stays until the release config is renamed.
    if (isRenamed) own.rename(await this.availableName(em, request, own.id), now);
    this.activity.recordAction(em, caller, activityOf(own, 'pm_config.updated', 'changed'));
    return own;
  }

  /** Deletes it unless something else uses it. */
  async deleteIfUnused(em: EntityManager, caller: Caller, owned: Owned): Promise<void> {
    if (await this.isShared(em, owned)) return;
    owned.own.delete(this.clock.now());
    this.activity.recordAction(em, caller, activityOf(owned.own, 'pm_config.deleted', 'deleted'));
  }

  /** @param previous a config whose other members are copied. */
  private async create(
    em: EntityManager,
    caller: Caller,
    request: OwnConfigRequest,
    previous: PmConfig | null,
  ): Promise<PmConfig> {
    const { projectId, inline } = request;
    const config = new PmConfig({
      projectId,
      integrationId: inline.configuration.integrationId,
      name: await this.availableName(em, request, null),
      description: previous ? previous.description : 'Created by a release config, and updated with it.',
      platformConfigurations: configurationsOf(request, previous),
      createdById: caller.account.id,
    });
    em.persist(config);
    this.activity.recordAction(em, caller, activityOf(config, 'pm_config.created', 'created'));
    return config;
  }

  private availableName(
    em: EntityManager,
    { projectId, name, inline }: OwnConfigRequest,
    exceptId: string | null,
  ): Promise<string> {
    return availableConfigName(em, projectId, name, inline.providerType, exceptId);
  }

  /** Whether anything but its owner uses it. */
  private async isShared(em: EntityManager, { own, owner }: Owned): Promise<boolean> {
    const users = (await this.usage.findUsers(em, 'pm-config', [own.id])).get(own.id)!;
    return users.some(({ kind, id }) => kind !== String(UsageKind.RELEASE_CONFIG) || id !== owner.id);
  }
}

/** FOR UPDATE, in the order of ids: two transactions that lock the same ones cannot deadlock. */
export async function lockPmConfigs(
  em: EntityManager,
  ids: readonly (string | null | undefined)[],
): Promise<ReadonlyMap<string, PmConfig>> {
  const known = ids.filter(isId);
  const found = await em.find(
    PmConfig,
    { id: { $in: known } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, refresh: true },
  );
  return new Map(found.map((config) => [config.id, config]));
}

/** Members that an inline configuration does not have, a title's template for example, stay as they are in `previous`. */
function configurationsOf(
  { platforms, inline }: OwnConfigRequest,
  previous: PmConfig | null,
): readonly PlatformConfiguration[] {
  return platforms.map(targetOf).map((platform) => {
    const parameters = previous?.configurationFor(platform)?.parameters;
    return { platform, integrationId: null, parameters: toParameters(inline.configuration, parameters) };
  });
}

function activityOf({ id, projectId, name }: PmConfig, action: string, verb: string): ActionEntry {
  return {
    projectId,
    action,
    predicate: `${verb} the config ${name} with its release config`,
    details: { pmConfigId: id },
  };
}

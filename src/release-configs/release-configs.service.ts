import { EntityManager, LockMode, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import { type ActionEntry, ActivityLogService } from '../activity/index.js';
import { Clock } from '../shared/clock/index.js';
import { assertNotEditedSince, nameTakenError, NotFoundError } from '../shared/errors/index.js';
import { assertBelowQuota, findById } from '../shared/persistence/index.js';
import { requireUsablePmConfig } from '../pm-configs/index.js';
import { InlineConfigurationCheckService } from './inline-configuration-check.service.js';
import { lockPmConfigs, OwnPmConfigsService } from './own-pm-configs.service.js';
import { neededPlatforms } from './platform.js';
import { MAX_RELEASE_CONFIGS, ReleaseConfig, type ReleaseConfigContent } from './release-config.entity.js';
import type { ReleaseConfigRequest } from './release-config.input.js';

const ATTEMPTS = 3;

/** Reusable ways to release. */
@Injectable()
export class ReleaseConfigsService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly activity: ActivityLogService,
    private readonly inlineCheck: InlineConfigurationCheckService,
    private readonly ownConfigs: OwnPmConfigsService,
  ) {}

  /** By name. */
  list(projectId: string): Promise<ReleaseConfig[]> {
    return this.em.find(
      ReleaseConfig,
      { projectId, deletedAt: null },
      { orderBy: { name: 'asc', id: 'asc' } },
    );
  }

  /** Null for a deleted one too. */
  async find(id: string): Promise<ReleaseConfig | null> {
    const config = await findById(this.em, ReleaseConfig, id);
    return config?.isDeleted ? null : config;
  }

  /** Creates it or replaces all of it, together with the pm config that it owns, in one transaction. */
  async save(caller: Caller, input: ReleaseConfigRequest): Promise<ReleaseConfig> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.em.transactional((em) => this.write(em, caller, input));
      } catch (error) {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        if (isNameConflict(error)) throw nameTakenError();
        // Another transaction took the name of the pm config: the next attempt finds another free one.
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Softly: releases that were made with it keep their tickets and their pm config. */
  async delete(caller: Caller, id: string): Promise<string> {
    await this.em.transactional(async (em) => {
      const config = await this.lock(em, id, null);
      const { ownPmConfigId } = config;
      const own = (await lockPmConfigs(em, [ownPmConfigId])).get(ownPmConfigId ?? '');
      if (own) await this.ownConfigs.deleteIfUnused(em, caller, { owner: config, own });
      config.delete(this.clock.now());
      this.activity.recordAction(em, caller, activityOf(config, 'release_config.deleted', 'deleted'));
    });
    return id;
  }

  private async write(
    em: EntityManager,
    caller: Caller,
    input: ReleaseConfigRequest,
  ): Promise<ReleaseConfig> {
    const known = input.id == null ? null : await this.lock(em, input.id, 'id', input.projectId);
    if (known) assertNotEditedSince(known, input.ifUpdatedAt);
    const content = await this.resolveContent(em, caller, input, known);
    if (known) {
      if (known.replace(content, this.clock.now()))
        this.activity.recordAction(em, caller, activityOf(known, 'release_config.updated', 'changed'));
      return known;
    }
    const { projectId } = input;
    const existing = { projectId, deletedAt: null };
    await assertBelowQuota(em, ReleaseConfig, existing, MAX_RELEASE_CONFIGS, 'release configs');
    const made = new ReleaseConfig(projectId, caller.account.id, content);
    em.persist(made);
    this.activity.recordAction(em, caller, activityOf(made, 'release_config.created', 'created'));
    return made;
  }

  /** Decides which pm config its releases use from now on. Configs are locked before integrations, as everywhere. */
  private async resolveContent(
    em: EntityManager,
    caller: Caller,
    input: ReleaseConfigRequest,
    known: ReleaseConfig | null,
  ): Promise<ReleaseConfigContent> {
    const { projectId, name, platforms, pmConfigId, inline } = input;
    const ownId = known?.ownPmConfigId;
    const locked = await lockPmConfigs(em, [ownId, pmConfigId]);
    const stored =
      pmConfigId == null
        ? null
        : await requireUsablePmConfig(em, projectId, pmConfigId, 'pmConfigId', neededPlatforms(platforms));
    if (inline) await this.inlineCheck.lockAndCheck(em, projectId, inline);
    const own = ownId == null ? undefined : locked.get(ownId);
    const owned = known && own ? { owner: known, own } : null;
    const made = inline?.configuration.isEnabled
      ? await this.ownConfigs.save(em, caller, { projectId, name, platforms, inline }, owned)
      : null;
    const chosen = made ?? stored;
    if (owned && owned.own !== chosen) await this.ownConfigs.deleteIfUnused(em, caller, owned);
    return {
      name,
      platforms,
      inlineConfiguration: inline?.configuration ?? null,
      pmConfigId: chosen?.id ?? null,
      ownsPmConfig: made !== null,
    };
  }

  /** Reads it anew FOR UPDATE. @throws NotFoundError also where it belongs to another project than `projectId`. */
  private async lock(
    em: EntityManager,
    id: string,
    path: string | null,
    projectId?: string,
  ): Promise<ReleaseConfig> {
    const config = await findById(em, ReleaseConfig, id, LockMode.PESSIMISTIC_WRITE);
    const isOther = projectId !== undefined && config?.projectId !== projectId;
    if (!config || config.isDeleted || isOther) throw new NotFoundError('release config', path);
    return config;
  }
}

/** Whether the name of the release config itself is taken, and not that of its pm config. */
function isNameConflict(error: UniqueConstraintViolationException): boolean {
  return (error as { constraint?: unknown }).constraint === 'release_configs_name_unique';
}

function activityOf(
  { id: releaseConfigId, projectId, name, pmConfigId }: ReleaseConfig,
  action: string,
  verb: string,
): ActionEntry {
  return {
    projectId,
    action,
    predicate: `${verb} the release config ${name}`,
    details: { releaseConfigId, pmConfigId },
  };
}

import { EntityManager, LockMode, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import { ActivityLogService } from '../activity/index.js';
import { Clock } from '../shared/clock/index.js';
import {
  assertNotEditedSince,
  ConflictError,
  nameTakenError,
  NotFoundError,
} from '../shared/errors/index.js';
import { assertBelowQuota, findById } from '../shared/persistence/index.js';
import { UsageRegistry } from '../shared/usage/index.js';
import { CachedSchemasService } from './cached-schemas.service.js';
import { ConfigFormService } from './config-form.service.js';
import { MAX_PM_CONFIGS, PmConfig } from './pm-config.entity.js';
import { type Schemas, withFormerNames } from './resolved-names.rules.js';
import type { CreatePmConfigInput, UpdatePmConfigInput } from './pm-config.inputs.js';

/** Layer 2: where and how release tickets are created, for any number of releases. */
@Injectable()
export class PmConfigsService {
  constructor(
    private readonly em: EntityManager,
    private readonly form: ConfigFormService,
    private readonly clock: Clock,
    private readonly activity: ActivityLogService,
    private readonly usage: UsageRegistry,
    private readonly cachedSchemas: CachedSchemasService,
  ) {}

  /** By name. */
  list(projectId: string, includeInactive: boolean): Promise<PmConfig[]> {
    return this.em.find(
      PmConfig,
      { projectId, deletedAt: null, ...(!includeInactive && { isActive: true }) },
      { orderBy: { name: 'asc', id: 'asc' } },
    );
  }

  /** Null for a deleted one too. */
  async find(id: string): Promise<PmConfig | null> {
    const config = await findById(this.em, PmConfig, id);
    return config?.isDeleted ? null : config;
  }

  /** @throws NotFoundError. */
  async require(id: string, path: string | null): Promise<PmConfig> {
    const config = await this.find(id);
    if (!config) throw new NotFoundError('pm config', path);
    return config;
  }

  async create(caller: Caller, input: CreatePmConfigInput): Promise<PmConfig> {
    const { projectId, integrationId, name } = input;
    const schemas = await this.cachedSchemas.find(input);
    return this.save(async (em) => {
      const existing = { projectId, deletedAt: null };
      await assertBelowQuota(em, PmConfig, existing, MAX_PM_CONFIGS, 'pm configs');
      const { platformConfigurations } = await this.form.check(em, input, { lock: true });
      const config = new PmConfig({
        projectId,
        integrationId,
        name,
        description: input.description || null,
        platformConfigurations,
        createdById: caller.account.id,
      });
      config.resolveNames(schemas);
      em.persist(config);
      this.activity.recordAction(em, caller, {
        projectId,
        action: 'pm_config.created',
        predicate: `created the config ${name}`,
        details: { pmConfigId: config.id },
      });
      return config;
    });
  }

  /** Tickets that releases have by it are not changed. */
  async update(caller: Caller, input: UpdatePmConfigInput): Promise<PmConfig> {
    const config = await this.require(input.id, 'id');
    const { integrationId } = config;
    const schemas = await this.cachedSchemas.find({ integrationId, ...input });
    return this.save(async (em) => {
      await em.refresh(config, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (config.isDeleted) throw new NotFoundError('pm config', 'id');
      assertNotEditedSince(config, input.ifUpdatedAt);
      const before = config.updatedAt;
      await this.reconfigure(em, config, input);
      if (config.updatedAt !== before) config.resolveNames(schemas);
      this.apply(config, input);
      if (config.updatedAt === before) return config;
      this.activity.recordAction(em, caller, {
        projectId: config.projectId,
        action: 'pm_config.updated',
        predicate: `changed the config ${config.name}`,
        details: { pmConfigId: config.id },
      });
      return config;
    });
  }

  /** Keeps beside the names what they mean, as a verification has just read it. */
  async resolveNames(id: string, schemas: Schemas): Promise<void> {
    if (schemas.size === 0) return;
    await this.em.transactional(async (em) => {
      const config = await findById(em, PmConfig, id, LockMode.PESSIMISTIC_WRITE);
      config?.resolveNames(schemas);
    });
  }

  /** Softly: the releases that were made with it keep their tickets. */
  async delete(caller: Caller, id: string): Promise<string> {
    const config = await this.require(id, null);
    await this.save(async (em) => {
      await em.refresh(config, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (config.isDeleted) throw new NotFoundError('pm config');
      const usedBy = (await this.usage.findUsers(em, 'pm-config', [config.id])).get(config.id)!;
      if (usedBy.length > 0) {
        const names = usedBy.map(({ name }) => name).join(', ');
        throw new ConflictError(`${config.name} is still used by ${names}. Finish or change those first.`, {
          usedBy,
        });
      }
      config.delete(this.clock.now());
      this.activity.recordAction(em, caller, {
        projectId: config.projectId,
        action: 'pm_config.deleted',
        predicate: `deleted the config ${config.name}`,
        details: { pmConfigId: config.id },
      });
    });
    return config.id;
  }

  /** The result is checked as a whole: another tracker may refuse what the former one accepts. */
  private async reconfigure(em: EntityManager, config: PmConfig, input: UpdatePmConfigInput): Promise<void> {
    const isActivated = input.isActive === true && !config.isActive;
    const isTouched = input.integrationId !== undefined || input.platformConfigurations !== undefined;
    if (!isTouched && !isActivated) return;
    const form = {
      projectId: config.projectId,
      integrationId: input.integrationId ?? config.integrationId,
      platformConfigurations: input.platformConfigurations ?? config.platformConfigurations,
    };
    const { platformConfigurations } = await this.form.check(em, form, { lock: true });
    if (!isTouched) return;
    const kept = withFormerNames(platformConfigurations, config.platformConfigurations);
    config.configure(form.integrationId, kept, this.clock.now());
  }

  private apply(config: PmConfig, { name, description, isActive }: UpdatePmConfigInput): void {
    const now = this.clock.now();
    if (name !== undefined) config.rename(name, now);
    if (description !== undefined) config.setDescription(description || null, now);
    if (isActive !== undefined) config.setActive(isActive, now);
  }

  /** One transaction; the database finds a name that another transaction took. */
  private async save<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.em.transactional(work);
    } catch (error) {
      throw error instanceof UniqueConstraintViolationException ? nameTakenError() : error;
    }
  }
}

import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { LoaderCache } from '../shared/graphql/index.js';
import { findByIds } from '../shared/persistence/index.js';
import { PmConfig } from './pm-config.entity.js';

const PM_CONFIGS = Symbol('pm configs');

/** For fields that lead to a pm config: one query for all of an operation. */
@Injectable()
export class PmConfigLoader {
  constructor(private readonly em: EntityManager) {}

  /** Null for a deleted one too. */
  async load(loaders: LoaderCache, id: string | null): Promise<PmConfig | null> {
    if (id === null) return null;
    const config = await loaders.get(PM_CONFIGS, (ids) => findByIds(this.em.fork(), PmConfig, ids)).load(id);
    return config?.isDeleted ? null : config;
  }
}

import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { LoaderCache } from '../shared/graphql/index.js';
import { findByIds } from '../shared/persistence/index.js';
import { ReleaseConfig } from './release-config.entity.js';

const RELEASE_CONFIGS = Symbol('release configs');

/** For fields that lead to a release config: one query for all of an operation. */
@Injectable()
export class ReleaseConfigLoader {
  constructor(private readonly em: EntityManager) {}

  /** Null for a deleted one too. */
  async load(loaders: LoaderCache, id: string | null): Promise<ReleaseConfig | null> {
    if (id === null) return null;
    const loader = loaders.get(RELEASE_CONFIGS, (ids) => findByIds(this.em.fork(), ReleaseConfig, ids));
    const config = await loader.load(id);
    return config?.isDeleted ? null : config;
  }
}

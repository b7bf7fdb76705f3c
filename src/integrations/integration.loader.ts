import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { LoaderCache } from '../shared/graphql/index.js';
import { findByIds } from '../shared/persistence/index.js';
import { Integration } from './integration.entity.js';

const INTEGRATIONS = Symbol('integrations');

/**
 * Integrations for fields as `PmConfig.integration`, all of an operation's in one query; disconnected ones too, since
 * what they once did still refers to them.
 */
@Injectable()
export class IntegrationLoader {
  constructor(private readonly em: EntityManager) {}

  async load(loaders: LoaderCache, id: string): Promise<Integration> {
    const integration = await loaders
      .get(INTEGRATIONS, (ids) => findByIds(this.em.fork(), Integration, ids))
      .load(id);
    if (!integration) throw new Error(`Integration ${id} is referred to, but is not there.`);
    return integration;
  }
}

import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Integration, TrackerDiscoveryService } from '../integrations/index.js';
import { findByIds, isId } from '../shared/persistence/index.js';
import { schemaKey, type Schemas } from './resolved-names.rules.js';

/** Where the names of a config stand. */
interface NamedPlaces {
  readonly integrationId?: string;
  readonly platformConfigurations?: readonly {
    readonly integrationId?: string | null;
    readonly parameters: { readonly projectKey: string };
  }[];
}

/** What an earlier question, as a preview, has left of the projects that a config names. Asks no tracker. */
@Injectable()
export class CachedSchemasService {
  constructor(
    private readonly em: EntityManager,
    private readonly discovery: TrackerDiscoveryService,
  ) {}

  async find({ integrationId = '', platformConfigurations = [] }: NamedPlaces): Promise<Schemas> {
    const places = platformConfigurations.map((one) => ({
      id: one.integrationId ?? integrationId,
      projectKey: one.parameters.projectKey,
    }));
    const ids = places.map(({ id }) => id).filter(isId);
    const integrations = await findByIds(this.em.fork(), Integration, ids);
    const schemas = new Map();
    for (const { id, projectKey } of places) {
      const integration = integrations.get(id);
      const cached = integration && this.discovery.cachedSchema(integration, projectKey);
      const schema = await cached?.catch(() => null);
      if (schema) schemas.set(schemaKey(id, projectKey), schema);
    }
    return schemas;
  }
}

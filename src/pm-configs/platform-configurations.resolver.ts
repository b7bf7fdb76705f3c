import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Loaders } from '../access/index.js';
import { Integration, IntegrationObject } from '../integrations/index.js';
import { EntityLoader, type LoaderCache } from '../shared/graphql/index.js';
import { PlatformConfigurationObject } from './pm-config.object.js';

@Resolver(() => PlatformConfigurationObject)
export class PlatformConfigurationsResolver {
  constructor(private readonly entities: EntityLoader) {}

  @ResolveField(() => IntegrationObject, {
    description: 'The connected tracker in which this platform’s tickets are created.',
  })
  integration(
    @Parent() { effectiveIntegrationId }: PlatformConfigurationObject,
    @Loaders() loaders: LoaderCache,
  ): Promise<Integration> {
    return this.entities.require(loaders, Integration, effectiveIntegrationId);
  }
}

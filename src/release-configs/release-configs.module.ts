import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/index.js';
import { IntegrationsModule } from '../integrations/index.js';
import { PmConfigsModule } from '../pm-configs/index.js';
import { UsageRegistry } from '../shared/usage/index.js';
import { InlineConfigurationCheckService } from './inline-configuration-check.service.js';
import { InlineConfigurationResolver, RemoteProjectResolver } from './inline-configuration.resolver.js';
import { OwnPmConfigsService } from './own-pm-configs.service.js';
import { releaseConfigsUsingIntegrations, releaseConfigsUsingPmConfigs } from './release-configs.queries.js';
import { ReleaseConfigsResolver } from './release-configs.resolver.js';
import { ReleaseConfigsService } from './release-configs.service.js';

@Module({
  imports: [ActivityModule, IntegrationsModule, PmConfigsModule],
  providers: [
    InlineConfigurationCheckService,
    InlineConfigurationResolver,
    OwnPmConfigsService,
    ReleaseConfigsResolver,
    ReleaseConfigsService,
    RemoteProjectResolver,
  ],
  exports: [InlineConfigurationCheckService],
})
export class ReleaseConfigsModule {
  constructor(usage: UsageRegistry) {
    usage.register('integration', releaseConfigsUsingIntegrations);
    usage.register('pm-config', releaseConfigsUsingPmConfigs);
  }
}

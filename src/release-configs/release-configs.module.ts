import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/index.js';
import { IntegrationsModule } from '../integrations/index.js';
import { PmConfigsModule } from '../pm-configs/index.js';
import { UsageRegistry } from '../shared/usage/index.js';
import { JiraConfigCheck } from './jira-config.check.js';
import { JiraProjectResolver } from './jira-project.resolver.js';
import { OwnPmConfigs } from './own-pm-configs.js';
import { ReleaseConfigLoader } from './release-config-loader.js';
import { releaseConfigsUsingIntegrations, releaseConfigsUsingPmConfigs } from './release-configs.queries.js';
import { ReleaseConfigsResolver } from './release-configs.resolver.js';
import { ReleaseConfigsService } from './release-configs.service.js';

@Module({
  imports: [ActivityModule, IntegrationsModule, PmConfigsModule],
  providers: [
    JiraConfigCheck,
    JiraProjectResolver,
    OwnPmConfigs,
    ReleaseConfigLoader,
    ReleaseConfigsResolver,
    ReleaseConfigsService,
  ],
  exports: [JiraConfigCheck, ReleaseConfigLoader],
})
export class ReleaseConfigsModule {
  constructor(usage: UsageRegistry) {
    usage.register('integration', releaseConfigsUsingIntegrations);
    usage.register('pm-config', releaseConfigsUsingPmConfigs);
  }
}

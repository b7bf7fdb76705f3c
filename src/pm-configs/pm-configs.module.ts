import { Module } from '@nestjs/common';
import { IntegrationsModule } from '../integrations/index.js';
import { UsageRegistry } from '../shared/usage/index.js';
import { ConfigFormCheck } from './config-form.js';
import { PlatformConfigurationsResolver } from './platform-configurations.resolver.js';
import { PmConfigLoader } from './pm-config-loader.js';
import { PmConfigVerifier } from './pm-config-verifier.js';
import { configsUsingIntegrations } from './pm-configs.queries.js';
import { PmConfigsResolver } from './pm-configs.resolver.js';
import { PmConfigsService } from './pm-configs.service.js';

@Module({
  imports: [IntegrationsModule],
  providers: [
    ConfigFormCheck,
    PlatformConfigurationsResolver,
    PmConfigLoader,
    PmConfigsResolver,
    PmConfigsService,
    PmConfigVerifier,
  ],
  exports: [PmConfigLoader, PmConfigsService],
})
export class PmConfigsModule {
  constructor(usage: UsageRegistry) {
    usage.register('integration', configsUsingIntegrations);
  }
}

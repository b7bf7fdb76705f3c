import { Module } from '@nestjs/common';
import { IntegrationsModule } from '../integrations/index.js';
import { UsageRegistry } from '../shared/usage/index.js';
import { CachedSchemasService } from './cached-schemas.service.js';
import { ConfigFormService } from './config-form.service.js';
import { PlatformConfigurationsResolver } from './platform-configurations.resolver.js';
import { PmConfigVerifierService } from './verification/pm-config-verifier.service.js';
import { configsUsingIntegrations } from './pm-configs.queries.js';
import { PmConfigsResolver } from './pm-configs.resolver.js';
import { PmConfigsService } from './pm-configs.service.js';

@Module({
  imports: [IntegrationsModule],
  providers: [
    CachedSchemasService,
    ConfigFormService,
    PlatformConfigurationsResolver,
    PmConfigsResolver,
    PmConfigsService,
    PmConfigVerifierService,
  ],
  exports: [PmConfigsService],
})
export class PmConfigsModule {
  constructor(usage: UsageRegistry) {
    usage.register('integration', configsUsingIntegrations);
  }
}

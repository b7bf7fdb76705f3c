import { Module } from '@nestjs/common';
import { Connections } from './connections.js';
import { CredentialsService } from './credentials.service.js';
import { DiscoveryResolver } from './discovery.resolver.js';
import { DiscoveryService } from './discovery.service.js';
import { IntegrationHealth } from './integration-health.js';
import { IntegrationLoader } from './integration-loader.js';
import { IntegrationsResolver } from './integrations.resolver.js';
import { IntegrationsService } from './integrations.service.js';
import { ProbeIntegrationJob } from './probe-integration.job.js';
import { RewrapSecrets } from './rewrap-secrets.js';
import { TrackerCalls } from './tracker-calls.js';

@Module({
  providers: [
    Connections,
    CredentialsService,
    DiscoveryResolver,
    DiscoveryService,
    IntegrationHealth,
    IntegrationLoader,
    IntegrationsResolver,
    IntegrationsService,
    ProbeIntegrationJob,
    RewrapSecrets,
    TrackerCalls,
  ],
  exports: [DiscoveryService, IntegrationHealth, IntegrationLoader, IntegrationsService, TrackerCalls],
})
export class IntegrationsModule {}

import { Module } from '@nestjs/common';
import { ConnectionCache } from './connection.cache.js';
import { CredentialsService } from './credentials.service.js';
import { TrackerDiscoveryResolver } from './discovery/tracker-discovery.resolver.js';
import { TrackerDiscoveryService } from './discovery/tracker-discovery.service.js';
import { IntegrationHealthService } from './health/integration-health.service.js';
import { IntegrationMetricsService } from './integration-metrics.service.js';
import { IntegrationsResolver } from './integrations.resolver.js';
import { IntegrationsService } from './integrations.service.js';
import { ProbeIntegrationJob } from './health/probe-integration.job.js';
import { SecretRotationService } from './secret-rotation.service.js';
import { TrackerCallsService } from './tracker-calls.service.js';

@Module({
  providers: [
    ConnectionCache,
    CredentialsService,
    TrackerDiscoveryResolver,
    TrackerDiscoveryService,
    IntegrationHealthService,
    IntegrationMetricsService,
    IntegrationsResolver,
    IntegrationsService,
    ProbeIntegrationJob,
    SecretRotationService,
    TrackerCallsService,
  ],
  exports: [TrackerDiscoveryService, IntegrationHealthService, IntegrationsService, TrackerCallsService],
})
export class IntegrationsModule {}

import { Module } from '@nestjs/common';
import { RootRedirectController } from './root-redirect.controller.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { ProcessReadinessService } from './process-readiness.service.js';

@Module({
  controllers: [RootRedirectController, HealthController, MetricsController],
  providers: [ProcessReadinessService],
})
export class HealthModule {}

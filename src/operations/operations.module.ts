import { Module } from '@nestjs/common';
import { FrontDoorController } from './front-door.controller.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness } from './readiness.js';

@Module({ controllers: [FrontDoorController, HealthController, MetricsController], providers: [Readiness] })
export class OperationsModule {}

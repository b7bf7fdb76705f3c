import { Global, Module } from '@nestjs/common';
import { ActivityLogService } from './activity-log.service.js';
import { ActivityResolver } from './activity.resolver.js';

/** Global, since any module may write to it. */
@Global()
@Module({ providers: [ActivityLogService, ActivityResolver], exports: [ActivityLogService] })
export class ActivityModule {}

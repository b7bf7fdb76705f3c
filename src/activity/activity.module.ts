import { Global, Module } from '@nestjs/common';
import { ActivityLog } from './activity-log.js';
import { ActivityResolver } from './activity.resolver.js';

/** Global, since any module may write to it. */
@Global()
@Module({ providers: [ActivityLog, ActivityResolver], exports: [ActivityLog] })
export class ActivityModule {}

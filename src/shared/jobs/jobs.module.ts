import { Global, Module } from '@nestjs/common';
import { JobHandlerRegistry } from './job-handler.registry.js';
import { JobQueueService } from './job-queue.service.js';
import { JobRunnerService } from './job-runner.service.js';

@Global()
@Module({
  providers: [JobQueueService, JobHandlerRegistry, JobRunnerService],
  exports: [JobQueueService, JobHandlerRegistry, JobRunnerService],
})
export class JobsModule {}

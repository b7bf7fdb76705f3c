import { Global, Module } from '@nestjs/common';
import { JobHandlers } from './job-handlers.js';
import { JobQueue } from './job-queue.js';
import { JobRunner } from './job-runner.js';

@Global()
@Module({ providers: [JobQueue, JobHandlers, JobRunner], exports: [JobQueue, JobHandlers, JobRunner] })
export class JobsModule {}

export * from './add-job-sql.js';
export * from './background-context.js';
export * from './job.js';
export * from './job-handler.registry.js';
export * from './job-queue.service.js';
export * from './job-runner.service.js';
export * from './jobs.module.js';
export * from './leased-queue/leased-queue.js';

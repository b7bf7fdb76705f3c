export * from './background.js';
export * from './job-handlers.js';
export * from './job-queue.js';
export * from './job-runner.js';
export * from './jobs.module.js';

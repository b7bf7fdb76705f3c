export * from './config.module.js';
export * from './settings.js';
export * from './timings.js';

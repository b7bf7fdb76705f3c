export * from './change-feed.service.js';
export * from './domain-events.js';
export * from './events.module.js';

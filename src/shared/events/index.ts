export * from './change-feed.service.js';
export * from './domain-events.service.js';
export * from './events.module.js';

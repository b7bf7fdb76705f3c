export * from './change-feed.js';
export * from './domain-events.js';
export * from './events.module.js';

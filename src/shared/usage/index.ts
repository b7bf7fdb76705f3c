export * from './usage.registry.js';

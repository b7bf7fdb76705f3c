export * from './domain-error.js';
export * from './edit-conflicts.js';

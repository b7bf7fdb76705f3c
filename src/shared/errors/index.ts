export * from './domain.error.js';
export * from './edit-conflict.error.js';

export * from './key-reuse.js';
export * from './request-hash.js';

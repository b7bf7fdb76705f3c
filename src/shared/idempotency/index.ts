export * from './idempotency-key.error.js';
export * from './request-hash.js';

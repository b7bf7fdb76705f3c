export * from './encryption-key-check.js';
export * from './secret-box.js';

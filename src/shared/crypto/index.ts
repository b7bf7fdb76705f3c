export * from './key-check.js';
export * from './secret-box.js';

export * from './base.entity.js';
export * from './database.js';
export * from './database-clock.js';
export * from './find-by-id.js';
export * from './migrate.js';
export * from './orm.config.js';
export * from './persistence.module.js';
export * from './tenancy.js';

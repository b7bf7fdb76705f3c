export * from './release.entity.js';
export * from './release-ticket.entity.js';
export * from './releases.module.js';

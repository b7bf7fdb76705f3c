export * from './release.entity.js';
export * from './tickets/release-ticket.entity.js';
export * from './releases.module.js';

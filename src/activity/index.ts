export * from './activity-log.service.js';
export * from './activity.entity.js';
export * from './activity.module.js';
export * from './activity.object.js';
export * from './actor.js';

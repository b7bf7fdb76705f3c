export * from './inline-configuration-check.service.js';
export * from './inline-configuration.js';
export * from './platform.js';
export * from './release-config.entity.js';
export * from './release-config.input.js';
export * from './release-config.object.js';
export * from './release-configs.module.js';

export { TimeLimitedCache } from './time-limited.cache.js';

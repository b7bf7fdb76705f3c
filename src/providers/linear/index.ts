export type { LinearProviderOptions } from './linear.options.js';
export { LinearProvider } from './linear.provider.js';

export type { AsanaProviderOptions } from './asana.options.js';
export { AsanaProvider } from './asana.provider.js';

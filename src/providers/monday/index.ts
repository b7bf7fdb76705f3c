export type { MondayProviderOptions } from './monday.options.js';
export { MondayProvider } from './monday.provider.js';

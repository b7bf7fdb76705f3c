export type { ClickUpProviderOptions } from './clickup.options.js';
export { ClickUpProvider } from './clickup.provider.js';

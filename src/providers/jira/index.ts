export type { JiraProviderOptions } from './jira.options.js';
export { JiraProvider } from './jira.provider.js';

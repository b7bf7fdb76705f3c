/** The trackers that delivr knows by name. Adding one: here, its folder, the adapter list, its connection input. */
export enum ProviderType {
  JIRA = 'JIRA',
  LINEAR = 'LINEAR',
  ASANA = 'ASANA',
  MONDAY = 'MONDAY',
  CLICKUP = 'CLICKUP',
}

/** As people write them; also for those that have no adapter yet. */
export const PROVIDER_NAMES: Readonly<Record<ProviderType, string>> = {
  [ProviderType.JIRA]: 'Jira',
  [ProviderType.LINEAR]: 'Linear',
  [ProviderType.ASANA]: 'Asana',
  [ProviderType.MONDAY]: 'monday.com',
  [ProviderType.CLICKUP]: 'ClickUp',
};

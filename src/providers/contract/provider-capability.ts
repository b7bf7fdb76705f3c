/** What a tracker's adapter can do; nothing that is not listed is offered. */
export enum ProviderCapability {
  LIST_PROJECTS = 'LIST_PROJECTS',
  DESCRIBE_PROJECT = 'DESCRIBE_PROJECT',
  BULK_CREATE = 'BULK_CREATE',
  BULK_STATUS = 'BULK_STATUS',
  TRANSITION = 'TRANSITION',
  COMMENT = 'COMMENT',
  LINK_BUILD = 'LINK_BUILD',
  WEBHOOKS = 'WEBHOOKS',
}

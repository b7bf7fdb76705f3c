import {
  type ConnectionSettings,
  type PmConnection,
  type PmProvider,
  ProviderCapability,
  ProviderType,
} from '../contract/index.js';
import { budgetUpdate } from './asana.budget.js';
import { AsanaConnection } from './asana.connection.js';
import { draftViolations } from './asana.draft.js';
import { GID_PATTERN } from './asana.keys.js';
import type { AsanaProviderOptions } from './asana.options.js';
import { asanaSettings, CREDENTIAL_FIELDS } from './asana.settings.js';
import { ASANA_WEBHOOKS } from './asana.webhooks.js';

/** Asana's REST API 1.0. A project of ours is a project there, named by its gid; a ticket is a task. */
export class AsanaProvider implements PmProvider {
  readonly type = ProviderType.ASANA;
  readonly name = 'Asana';
  readonly connectionField = 'asana';
  readonly credentialFields = CREDENTIAL_FIELDS;
  readonly capabilities = [
    ProviderCapability.LIST_PROJECTS,
    ProviderCapability.DESCRIBE_PROJECT,
    ProviderCapability.BULK_STATUS,
    ProviderCapability.TRANSITION,
    ProviderCapability.COMMENT,
    ProviderCapability.LINK_BUILD,
    ProviderCapability.WEBHOOKS,
  ];
  readonly defaultIssueType = null;
  readonly projectKeyPattern = GID_PATTERN;
  readonly draftViolations = draftViolations;
  readonly webhooks = ASANA_WEBHOOKS;

  constructor(private readonly options: AsanaProviderOptions) {}

  connect({ values, scope }: ConnectionSettings): PmConnection {
    const settings = asanaSettings(values);
    const headers = { authorization: `Bearer ${settings.accessToken}`, accept: 'application/json' };
    const client = this.options.http.client({ baseUrl: settings.address, scope, headers, budgetUpdate });
    return new AsanaConnection(client, settings, this.options);
  }
}

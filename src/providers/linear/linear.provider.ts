import {
  type ConnectionSettings,
  type PmConnection,
  type PmProvider,
  ProviderCapability,
  ProviderType,
} from '../contract/index.js';
import { budgetUpdate } from './linear.budget.js';
import { LinearConnection } from './linear.connection.js';
import { draftViolations } from './linear.draft.js';
import { TEAM_KEY_PATTERN } from './linear.keys.js';
import type { LinearProviderOptions } from './linear.options.js';
import { CREDENTIAL_FIELDS, linearSettings } from './linear.settings.js';
import { LINEAR_WEBHOOKS } from './linear.webhooks.js';

/** Linear's GraphQL API. A project of ours is a team there. */
export class LinearProvider implements PmProvider {
  readonly type = ProviderType.LINEAR;
  readonly name = 'Linear';
  readonly connectionField = 'linear';
  readonly credentialFields = CREDENTIAL_FIELDS;
  readonly capabilities = [
    ProviderCapability.LIST_PROJECTS,
    ProviderCapability.DESCRIBE_PROJECT,
    ProviderCapability.BULK_CREATE,
    ProviderCapability.BULK_STATUS,
    ProviderCapability.TRANSITION,
    ProviderCapability.COMMENT,
    ProviderCapability.LINK_BUILD,
    ProviderCapability.WEBHOOKS,
  ];
  readonly defaultIssueType = null;
  readonly projectKeyPattern = TEAM_KEY_PATTERN;
  readonly draftViolations = draftViolations;
  readonly webhooks = LINEAR_WEBHOOKS;

  constructor(private readonly options: LinearProviderOptions) {}

  connect({ values, scope }: ConnectionSettings): PmConnection {
    const { address, apiKey } = linearSettings(values);
    // An API key goes as it is: with Bearer before it Linear refuses it.
    const headers = { authorization: apiKey, accept: 'application/json' };
    const client = this.options.http.client({ baseUrl: address, scope, headers, budgetUpdate });
    return new LinearConnection(client, address, this.options);
  }
}

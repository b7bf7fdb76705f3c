import {
  type ConnectionSettings,
  type PmConnection,
  type PmProvider,
  ProviderCapability,
  ProviderType,
} from '../contract/index.js';
import { budgetUpdate } from './clickup.budget.js';
import { ClickUpConnection } from './clickup.connection.js';
import { draftViolations } from './clickup.draft.js';
import { PAUSE_HEADERS } from './clickup.errors.js';
import { LIST_ID_PATTERN } from './clickup.keys.js';
import { PLAIN_TASK } from './clickup.mapping.js';
import type { ClickUpProviderOptions } from './clickup.options.js';
import { clickUpSettings, CREDENTIAL_FIELDS } from './clickup.settings.js';
import { webhooks } from './clickup.webhooks.js';

/** ClickUp's REST API v2. A project is a list, a label a tag, an issue type a task type. */
export class ClickUpProvider implements PmProvider {
  readonly type = ProviderType.CLICKUP;
  readonly name = 'ClickUp';
  readonly connectionField = 'clickup';
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
  readonly defaultIssueType = PLAIN_TASK.name;
  readonly projectKeyPattern = LIST_ID_PATTERN;
  readonly draftViolations = draftViolations;
  readonly webhooks = webhooks;

  constructor(private readonly options: ClickUpProviderOptions) {}

  connect({ values, scope }: ConnectionSettings): PmConnection {
    const settings = clickUpSettings(values);
    const headers = { authorization: settings.authorization, accept: 'application/json' };
    const client = this.options.http.client({
      ...{ baseUrl: settings.baseUrl, scope, headers, budgetUpdate },
      pauseHeaders: PAUSE_HEADERS,
    });
    return new ClickUpConnection(client, settings, this.options);
  }
}

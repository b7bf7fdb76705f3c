import {
  type ConnectionSettings,
  type PmConnection,
  type PmProvider,
  ProviderCapability,
  ProviderType,
} from '../contract/index.js';
import { budgetUpdate } from './jira.budget.js';
import { JiraConnection } from './jira.connection.js';
import { draftViolations, DEFAULT_ISSUE_TYPE } from './jira.draft.js';
import { PAUSE_HEADERS } from './jira.errors.js';
import { PROJECT_KEY_PATTERN } from './jira.keys.js';
import type { JiraProviderOptions } from './jira.options.js';
import { CREDENTIAL_FIELDS, jiraSettings } from './jira.settings.js';
import { jiraWebhooks } from './jira.webhooks.js';

/** Jira Cloud, Server and Data Center; what differs stands behind `JiraEdition`. */
export class JiraProvider implements PmProvider {
  readonly type = ProviderType.JIRA;
  readonly name = 'Jira';
  readonly connectionField = 'jira';
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
  readonly defaultIssueType = DEFAULT_ISSUE_TYPE;
  readonly projectKeyPattern = PROJECT_KEY_PATTERN;
  readonly draftViolations = draftViolations;
  readonly webhooks = jiraWebhooks;

  constructor(private readonly options: JiraProviderOptions) {}

  connect({ values, scope }: ConnectionSettings): PmConnection {
    const settings = jiraSettings(values, this.options.gateway);
    const headers = { authorization: settings.authorization, accept: 'application/json' };
    const clientAt = (baseUrl: string) =>
      this.options.http.client({
        ...{ baseUrl, scope, headers, tls: settings.tls },
        pauseHeaders: PAUSE_HEADERS,
        budgetUpdate,
      });
    return new JiraConnection(clientAt, settings, this.options);
  }
}

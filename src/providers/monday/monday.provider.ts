import {
  type ConnectionSettings,
  type PmConnection,
  type PmProvider,
  ProviderCapability,
  ProviderType,
} from '../contract/index.js';
import { BoardLocks } from './monday.locks.js';
import { budgetUpdate, MINUTE_RATE } from './monday.budget.js';
import { MondayConnection } from './monday.connection.js';
import { draftViolations } from './monday.draft.js';
import { PROJECT_KEY_PATTERN } from './monday.keys.js';
import type { MondayProviderOptions } from './monday.options.js';
import { CREDENTIAL_FIELDS, mondaySettings } from './monday.settings.js';
import { MONDAY_WEBHOOKS } from './monday.webhooks.js';

/** The version of the API that the documents are written for; each is served for a year or more. */
const API_VERSION = '2026-10';

/**
 * monday.com over its GraphQL API. A board is the project, an item (a row) the ticket, and the label of its status column
 * the status. There are no issue types but items and subitems, and no bulk creation.
 */
export class MondayProvider implements PmProvider {
  readonly type = ProviderType.MONDAY;
  readonly name = 'monday.com';
  readonly connectionField = 'monday';
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
  readonly projectKeyPattern = PROJECT_KEY_PATTERN;
  readonly draftViolations = draftViolations;
  readonly webhooks = MONDAY_WEBHOOKS;
  private readonly locks = new BoardLocks();

  constructor(private readonly options: MondayProviderOptions) {}

  connect({ values, scope }: ConnectionSettings): PmConnection {
    const settings = mondaySettings(values);
    const headers = {
      authorization: settings.authorization,
      'api-version': API_VERSION,
      accept: 'application/json',
    };
    const client = this.options.http.client({
      ...{ baseUrl: settings.origin, scope, headers },
      ...{ rate: MINUTE_RATE, budgetUpdate },
    });
    return new MondayConnection(client, settings, this.locks, this.options);
  }
}

import {
  type ConnectionSettings,
  type PmConnection,
  type PmProvider,
  ProviderCapability,
} from '../../../../src/providers/contract/index.js';
import { CORKBOARD } from '../corkboard-type.js';
import { CorkboardConnection } from './corkboard.connection.js';
import type { CorkboardProviderOptions } from './corkboard.options.js';
import { corkboardSettings, CREDENTIAL_FIELDS } from './corkboard.settings.js';

/** Corkboard's REST API. A project is a board, a ticket a card, a status a column. */
export class CorkboardProvider implements PmProvider {
  readonly type = CORKBOARD;
  readonly name = 'Corkboard';
  readonly connectionField = 'corkboard';
  readonly credentialFields = CREDENTIAL_FIELDS;
  readonly capabilities = [
    ProviderCapability.LIST_PROJECTS,
    ProviderCapability.DESCRIBE_PROJECT,
    ProviderCapability.BULK_STATUS,
    ProviderCapability.TRANSITION,
    ProviderCapability.COMMENT,
    ProviderCapability.LINK_BUILD,
  ];
  readonly defaultIssueType = null;
  readonly projectKeyPattern = /^b[0-9]{1,12}$/;

  constructor(private readonly options: CorkboardProviderOptions) {}

  connect({ values, scope }: ConnectionSettings): PmConnection {
    const { address: baseUrl, token } = corkboardSettings(values);
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const client = this.options.http.client({ baseUrl, scope, headers });
    return new CorkboardConnection(client, this.options);
  }
}

import {
  ConnectionSettingsError,
  type ConnectionValues,
  type CredentialField,
  CredentialFieldType,
  type FieldViolation,
} from '../contract/index.js';
import type { TlsCredentials } from '../http/index.js';
import { CERTIFICATE_FIELDS, tlsCredentials } from './jira.certificates.js';
import { ATLASSIAN_GATEWAY, cloudAddresses, type JiraAddresses, serverAddress } from './jira.addresses.js';
import { CLOUD, DATA_CENTER, type JiraEdition } from './jira.edition.js';

export const CREDENTIAL_FIELDS: readonly CredentialField[] = [
  {
    name: 'baseUrl',
    label: 'Site address',
    type: CredentialFieldType.URL,
    required: true,
    example: 'https://acme.atlassian.net',
    help: 'The address that you open Jira with. Server and Data Center: with the context path, where there is one, as https://tools.acme.com/jira.',
  },
  {
    name: 'email',
    label: 'E-mail address or user name',
    type: CredentialFieldType.TEXT,
    required: false,
    requiredWhen: ['jiraType=CLOUD'],
    help: 'Cloud: of the Atlassian account that the API token belongs to. Server and Data Center: nothing with a personal access token; the user name with a password.',
  },
  {
    name: 'apiToken',
    label: 'API token, access token or password',
    type: CredentialFieldType.SECRET,
    required: true,
    help: 'Cloud: an API token, made in the Atlassian account settings, under Security; it expires after a year at the latest. One with scopes needs read:jira-work, write:jira-work and read:jira-user. Server and Data Center: a personal access token, made in the profile (from 8.14 on), or the password of that user name.',
    helpUrl: 'https://id.atlassian.com/manage-profile/security/api-tokens',
  },
  {
    name: 'jiraType',
    label: 'Kind of Jira',
    type: CredentialFieldType.CHOICE,
    required: false,
    options: ['CLOUD', 'SERVER', 'DATA_CENTER'],
    default: 'CLOUD',
  },
  {
    name: 'apiAddress',
    label: 'Gateway address or cloud id',
    type: CredentialFieldType.URL,
    required: false,
    example: 'https://api.atlassian.com/ex/jira/<cloud id>',
    help: 'Cloud alone. Tokens with scopes and service accounts are taken at Atlassian’s gateway alone; left out, its address is found when the site refuses the token.',
  },
  ...CERTIFICATE_FIELDS,
];

/** Server is Data Center in all that matters here. */
const EDITIONS: Readonly<Record<string, JiraEdition>> = { CLOUD, SERVER: DATA_CENTER, DATA_CENTER };

export interface JiraSettings extends JiraAddresses {
  readonly edition: JiraEdition;
  readonly authorization: string;
  readonly tls: TlsCredentials | undefined;
}

type AddViolation = (path: string, message: string) => void;

/** @throws ConnectionSettingsError naming every field that is wrong. */
export function jiraSettings(values: ConnectionValues, gateway = ATLASSIAN_GATEWAY): JiraSettings {
  const violations: FieldViolation[] = [];
  const addViolation = (path: string, message: string) => void violations.push({ path, message });
  const jiraType = values.jiraType || 'CLOUD';
  const edition = Object.hasOwn(EDITIONS, jiraType) ? EDITIONS[jiraType] : undefined;
  if (!edition) addViolation('jiraType', 'It is one of CLOUD, SERVER and DATA_CENTER.');
  const { isCloud } = edition ?? CLOUD;
  const addresses = addressesOf(values, isCloud, gateway, addViolation);
  const credentials = isCloud
    ? cloudCredentials(values, addViolation)
    : serverCredentials(values, addViolation);
  const tls = tlsCredentials(values, isCloud, addViolation);
  if (!edition || violations.length > 0) throw new ConnectionSettingsError(violations);
  return { ...addresses, edition, authorization: edition.authorization(credentials), tls };
}

function addressesOf(
  { baseUrl, apiAddress }: ConnectionValues,
  isCloud: boolean,
  gateway: string,
  addViolation: AddViolation,
): JiraAddresses {
  if (isCloud) return cloudAddresses({ baseUrl, apiAddress }, gateway, addViolation);
  if (apiAddress) addViolation('apiAddress', 'Only Jira Cloud has a gateway: leave it out.');
  const site = serverAddress(baseUrl ?? '', addViolation);
  return { site, api: site };
}

function cloudCredentials(values: ConnectionValues, addViolation: AddViolation) {
  const email = (values.email ?? '').trim();
  if (!email) addViolation('email', 'The e-mail address of the Atlassian account is needed.');
  else if (!/^[^\s@:]+@[^\s@:]+$/.test(email)) addViolation('email', 'This is not an e-mail address.');
  const apiToken = (values.apiToken ?? '').trim();
  if (!apiToken) addViolation('apiToken', 'The API token is needed.');
  else if (!isToken(apiToken)) addViolation('apiToken', 'An API token has no spaces or special characters.');
  return { email, apiToken };
}

function serverCredentials(values: ConnectionValues, addViolation: AddViolation) {
  const email = (values.email ?? '').trim();
  // The colon ends the name where name and password are sent together.
  if (/[:\p{Cc}]/u.test(email)) addViolation('email', 'A user name has no colon and no control characters.');
  const apiToken = email ? (values.apiToken ?? '') : (values.apiToken ?? '').trim();
  if (!apiToken) {
    addViolation('apiToken', email ? 'The password is needed.' : 'The personal access token is needed.');
  } else if (email && /\p{Cc}/u.test(apiToken)) {
    addViolation('apiToken', 'A password has no control characters.');
  } else if (!email && !isToken(apiToken)) {
    const words =
      'A personal access token has no spaces or special characters. With a password, give the user name too.';
    addViolation('apiToken', words);
  }
  return { email, apiToken };
}

function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

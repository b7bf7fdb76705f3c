import {
  ConnectionSettingsError,
  type ConnectionValues,
  type CredentialField,
  CredentialFieldType,
  type FieldViolation,
} from '../contract/index.js';

const DEFAULT_ADDRESS = 'https://api.monday.com/v2';

export const CREDENTIAL_FIELDS: readonly CredentialField[] = [
  {
    name: 'apiToken',
    label: 'Personal API token',
    type: CredentialFieldType.SECRET,
    required: true,
    help: 'In monday.com: your picture, Developers, API token. Tickets are made in the name of its owner.',
    helpUrl: 'https://developer.monday.com/api-reference/docs/authentication',
  },
  {
    name: 'baseUrl',
    label: 'API address',
    type: CredentialFieldType.URL,
    required: false,
    default: DEFAULT_ADDRESS,
    help: 'Only a proxy needs another one.',
  },
  {
    name: 'webhookSecret',
    label: 'Signing secret',
    type: CredentialFieldType.SECRET,
    required: false,
    help: 'Of the monday.com app whose webhooks are received. Webhooks made without an app carry no signature.',
  },
];

export interface MondaySettings {
  readonly origin: string;
  /** Of the API's one address, without a slash in front. */
  readonly path: string;
  readonly authorization: string;
}

/** @throws ConnectionSettingsError naming every field that is wrong. */
export function mondaySettings(values: ConnectionValues): MondaySettings {
  const violations: FieldViolation[] = [];
  const addViolation = (path: string, message: string) => violations.push({ path, message });
  const apiToken = (values['apiToken'] ?? '').trim().replace(/^bearer\s+/i, '');
  if (!apiToken) addViolation('apiToken', 'The API token is needed.');
  else if (/[^\x21-\x7e]/.test(apiToken))
    addViolation('apiToken', 'An API token has no spaces or special characters.');
  const address = addressOf(values['baseUrl'] || DEFAULT_ADDRESS, addViolation);
  if (violations.length > 0) throw new ConnectionSettingsError(violations);
  return { ...address, authorization: apiToken };
}

function addressOf(text: string, addViolation: (path: string, message: string) => void) {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    addViolation('baseUrl', `Give the full address of the API, such as ${DEFAULT_ADDRESS}.`);
  } else if (url.username || url.password) {
    addViolation('baseUrl', 'The address must not hold a user name or a password.');
  } else if (/(^|\.)monday\.com$/.test(url.hostname) && url.hostname !== 'api.monday.com') {
    addViolation(
      'baseUrl',
      `This is the address of an account, not of the API, which is ${DEFAULT_ADDRESS}.`,
    );
  }
  return { origin: url?.origin ?? '', path: url?.pathname.replaceAll(/^\/+|\/+$/g, '') || 'v2' };
}

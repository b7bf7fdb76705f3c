import {
  ConnectionSettingsError,
  type ConnectionValues,
  type CredentialField,
  CredentialFieldType,
  type FieldViolation,
} from '../contract/index.js';

export const KEY_PAGE = 'https://linear.app/settings/account/security';
const DEFAULT_ADDRESS = 'https://api.linear.app';

export const CREDENTIAL_FIELDS: readonly CredentialField[] = [
  {
    name: 'apiKey',
    label: 'Personal API key',
    type: CredentialFieldType.SECRET,
    required: true,
    example: 'lin_api_…',
    help: 'Made in Linear’s settings, under Security & access. It needs the permissions to read and to write.',
    helpUrl: KEY_PAGE,
  },
  {
    name: 'baseUrl',
    label: 'API address',
    type: CredentialFieldType.URL,
    required: false,
    default: DEFAULT_ADDRESS,
    help: 'Only a proxy or a test needs another.',
  },
  {
    name: 'webhookSecret',
    label: 'Webhook signing secret',
    type: CredentialFieldType.SECRET,
    required: false,
    help: 'Shown by Linear beside the webhook, under API in the workspace settings.',
  },
];

export interface LinearSettings {
  /** Where /graphql is, without a trailing slash. */
  readonly address: string;
  readonly apiKey: string;
}

/** @throws ConnectionSettingsError naming every field that is wrong. */
export function linearSettings(values: ConnectionValues): LinearSettings {
  const violations: FieldViolation[] = [];
  const addViolation = (path: string, message: string) => void violations.push({ path, message });
  const apiKey = (values.apiKey ?? '').trim();
  if (!apiKey) addViolation('apiKey', 'The API key is needed.');
  else if (/^bearer\s/i.test(apiKey)) addViolation('apiKey', 'Give the key alone, without Bearer before it.');
  else if (/[^\x21-\x7e]/.test(apiKey))
    addViolation('apiKey', 'An API key has no spaces or special characters.');
  const address = apiAddress(values.baseUrl?.trim() || DEFAULT_ADDRESS, addViolation);
  if (violations.length > 0) throw new ConnectionSettingsError(violations);
  return { address, apiKey };
}

function apiAddress(text: string, addViolation: (path: string, message: string) => void): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    addViolation('baseUrl', `Give the full address of the API, such as ${DEFAULT_ADDRESS}.`);
  } else if (url.username || url.password) {
    addViolation('baseUrl', 'The address must not hold a user name or a password.');
  } else if (/^(www\.)?linear\.app$/.test(url.hostname)) {
    addViolation('baseUrl', `This is Linear's web page; its API is at ${DEFAULT_ADDRESS}.`);
  }
  return url ? url.origin + url.pathname.replace(/(\/graphql)?\/*$/, '') : '';
}

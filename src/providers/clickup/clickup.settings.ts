import {
  ConnectionSettingsError,
  type ConnectionValues,
  type CredentialField,
  CredentialFieldType,
  type FieldViolation,
} from '../contract/index.js';

const DEFAULT_BASE_URL = 'https://api.clickup.com/api';

export const CREDENTIAL_FIELDS: readonly CredentialField[] = [
  {
    name: 'apiToken',
    label: 'API token',
    type: CredentialFieldType.SECRET,
    required: true,
    example: 'pk_…',
    help: 'A personal token, from Settings, Apps, in ClickUp. It holds until somebody makes a new one.',
    helpUrl: 'https://app.clickup.com/settings/apps',
  },
  {
    name: 'workspaceId',
    label: 'Workspace',
    type: CredentialFieldType.TEXT,
    required: false,
    example: '9001234567',
    help: 'The number in the address of ClickUp’s pages. Only where the account is in several workspaces.',
  },
  {
    name: 'baseUrl',
    label: 'API address',
    type: CredentialFieldType.URL,
    required: false,
    default: DEFAULT_BASE_URL,
    help: 'Only where a proxy stands before ClickUp.',
  },
  {
    name: 'webhookSecret',
    label: 'Webhook secret',
    type: CredentialFieldType.SECRET,
    required: false,
    help: 'What ClickUp answered with when the webhook was made: it signs with it.',
  },
];

export interface ClickUpSettings {
  /** Of the API, without a trailing slash. */
  readonly baseUrl: string;
  /** Where people open ClickUp. */
  readonly web: string;
  readonly authorization: string;
  /** Null: every workspace that the account is in. */
  readonly workspaceId: string | null;
}

/** @throws ConnectionSettingsError naming every field that is wrong. */
export function clickUpSettings(values: ConnectionValues): ClickUpSettings {
  const violations: FieldViolation[] = [];
  const addViolation = (path: string, message: string) => violations.push({ path, message });
  const apiToken = (values.apiToken ?? '').trim();
  if (!apiToken) addViolation('apiToken', 'The API token is needed.');
  else if (/[^\x21-\x7e]/.test(apiToken))
    addViolation('apiToken', 'An API token has no spaces or special characters.');
  const workspaceId = (values.workspaceId ?? '').trim() || null;
  if (workspaceId !== null && !/^[0-9]{1,18}$/.test(workspaceId))
    addViolation('workspaceId', 'The id of a workspace is a number, as in the address of its pages.');
  const url = apiAddress(values.baseUrl || DEFAULT_BASE_URL, addViolation);
  if (!url || violations.length > 0) throw new ConnectionSettingsError(violations);
  const baseUrl = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return { baseUrl, web: webAddress(url), authorization: authorization(apiToken), workspaceId };
}

/** Personal tokens stand alone; anything else can only be one that OAuth gave. */
function authorization(token: string): string {
  return token.startsWith('pk_') ? token : `Bearer ${token}`;
}

function apiAddress(text: string, addViolation: (path: string, message: string) => void): URL | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    addViolation('baseUrl', `Give the full address of the API, such as ${DEFAULT_BASE_URL}.`);
    return null;
  }
  if (url.username || url.password) {
    addViolation('baseUrl', 'The address must not hold a user name or a password.');
  } else if (/\/v[0-9]+\/*$/.test(url.pathname)) {
    addViolation('baseUrl', 'Give the address without the version at its end.');
  }
  return url;
}

/**
 * A proxy stands before the API alone: people’s browsers go to ClickUp itself. Only an emulated one, on this very
 * machine, has pages of its own.
 */
function webAddress({ hostname, origin }: URL): string {
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return isLocal ? origin : 'https://app.clickup.com';
}

import {
  ConnectionSettingsError,
  type ConnectionValues,
  type CredentialField,
  CredentialFieldType,
  type FieldViolation,
} from '../contract/index.js';
import { gid } from './asana.keys.js';

export const TOKEN_PAGE = 'https://app.asana.com/0/my-apps';
const DEFAULT_ADDRESS = 'https://app.asana.com/api/1.0';

export const CREDENTIAL_FIELDS: readonly CredentialField[] = [
  {
    name: 'accessToken',
    label: 'Access token',
    type: CredentialFieldType.SECRET,
    required: true,
    help: 'A personal access token, made in Asana’s developer console, or that of a service account.',
    helpUrl: TOKEN_PAGE,
  },
  {
    name: 'workspaceId',
    label: 'Workspace',
    type: CredentialFieldType.TEXT,
    required: false,
    example: '1200000000000000',
    help: 'The gid of the workspace whose projects are offered; empty: the only one, or all.',
  },
  {
    name: 'baseUrl',
    label: 'API address',
    type: CredentialFieldType.URL,
    required: false,
    default: DEFAULT_ADDRESS,
    help: 'Only a proxy or a test needs another.',
  },
];

export interface AsanaSettings {
  /** Where the API is, without a trailing slash. */
  readonly address: string;
  readonly accessToken: string;
  readonly workspaceId: string | null;
}

/** @throws ConnectionSettingsError naming every field that is wrong. */
export function asanaSettings(values: ConnectionValues): AsanaSettings {
  const violations: FieldViolation[] = [];
  const addViolation = (path: string, message: string) => void violations.push({ path, message });
  const accessToken = (values.accessToken ?? '').trim();
  if (!accessToken) addViolation('accessToken', 'The access token is needed.');
  else if (/^bearer\s/i.test(accessToken))
    addViolation('accessToken', 'Give the token alone, without Bearer before it.');
  else if (/[^\x21-\x7e]/.test(accessToken))
    addViolation('accessToken', 'An access token has no spaces or special characters.');
  const workspaceId = values.workspaceId?.trim() || null;
  if (workspaceId && !gid(workspaceId))
    addViolation('workspaceId', 'A workspace’s gid has digits alone, such as 1200000000000000.');
  const address = apiAddress(values.baseUrl?.trim() || DEFAULT_ADDRESS, addViolation);
  if (violations.length > 0) throw new ConnectionSettingsError(violations);
  return { address, accessToken, workspaceId };
}

/** What people paste from the browser's address line leads to Asana's API all the same. */
function apiAddress(text: string, addViolation: (path: string, message: string) => void): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    addViolation('baseUrl', `Give the full address of the API, such as ${DEFAULT_ADDRESS}.`);
  } else if (url.username || url.password) {
    addViolation('baseUrl', 'The address must not hold a user name or a password.');
  }
  if (!url) return '';
  const path = url.hostname === 'app.asana.com' ? '/' : url.pathname.replace(/\/+$/, '');
  return url.origin + (path === '' || path === '/' ? '/api/1.0' : path);
}

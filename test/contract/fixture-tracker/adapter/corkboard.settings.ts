import {
  ConnectionSettingsError,
  type ConnectionValues,
  type CredentialField,
  CredentialFieldType,
  type FieldViolation,
} from '../../../../src/providers/contract/index.js';

const DEFAULT_ADDRESS = 'https://api.corkboard.example';

export const CREDENTIAL_FIELDS: readonly CredentialField[] = [
  {
    name: 'token',
    label: 'Access token',
    type: CredentialFieldType.SECRET,
    required: true,
    help: 'Made on your profile page in Corkboard.',
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

export interface CorkboardSettings {
  /** Without a trailing slash. */
  readonly address: string;
  readonly token: string;
}

/** @throws ConnectionSettingsError naming every field that is wrong. */
export function corkboardSettings(values: ConnectionValues): CorkboardSettings {
  const violations: FieldViolation[] = [];
  const addViolation = (path: string, message: string) => void violations.push({ path, message });
  const token = (values['token'] ?? '').trim();
  if (!token) addViolation('token', 'The access token is needed.');
  else if (/[^\x21-\x7e]/.test(token)) addViolation('token', 'A token has no spaces or special characters.');
  const given = values['baseUrl']?.trim() || DEFAULT_ADDRESS;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    addViolation('baseUrl', `Give the full address of the API, such as ${DEFAULT_ADDRESS}.`);
  } else if (url.username || url.password) {
    addViolation('baseUrl', 'The address must not hold a user name or a password.');
  }
  if (!url || violations.length > 0) throw new ConnectionSettingsError(violations);
  return { address: url.origin + url.pathname.replace(/\/+$/, ''), token };
}

import {
  type ConnectionValues,
  ConnectionSettingsError,
  CredentialFieldType,
  type FieldViolation,
  type PmConnection,
  type PmProvider,
  type ProviderRegistry,
} from '../../providers/contract/index.js';
import { certificateFacts, type CertificateFacts } from '../../shared/crypto/index.js';
import { InvalidInputError } from '../../shared/errors/index.js';
import type { SplitConnectionValues } from '../integration.entity.js';

/** The one member of a connection input, with the provider that it belongs to. */
export interface GivenConnection {
  readonly provider: PmProvider;
  /** null clears, undefined keeps. */
  readonly values: Readonly<Record<string, string | null | undefined>>;
}

/** @throws InvalidInputError where the tracker has no adapter. */
export function givenConnection(connection: object, providers: ProviderRegistry): GivenConnection {
  const [member, values] =
    Object.entries(connection).find(([, value]) => value !== undefined && value !== null) ?? [];
  const provider = providers.all().find(({ connectionField }) => connectionField === member);
  if (!provider) throw InvalidInputError.of('connection', 'names a tracker that cannot be connected yet.');
  return { provider, values: { ...(values as object) } };
}

/** What is given over what is known; null clears. Another base address clears the other addresses, which belong to it. */
export function mergeValues(
  known: ConnectionValues,
  { provider, values: given }: GivenConnection,
): ConnectionValues {
  const isMoved = given['baseUrl'] !== undefined && !sameAddress(given['baseUrl'], known['baseUrl']);
  const cleared = isMoved ? Object.fromEntries(addressFields(provider).map((name) => [name, null])) : {};
  const merged = Object.entries({ ...known, ...cleared, ...withoutAbsent(given) });
  const values = merged.filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(
    values.map(([name, value]) => [name, name === 'baseUrl' ? withoutQuery(value) : value]),
  );
}

/** What people paste from the address line may hold a session there, and this part of a connection is shown. */
function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/s, '');
}

function withoutAbsent(given: GivenConnection['values']): Record<string, string | null> {
  const present = Object.entries(given).filter(
    (entry): entry is [string, string | null] => entry[1] !== undefined,
  );
  return Object.fromEntries(present);
}

/** Apart by what may be shown. */
export function splitValues(provider: PmProvider, values: ConnectionValues): SplitConnectionValues {
  const secretNames = secretFields(provider);
  const entries = Object.entries(values);
  return {
    settings: Object.fromEntries(entries.filter(([name]) => !secretNames.includes(name))),
    secrets: Object.fromEntries(entries.filter(([name]) => secretNames.includes(name))),
  };
}

export function secretFields(provider: PmProvider): string[] {
  return provider.credentialFields
    .filter(({ type }) => type === CredentialFieldType.SECRET)
    .map(({ name }) => name);
}

/**
 * A stored secret is never sent to another address, whichever field names it: whoever may edit an integration could read
 * it there.
 * @throws InvalidInputError naming the secrets that must be given again.
 */
export function requireSecretsForNewAddress(
  { provider, values }: GivenConnection,
  known: ConnectionValues,
  path: string,
): void {
  const isMoved = addressFields(provider).some(
    (name) => values[name] !== undefined && !sameAddress(values[name], known[name]),
  );
  if (!isMoved) return;
  const missing = secretFields(provider).filter(
    (name) => known[name] !== undefined && values[name] === undefined,
  );
  if (missing.length === 0) return;
  throw new InvalidInputError(
    missing.map((name) => ({ path: `${path}.${name}`, message: 'must be given again for another address.' })),
  );
}

function addressFields(provider: PmProvider): string[] {
  return provider.credentialFields
    .filter(({ type }) => type === CredentialFieldType.URL)
    .map(({ name }) => name);
}

/** Null and absent alike: there is none. */
function sameAddress(one: string | null | undefined, other: string | undefined): boolean {
  return (one ?? '').replace(/\/+$/, '') === (other ?? '').replace(/\/+$/, '');
}

/** @throws InvalidInputError naming each bad field. */
export function openConnection(provider: PmProvider, values: ConnectionValues, scope: string): PmConnection {
  try {
    return provider.connect({ values, scope });
  } catch (error) {
    if (error instanceof ConnectionSettingsError) throw connectionFieldErrors(provider, error.fields);
    throw error;
  }
}

/** In the order of the form, whatever order the database keeps them in. */
export function sortByFormOrder(provider: PmProvider | null, settings: ConnectionValues): [string, string][] {
  const names = (provider?.credentialFields ?? []).map(({ name }) => name);
  const rank = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
  return Object.entries(settings).sort(([one], [other]) => rank(one) - rank(other));
}

/** What the certificates among the settings say of themselves. */
export function certificatesOf(
  provider: PmProvider | null,
  settings: ConnectionValues,
): (CertificateFacts & { readonly name: string })[] {
  const fields = (provider?.credentialFields ?? []).filter(
    ({ type }) => type === CredentialFieldType.CERTIFICATE,
  );
  return fields.flatMap(({ name }) => {
    const facts = certificateFacts(settings[name] ?? '');
    return facts ? [{ name, ...facts }] : [];
  });
}

/** Whether a tracker's complaints name what was typed in, as an address that must not be called. */
export function isAboutCredentials(
  { credentialFields }: PmProvider,
  fields: readonly FieldViolation[],
): boolean {
  return fields.every(({ path }) => credentialFields.some(({ name }) => name === path));
}

export function connectionFieldErrors(
  provider: PmProvider,
  fields: readonly FieldViolation[],
): InvalidInputError {
  return new InvalidInputError(
    fields.map(({ path, message }) => ({ path: `connection.${provider.connectionField}.${path}`, message })),
  );
}

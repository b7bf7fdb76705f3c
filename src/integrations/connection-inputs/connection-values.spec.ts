import {
  ConnectionSettingsError,
  CredentialFieldType,
  type PmProvider,
  ProviderRegistry,
  ProviderType,
} from '../../providers/contract/index.js';
import { InvalidInputError } from '../../shared/errors/index.js';
import {
  givenConnection,
  sortByFormOrder,
  isAboutCredentials,
  mergeValues,
  openConnection,
  requireSecretsForNewAddress,
  splitValues,
} from './connection-values.js';

const field = (name: string, type: CredentialFieldType) => ({ name, label: name, type, required: true });
const provider = {
  type: ProviderType.JIRA,
  connectionField: 'jira',
  credentialFields: [
    field('baseUrl', CredentialFieldType.URL),
    field('apiAddress', CredentialFieldType.URL),
    field('email', CredentialFieldType.EMAIL),
    field('apiToken', CredentialFieldType.SECRET),
  ],
  connect: () => {
    throw new ConnectionSettingsError([{ path: 'email', message: 'is none.' }]);
  },
} as unknown as PmProvider;
const registry = new ProviderRegistry([provider]);
const known = { baseUrl: 'https://acme.test', email: 'me@acme.test', apiToken: 'lab-token' };

function fieldsOf(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.fields.map(({ path }) => path);
    throw error;
  }
}

describe('the adapters', () => {
  it('are one per tracker: two for one stop the start', () => {
    expect(() => new ProviderRegistry([provider, provider])).toThrow('Two adapters claim the tracker JIRA.');
  });

  it('are none for a tracker that cannot be connected yet', () => {
    expect(registry.find(ProviderType.LINEAR)).toBeNull();
    expect(() => registry.get(ProviderType.LINEAR)).toThrow('There is no adapter for LINEAR.');
  });
});

describe('a given connection', () => {
  it('belongs to the tracker of its one member', () => {
    expect(givenConnection({ jira: { email: 'a@b.test' } }, registry)).toMatchObject({
      provider: { type: ProviderType.JIRA },
      values: { email: 'a@b.test' },
    });
  });

  it.each([{}, { jira: undefined }, { jira: null }, { linear: {} }])('%j is refused', (connection) => {
    expect(fieldsOf(() => givenConnection(connection, registry))).toEqual(['connection']);
  });

  it('over what is known: absent keeps, null clears', () => {
    const values = { email: null, apiToken: 'lab-token-2', baseUrl: undefined };
    expect(mergeValues(known, { provider, values })).toEqual({
      baseUrl: 'https://acme.test',
      apiToken: 'lab-token-2',
    });
  });

  it('another base address clears an address that belonged to the old one', () => {
    const withGateway = { ...known, apiAddress: 'https://gateway.test/1' };
    const moved = mergeValues(withGateway, { provider, values: { baseUrl: 'https://other.test' } });
    expect(moved).not.toHaveProperty('apiAddress');
    const same = mergeValues(withGateway, { provider, values: { baseUrl: 'https://acme.test/' } });
    expect(same).toHaveProperty('apiAddress');
  });

  it.each(['baseUrl', 'apiAddress'])('a stored secret is not sent to another %s', (name) => {
    const given = (values: object) => ({ provider, values: { [name]: 'https://other.test', ...values } });
    expect(fieldsOf(() => requireSecretsForNewAddress(given({}), known, 'c'))).toEqual(['c.apiToken']);
    expect(fieldsOf(() => requireSecretsForNewAddress(given({ apiToken: 'x' }), known, 'c'))).toEqual([]);
  });

  it.each([
    ['https://acme.test/browse/A-1?jwt=x', 'https://acme.test/browse/A-1'],
    ['https://acme.test/#/x?y', 'https://acme.test/'],
    ['https://acme.test', 'https://acme.test'],
  ])('keeps of the address %s: %s', (baseUrl, kept) => {
    expect(mergeValues({}, { provider, values: { baseUrl } })).toEqual({ baseUrl: kept });
  });

  it('is split into what may be shown and what is sealed', () => {
    expect(splitValues(provider, known)).toEqual({
      settings: { baseUrl: 'https://acme.test', email: 'me@acme.test' },
      secrets: { apiToken: 'lab-token' },
    });
  });

  it('is shown in the order of the form, whatever else there is last', () => {
    const settings = { extra: '1', email: 'me@acme.test', baseUrl: 'https://acme.test' };
    expect(sortByFormOrder(provider, settings).map(([name]) => name)).toEqual(['baseUrl', 'email', 'extra']);
    expect(sortByFormOrder(null, settings)).toHaveLength(3);
  });

  it('that the adapter refuses is BAD_USER_INPUT on its field', () => {
    expect(fieldsOf(() => openConnection(provider, known, 'test'))).toEqual(['connection.jira.email']);
  });

  it('is what a complaint is about only where it names its fields', () => {
    expect(isAboutCredentials(provider, [{ path: 'baseUrl', message: '' }])).toBe(true);
    expect(isAboutCredentials(provider, [{ path: 'summary', message: '' }])).toBe(false);
  });
});

describe('a stored secret', () => {
  const complaints = (values: Record<string, string | null>, of = known) =>
    fieldsOf(() => requireSecretsForNewAddress({ provider, values }, of, 'connection.jira'));

  it.each([
    'https://other.test',
    'http://acme.test',
    'https://acme.test:8443',
    'https://acme.test.evil.test',
  ])('is never sent to another address: %s', (baseUrl) =>
    expect(complaints({ baseUrl })).toEqual(['connection.jira.apiToken']),
  );

  it('stays for the same address, with or without a slash at its end, and where none is given', () => {
    expect(complaints({ baseUrl: 'https://acme.test/' })).toEqual([]);
    expect(complaints({ email: 'you@acme.test' })).toEqual([]);
  });

  it('given again goes to the new address', () => {
    expect(complaints({ baseUrl: 'https://other.test', apiToken: 'lab-token-2' })).toEqual([]);
  });
});

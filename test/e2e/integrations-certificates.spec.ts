import { type JiraDataCenterLab, startJiraDataCenterLab } from '../../lab/index.js';
import type { GraphqlResponse } from '../support/app.js';
import {
  CREATE,
  IntegrationFixture,
  refusal,
  type Row,
  UPDATE,
} from '../support/fixtures/integrations.fixture.js';
import { CERTIFICATES, TlsProxy } from '../support/tls-proxy.js';

const CERTIFICATES_OF = `query ($id: ID!) { integration(id: $id) {
  settings { name } certificates { name subject expiresAt } } }`;
/** Messages by path. */
function fieldErrors({ errors }: GraphqlResponse): Row {
  const [error] = errors ?? [];
  expect(error?.extensions['code']).toBe('BAD_USER_INPUT');
  return Object.fromEntries(error?.extensions['fields'].map(({ path, message }: Row) => [path, message]));
}

const CLIENT = { clientCertificate: CERTIFICATES.client, clientKey: CERTIFICATES['client-key'] };

describe('a Data Center behind certificates of its own', () => {
  let fixture: IntegrationFixture;
  let lab: JiraDataCenterLab;
  let proxy: TlsProxy;
  let strictProxy: TlsProxy;

  beforeAll(async () => {
    lab = await startJiraDataCenterLab({ contextPath: '/jira' });
    proxy = await TlsProxy.start(lab.baseUrl);
    strictProxy = await TlsProxy.start(lab.baseUrl, { asksForCertificate: true });
    fixture = await IntegrationFixture.start();
  });
  afterAll(async () => {
    await fixture?.stop();
    await Promise.all([proxy, strictProxy, lab].map((one) => one.stop()));
  });

  const connection = (values: object) => ({
    jira: { jiraType: 'DATA_CENTER', baseUrl: proxy.url, ...lab.credentials, ...values },
  });
  const errorsOf = async (values: object): Promise<Row> =>
    fieldErrors(await fixture.graphql(CREATE, { input: fixture.input({ connection: connection(values) }) }));

  it('is not trusted without its authority, and says so', async () => {
    const verification = await fixture.verify(connection({}));
    expect(verification).toMatchObject({ status: 'NOT_VERIFIED', failure: 'UNAVAILABLE' });
    expect(verification['message']).toMatch(/authority that is not trusted|chain is incomplete/);
  });

  it('is connected with its authority, for this connection alone', async () => {
    const created = await fixture.create({ connection: connection({ caCertificate: CERTIFICATES.ca }) });
    expect(created['verificationStatus']).toBe('VALID');
    expect((await fixture.verify(connection({})))['status']).toBe('NOT_VERIFIED');
  });

  it('behind a proxy that asks for a client certificate is connected with one; its key never leaves', async () => {
    const jira = connection({ baseUrl: strictProxy.url, caCertificate: CERTIFICATES.ca });
    expect((await fixture.verify(jira))['status']).toBe('NOT_VERIFIED');
    const { id } = await fixture.create({ connection: { jira: { ...jira.jira, ...CLIENT } } });
    const { integration } = await fixture.run(CERTIFICATES_OF, { id });
    expect(integration.certificates).toEqual([
      { name: 'caCertificate', subject: 'Authority of these tests', expiresAt: '2120-01-01T00:00:00.000Z' },
      { name: 'clientCertificate', subject: 'client of these tests', expiresAt: '2120-01-01T00:00:00.000Z' },
    ]);
    expect(integration.settings).not.toContainEqual({ name: 'clientKey' });
    const stored = JSON.stringify(await fixture.row(id));
    expect(stored).not.toContain(CERTIFICATES['client-key'].split('\n')[1]);
    const forViewer = await fixture.run(CERTIFICATES_OF, { id }, fixture.team.VIEWER.token);
    expect(forViewer.integration).toEqual({ settings: [], certificates: [] });
    const input = { id, connection: { jira: { clientCertificate: null, clientKey: null } } };
    expect(refusal(await fixture.graphql(UPDATE, { input }))['code']).toBe('PROVIDER_ERROR');
  });

  it.each<[string, object, object]>([
    ['no certificate', { caCertificate: 'mine' }, { caCertificate: /no certificate in PEM form/ }],
    ['a certificate without its key', { ...CLIENT, clientKey: null }, { clientKey: /is needed/ }],
    [
      'a key without its certificate',
      { ...CLIENT, clientCertificate: null },
      { clientCertificate: /is needed/ },
    ],
    ['no key', { ...CLIENT, clientKey: 'mine' }, { clientKey: /no private key in PEM form/ }],
    ['another key', { ...CLIENT, clientKey: CERTIFICATES['server-key'] }, { clientKey: /not the key/ }],
    [
      'a certificate that has ended',
      { ...CLIENT, clientCertificate: CERTIFICATES['client-expired'] },
      { clientCertificate: /client of these tests.* ended on 2021-01-01/ },
    ],
    [
      'Jira Cloud',
      { jiraType: 'CLOUD', email: 'a@b.test', ...CLIENT },
      { clientKey: /takes no certificates/ },
    ],
  ])('%s: BAD_USER_INPUT on its field, and nothing is stored', async (_, values, fields) => {
    const before = await fixture.names();
    const errors = await errorsOf(values);
    for (const [name, words] of Object.entries(fields))
      expect(errors[`connection.jira.${name}`]).toMatch(words);
    expect(await fixture.names()).toEqual(before);
  });
});

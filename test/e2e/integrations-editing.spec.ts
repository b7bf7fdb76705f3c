import { startJiraCloudLab } from '../../lab/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { holdResponse, LONG_PROVIDER_TIMEOUT } from '../support/held-responses.js';
import {
  CREATE,
  DELETE,
  IntegrationFixture,
  MYSELF,
  PROJECTS,
  refusal,
  type Row,
  UPDATE,
  VERIFY,
} from '../support/fixtures/integrations.fixture.js';
import { cleanUp, serve } from './outbound-http.support.js';

describe('connecting a tracker', () => {
  let fixture: IntegrationFixture;

  beforeAll(async () => {
    fixture = await IntegrationFixture.start({ env: LONG_PROVIDER_TIMEOUT });
  });
  afterAll(() => fixture?.stop());

  it('stores what Jira accepted: VALID, its account, all but the secret', async () => {
    const made = await fixture.create({ name: '  Our Jira  ' });
    expect(made).toMatchObject({
      projectId: fixture.projectId,
      name: 'Our Jira',
      providerType: 'JIRA',
      jiraType: 'CLOUD',
      baseUrl: fixture.lab.baseUrl,
      remoteAccount: `Release Bot (${fixture.lab.credentials.email})`,
      isEnabled: true,
      verificationStatus: 'VALID',
      verificationMessage: null,
      usedBy: [],
      createdBy: { id: fixture.team.OWNER.accountId },
      deletedAt: null,
    });
    expect(made['settings']).toEqual([
      { name: 'baseUrl', value: fixture.lab.baseUrl },
      { name: 'email', value: fixture.lab.credentials.email },
      { name: 'jiraType', value: 'CLOUD' },
    ]);
    expect(await fixture.find(made['id'])).toEqual(made);
  });

  it('by the gateway’s address stores the site’s beside it, and keeps both until there is another site', async () => {
    const scoped = fixture.lab.addScopedToken();
    const created = await fixture.create({
      connection: { jira: { baseUrl: fixture.lab.gatewayUrl, ...scoped } },
    });
    expect(created).toMatchObject({ verificationStatus: 'VALID', baseUrl: fixture.lab.baseUrl });
    expect(created['settings']).toContainEqual({ name: 'apiAddress', value: fixture.lab.gatewayUrl });
    const verified = await fixture.run(VERIFY, { id: created['id'] });
    expect(verified.verifyIntegration).toMatchObject({ verificationStatus: 'VALID' });
    const jira = { baseUrl: fixture.lab.baseUrl, ...fixture.lab.credentials, apiAddress: null };
    const { updateIntegration } = await fixture.run(UPDATE, {
      input: { id: created['id'], connection: { jira } },
    });
    expect(updateIntegration).toMatchObject({ verificationStatus: 'VALID', baseUrl: fixture.lab.baseUrl });
    expect(updateIntegration.settings.map(({ name }: Row) => name)).not.toContain('apiAddress');
  });

  it('keeps the address as written, but nothing of a query that somebody pasted', async () => {
    const baseUrl = `${fixture.lab.baseUrl}/browse/SHOP-1?jwt=session#top`;
    const made = await fixture.create({ connection: fixture.jira({ baseUrl }) });
    expect(made['baseUrl']).toBe(`${fixture.lab.baseUrl}/browse/SHOP-1`);
    expect(JSON.stringify(await fixture.row(made['id']))).not.toContain('session');
  });

  it('a name that is taken: CONFLICT on name, the tracker is not asked', async () => {
    await fixture.create({ name: 'Taken' });
    fixture.lab.calls.reset();
    const answer = await fixture.graphql(CREATE, { input: fixture.input({ name: ' Taken ' }) });
    expect(refusal(answer)).toMatchObject({ code: 'CONFLICT', fields: ['name'] });
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('a name that two take at once: one is made, the other is CONFLICT on name', async () => {
    fixture.lab.faults.inject(MYSELF, { kind: 'latency', ms: 150 }, { times: 2 });
    const answers = await Promise.all(
      [1, 2].map(() => fixture.graphql(CREATE, { input: fixture.input({ name: 'Race' }) })),
    );
    const refused = answers.filter(({ errors }) => errors);
    expect(refused).toHaveLength(1);
    expect(refusal(refused[0]!)).toMatchObject({ code: 'CONFLICT', fields: ['name'] });
    expect((await fixture.names()).filter((name) => name === 'Race')).toHaveLength(1);
  });

  it.each([
    ['empty', ' '],
    ['too long', 'x'.repeat(101)],
    ['with a control character', 'a\u0000b'],
    ['no Unicode', 'a\ud800'],
  ])('a name that is %s: BAD_USER_INPUT, the tracker is not asked', async (_, name) => {
    fixture.lab.calls.reset();
    const answer = await fixture.graphql(CREATE, { input: fixture.input({ name }) });
    expect(refusal(answer)).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['name'] });
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('settings are empty below OWNER, the account’s address is left out below EDITOR, all else is there', async () => {
    const { id, settings, ...rest } = await fixture.create();
    expect(settings).not.toEqual([]);
    expect(await fixture.find(id, fixture.team.EDITOR.token)).toEqual({ id, ...rest, settings: [] });
    const forViewer = { id, ...rest, settings: [], remoteAccount: 'Release Bot' };
    expect(await fixture.find(id, fixture.team.VIEWER.token)).toEqual(forViewer);
  });
});

describe('changing a connected tracker', () => {
  let fixture: IntegrationFixture;

  beforeAll(async () => {
    fixture = await IntegrationFixture.start({ timings: { discoveryCacheMs: 1 } });
  });
  afterEach(cleanUp);
  afterAll(() => fixture?.stop());

  const update = (input: object) => fixture.graphql(UPDATE, { input });
  const changed = async (input: object) => (await fixture.run(UPDATE, { input })).updateIntegration;

  it('a new name alone asks no tracker and keeps the rest', async () => {
    const { updatedAt, name: _, ...before } = await fixture.create();
    fixture.lab.calls.reset();
    const { updatedAt: later, ...after } = await changed({ id: before['id'], name: ' New name ' });
    expect(after).toEqual({ ...before, name: 'New name' });
    expect(Date.parse(later)).toBeGreaterThan(Date.parse(updatedAt));
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('its own name again is no conflict', async () => {
    const { id, name } = await fixture.create();
    expect(await changed({ id, name })).toMatchObject({ name });
  });

  it('nothing at all changes nothing, and is no news', async () => {
    const before = await fixture.create();
    const newsOf = () => fixture.sql('select count(*)::int as n from activity');
    const news = await newsOf();
    expect(await changed({ id: before['id'] })).toEqual(before);
    expect(await newsOf()).toEqual(news);
  });

  it('a name that is taken, also in a race: CONFLICT on name, and nothing changes', async () => {
    const [one, two] = [await fixture.create({ name: 'One' }), await fixture.create({ name: 'Two' })];
    fixture.lab.calls.reset();
    const taken = await update({ id: two['id'], name: 'One', connection: { jira: {} } });
    expect(refusal(taken)).toMatchObject({ code: 'CONFLICT', fields: ['name'] });
    expect(fixture.lab.calls.total).toBe(0);
    const answers = await Promise.all([one, two].map(({ id }) => update({ id, name: 'Both' })));
    const refused = answers.filter(({ errors }) => errors);
    expect(refused.map((answer) => refusal(answer))).toMatchObject([{ code: 'CONFLICT', fields: ['name'] }]);
  });

  it('is switched off and on', async () => {
    const { id } = await fixture.create();
    expect(await changed({ id, isEnabled: false })).toMatchObject({ isEnabled: false });
    expect(await fixture.find(id)).toMatchObject({ isEnabled: false, verificationStatus: 'VALID' });
    expect(await changed({ id, isEnabled: true })).toMatchObject({ isEnabled: true });
  });

  it('ifUpdatedAt that is not the stored one: CONFLICT, nothing changes', async () => {
    const { id, updatedAt } = await fixture.create();
    const { updatedAt: later } = await changed({ id, name: 'First edit', ifUpdatedAt: updatedAt });
    expect(refusal(await update({ id, name: 'Lost edit', ifUpdatedAt: updatedAt }))).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await changed({ id, isEnabled: false, ifUpdatedAt: later })).toMatchObject({ name: 'First edit' });
  });

  it('two people at once with the same ifUpdatedAt: one edit, one CONFLICT', async () => {
    const { id, updatedAt } = await fixture.create();
    const edits = ['A', 'B', 'C'].map((name) =>
      update({ id, name: `Edit ${name}`, ifUpdatedAt: updatedAt, connection: { jira: {} } }),
    );
    const refused = (await Promise.all(edits)).filter(({ errors }) => errors);
    expect(refused.map((answer) => refusal(answer)['code'])).toEqual(['CONFLICT', 'CONFLICT']);
  });

  it('two people at once with other credentials each: one counts, the other is CONFLICT', async () => {
    const { id } = await fixture.create();
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    const held = fixture.lab.faults.inject(MYSELF, { kind: 'hold', until }, { times: 2 });
    const both = Promise.all([1, 2].map(() => update({ id, connection: fixture.jira() })));
    await eventually(() => expect(held.hits).toBe(2));
    letGo();
    const answers = await both;
    const refused = answers.filter(({ errors }) => errors);
    expect(refused.map((answer) => refusal(answer)['code'])).toEqual(['CONFLICT']);
    expect((await fixture.row(id))['credential_version']).toBe(2);
  });

  it.each([
    ['name', { name: null }, ['name']],
    ['isEnabled', { isEnabled: null }, ['isEnabled']],
    ['connection', { connection: null }, ['connection']],
    ['address', { connection: { jira: { baseUrl: null } } }, ['connection.jira.baseUrl']],
    ['token', { connection: { jira: { apiToken: null } } }, ['connection.jira.apiToken']],
    ['jiraType', { connection: { jira: { jiraType: null } } }, ['connection.jira.jiraType']],
    ['e-mail address', { connection: { jira: { email: null } } }, ['connection.jira.email']],
    ['member', { connection: { jira: null } }, ['connection.jira']],
  ])('null for %s, which cannot be cleared: BAD_USER_INPUT, nothing changes', async (_, edit, fields) => {
    const { id } = await fixture.create();
    const before = await fixture.row(id);
    expect(refusal(await update({ id, ...edit }))).toMatchObject({ code: 'BAD_USER_INPUT', fields });
    expect(await fixture.row(id)).toEqual(before);
  });

  it('no member and two members: BAD_USER_INPUT, nothing changes', async () => {
    const { id } = await fixture.create();
    const before = await fixture.row(id);
    for (const connection of [{}, { jira: {}, asana: {} }, { asana: {} }]) {
      expect(refusal(await update({ id, connection }))['code']).toBe('BAD_USER_INPUT');
    }
    expect(await fixture.row(id)).toEqual(before);
  });

  it('another address needs its secret again, and gets it nowhere', async () => {
    const { id } = await fixture.create();
    const before = await fixture.row(id);
    const spy = await serve((_, response) => response.end('{}'));
    const jira = { baseUrl: `http://127.0.0.1:${spy.port}` };
    expect(refusal(await update({ id, connection: { jira } }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: ['connection.jira.apiToken'],
    });
    expect(spy.requests).toEqual([]);
    expect(await fixture.row(id)).toEqual(before);
  });

  it('another address with its secret is asked, and from then on used', async () => {
    const { id } = await fixture.create();
    const second = await startJiraCloudLab({ name: 'second', projects: [{ key: 'NEXT', name: 'Next' }] });
    try {
      const jira = { baseUrl: second.baseUrl, ...second.credentials };
      expect(await changed({ id, connection: { jira } })).toMatchObject({
        baseUrl: second.baseUrl,
        remoteAccount: `Release Bot (${second.credentials.email})`,
      });
      const { trackerProjects } = await fixture.run(PROJECTS, { id });
      expect(trackerProjects.map(({ key }: any) => key)).toEqual(['NEXT']);
    } finally {
      await second.stop();
    }
  });

  it.each([
    ['refused', { kind: 'token-revoked' }, 'UNAUTHENTICATED'],
    ['that cannot be tried', { kind: 'server-error', status: 500 }, 'UNAVAILABLE'],
    ['answered by a web page', { kind: 'html-page' }, 'UNEXPECTED'],
  ] as const)('credentials %s change nothing, the name beside them neither', async (_, fault, failure) => {
    const { id } = await fixture.create();
    const before = await fixture.row(id);
    const planned = fixture.lab.faults.inject(MYSELF, fault, { times: Infinity });
    const answer = await update({ id, name: 'Not this', isEnabled: false, connection: fixture.jira() });
    planned.remove();
    expect(refusal(answer)).toMatchObject({ code: 'PROVIDER_ERROR', failure });
    expect(await fixture.row(id)).toEqual(before);
  });

  it('what was stored or erased while a check ran is not undone by it', async () => {
    const { id } = await fixture.create();
    const verifyDuring = async (change: () => Promise<unknown>) => {
      const held = holdResponse(fixture.lab, MYSELF);
      const verifying = fixture.graphql(VERIFY, { id });
      await held.received;
      await change();
      const stored = (await fixture.row(id))['secrets'];
      held.send();
      const { errors = [] } = await verifying;
      expect((await fixture.row(id))['secrets']).toBe(stored);
      return errors.map(({ extensions }) => extensions['code']);
    };
    const renewed = { id, connection: { jira: { apiToken: fixture.lab.credentials.apiToken } } };
    expect(await verifyDuring(() => fixture.run(UPDATE, { input: renewed }))).toEqual([]);
    expect(await verifyDuring(() => fixture.run(DELETE, { id }))).not.toContain('INTERNAL_SERVER_ERROR');
  });

  it('a new token is used by the very next call, in every process, and ends EXPIRED', async () => {
    const { id } = await fixture.create();
    const keys = fixture.app.encryptionKeys;
    const second: TestApp = await startApp({
      database: { url: fixture.app.databaseUrl, drop: async () => undefined },
      encryptionKeys: keys,
      bootstrapToken: fixture.app.bootstrapToken,
      timings: { discoveryCacheMs: 1 },
    });
    const ask = (app: TestApp) => app.graphql(PROJECTS, { id, refresh: true });
    try {
      expect((await ask(fixture.app)).errors).toBeUndefined();
      expect((await ask(second)).errors).toBeUndefined();
      fixture.lab.revokeToken();
      expect(refusal(await ask(second))).toMatchObject({ failure: 'UNAUTHENTICATED' });
      expect(await fixture.find(id)).toMatchObject({ verificationStatus: 'EXPIRED' });

      const { apiToken } = fixture.lab.credentials;
      expect(await changed({ id, connection: { jira: { apiToken } } })).toMatchObject({
        verificationStatus: 'VALID',
        verificationMessage: null,
      });
      for (const app of [second, fixture.app]) expect((await ask(app)).errors).toBeUndefined();
      expect(await fixture.find(id)).toMatchObject({ verificationStatus: 'VALID' });
    } finally {
      await second.close();
    }
  });
});

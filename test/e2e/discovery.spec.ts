import { eventually } from '../support/eventually.js';
import {
  IntegrationFixture,
  PROJECT_SEARCH,
  PROJECTS,
  refusal,
  UPDATE,
} from '../support/fixtures/integrations.fixture.js';

const PROVIDERS = `{ providers { type name isAvailable requiresOAuth connectionField capabilities
  credentialFields { name label type required requiredWhen options default example help helpUrl } } }`;
const SCHEMA = `query ($id: ID!, $key: String!, $refresh: Boolean! = false) {
  trackerProjectSchema(integrationId: $id, projectKey: $key, refresh: $refresh) {
    project { remoteId key name url }
    issueTypes { remoteId name isSubtask requiredFields { remoteId name type allowedValues }
      statuses { remoteId name category } }
    statuses { remoteId name category } priorities } }`;
const CREATEMETA = 'GET /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes';

let fixture: IntegrationFixture;
let id: string;

beforeAll(async () => {
  fixture = await IntegrationFixture.start({ timings: { discoveryCacheMs: 60_000 } });
  fixture.lab.site.addProject({ key: 'APPS', name: 'Mobile apps' });
  fixture.lab.site.addProject({ key: 'WEBS', name: 'Web shop front' });
});
beforeEach(async () => {
  id = (await fixture.create())['id'];
  fixture.lab.calls.reset();
});
afterEach(async () => {
  fixture.lab.faults.clear();
  await fixture.clearPauses();
  await fixture.lab.up();
});
afterAll(() => fixture?.stop());

/** As an editor. */
const ask = (query: string, variables: object) =>
  fixture.graphql(query, { id, ...variables }, fixture.team.EDITOR.token);
const keys = async (variables: object = {}): Promise<string[]> => {
  const { data, errors } = await ask(PROJECTS, variables);
  expect(errors).toBeUndefined();
  return data.trackerProjects.map(({ key }: { key: string }) => key);
};

describe('the trackers that delivr knows', () => {
  it('are five; those that can be connected come with all that a form needs', async () => {
    const { providers } = await fixture.run(PROVIDERS, {}, fixture.team.VIEWER.token);
    expect(providers.map((one: any) => [one.type, one.name, one.connectionField])).toEqual([
      ['JIRA', 'Jira', 'jira'],
      ['LINEAR', 'Linear', 'linear'],
      ['ASANA', 'Asana', 'asana'],
      ['MONDAY', 'monday.com', 'monday'],
      ['CLICKUP', 'ClickUp', 'clickup'],
    ]);
    const [jira] = providers;
    for (const { isAvailable, credentialFields, capabilities } of providers) {
      expect([credentialFields.length > 0, capabilities.length > 0]).toEqual([isAvailable, isAvailable]);
    }
    expect(jira.isAvailable).toBe(true);
    expect(jira.capabilities).toEqual(
      expect.arrayContaining(['LIST_PROJECTS', 'DESCRIBE_PROJECT', 'BULK_CREATE', 'BULK_STATUS']),
    );
    expect(jira.requiresOAuth).toBe(false);
    expect(
      jira.credentialFields.map((field: any) => [field.name, field.type, field.required, field.requiredWhen]),
    ).toEqual([
      ['baseUrl', 'URL', true, []],
      ['email', 'TEXT', false, ['jiraType=CLOUD']],
      ['apiToken', 'SECRET', true, []],
      ['jiraType', 'CHOICE', false, []],
      ['apiAddress', 'URL', false, []],
      ['caCertificate', 'CERTIFICATE', false, []],
      ['clientCertificate', 'CERTIFICATE', false, []],
      ['clientKey', 'SECRET', false, []],
    ]);
    expect(jira.credentialFields[3]).toMatchObject({ default: 'CLOUD' });
  });

  it('ask for exactly the members of their connection inputs', async () => {
    const { providers } = await fixture.run(PROVIDERS, {});
    const { __schema } = await fixture.run(
      '{ __schema { types { name inputFields { name type { name } } } } }',
      {},
    );
    const fieldsOf = (type: string): any[] =>
      __schema.types.find(({ name }: any) => name === type).inputFields;
    const namesIn = (type: string) =>
      fieldsOf(type)
        .map(({ name }) => name)
        .sort();
    const typeOf = (input: string, member: string) =>
      fieldsOf(input).find(({ name }) => name === member).type.name;
    const available = providers.filter(({ isAvailable }: any) => isAvailable);
    for (const { connectionField, credentialFields } of available) {
      const fields = credentialFields.map(({ name }: any) => name).sort();
      for (const input of ['ConnectionInput', 'UpdateConnectionInput']) {
        expect(namesIn(typeOf(input, connectionField))).toEqual(fields);
      }
    }
    expect(namesIn('ConnectionInput')).toEqual(
      providers.map(({ connectionField }: any) => connectionField).sort(),
    );
  });
});

describe('the projects of a tracker', () => {
  it('come with key, name and link', async () => {
    const { data } = await ask(PROJECTS, {});
    expect(data.trackerProjects).toHaveLength(3);
    expect(data.trackerProjects[0]).toMatchObject({ key: 'APPS', name: 'Mobile apps' });
    expect(data.trackerProjects[0].url).toContain(fixture.lab.baseUrl);
  });

  it('are searched by the tracker itself, and cut to `first`', async () => {
    expect(await keys({ search: ' web ' })).toEqual(['WEBS']);
    expect(await keys({ search: 'nothing like it' })).toEqual([]);
    expect(await keys({ first: 2 })).toEqual(['APPS', 'SHOP']);
    expect(await keys({ search: '  ' })).toEqual(['APPS', 'SHOP', 'WEBS']);
  });

  it.each([
    ['first', { first: 0 }],
    ['first', { first: 101 }],
    ['search', { search: 'x'.repeat(256) }],
    ['search', { search: 'a\u0000b' }],
    ['search', { search: 'a\ud800' }],
  ])('%s that cannot be: BAD_USER_INPUT, the tracker is not asked: %#', async (field, variables) => {
    const answer = await ask(PROJECTS, variables);
    expect(refusal(answer)).toMatchObject({ code: 'BAD_USER_INPUT', fields: [field] });
    expect(answer.data).toEqual({ trackerProjects: null });
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('are remembered for a moment, each search by itself; refresh goes past that', async () => {
    await keys();
    await keys();
    expect(fixture.lab.calls.count(PROJECT_SEARCH)).toBe(1);
    await keys({ search: 'web' });
    await keys({ search: 'web' });
    expect(fixture.lab.calls.count(PROJECT_SEARCH)).toBe(2);
    await keys({ refresh: true });
    expect(fixture.lab.calls.count(PROJECT_SEARCH)).toBe(3);
    await keys();
    expect(fixture.lab.calls.count(PROJECT_SEARCH)).toBe(3);
  });

  it('are asked for once, however many want them at the same time', async () => {
    fixture.lab.faults.inject(PROJECT_SEARCH, { kind: 'latency', ms: 200 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => keys()));
    expect(new Set(answers.map(String)).size).toBe(1);
    expect(fixture.lab.calls.count(PROJECT_SEARCH)).toBe(1);
  });

  it('of one integration are not shown to another of the same site', async () => {
    await keys();
    const other = (await fixture.create())['id'];
    fixture.lab.calls.reset();
    await keys({ id: other });
    expect(fixture.lab.calls.count(PROJECT_SEARCH)).toBe(1);
  });

  it('are asked for anew once the credentials changed', async () => {
    await keys();
    await fixture.run(UPDATE, { input: { id, connection: fixture.jira() } });
    fixture.lab.calls.reset();
    await keys();
    expect(fixture.lab.calls.count(PROJECT_SEARCH)).toBe(1);
  });

  it('a failure is not remembered', async () => {
    fixture.lab.faults.inject(PROJECT_SEARCH, { kind: 'html-page' });
    expect(refusal(await ask(PROJECTS, {}))).toMatchObject({
      code: 'PROVIDER_ERROR',
      failure: 'UNEXPECTED',
    });
    expect(await keys()).toEqual(['APPS', 'SHOP', 'WEBS']);
  });

  it.each([
    ['is down', async (): Promise<void> => fixture.lab.down(), 'UNAVAILABLE', true],
    [
      'asks for a pause',
      async (): Promise<void> =>
        void fixture.lab.faults.inject(PROJECT_SEARCH, { kind: 'rate-limit', retryAfterSeconds: 3 }),
      'RATE_LIMITED',
      true,
    ],
    [
      'shows a web page',
      async (): Promise<void> => void fixture.lab.faults.inject(PROJECT_SEARCH, { kind: 'html-page' }),
      'UNEXPECTED',
      false,
    ],
  ] as const)(
    'a tracker that %s leaves the rest of the answer whole',
    async (_, trouble, failure, retryable) => {
      await trouble();
      const { status, data, errors } = await ask(
        `query ($id: ID!) { integration(id: $id) { id name } trackerProjects(integrationId: $id) { key }
        viewer { account { name } } }`,
        {},
      );
      expect(status).toBe(200);
      expect(data.integration.id).toBe(id);
      expect(data.viewer.account.name).toEqual(expect.any(String));
      expect(data.trackerProjects).toBeNull();
      expect(errors).toHaveLength(1);
      expect(errors![0]).toMatchObject({
        path: ['trackerProjects'],
        extensions: { code: 'PROVIDER_ERROR', provider: { type: 'JIRA', failure, retryable } },
      });
      if (failure === 'RATE_LIMITED') expect(errors![0]!.extensions['provider'].retryAfterSeconds).toBe(3);
    },
  );

  it('after an outage are there again by themselves', async () => {
    await fixture.lab.down();
    expect(refusal(await ask(PROJECTS, {}))).toMatchObject({ failure: 'UNAVAILABLE' });
    await fixture.lab.up();
    await eventually(async () => expect(await keys()).toHaveLength(3));
  });
});

describe('what can be made in a project', () => {
  it('is told with types, required fields, statuses with their category, priorities', async () => {
    const { data, errors } = await ask(SCHEMA, { key: 'SHOP' });
    expect(errors).toBeUndefined();
    const schema = data.trackerProjectSchema;
    expect(schema.project).toMatchObject({ key: 'SHOP' });
    const epic = schema.issueTypes.find(({ name }: any) => name === 'Epic');
    expect(epic).toMatchObject({ isSubtask: false });
    expect(epic.statuses.map(({ category }: any) => category)).toEqual(
      expect.arrayContaining(['TODO', 'IN_PROGRESS', 'DONE']),
    );
    expect(schema.statuses.length).toBeGreaterThanOrEqual(epic.statuses.length);
    expect(schema.priorities).toEqual(expect.arrayContaining(['High']));
    expect(fixture.lab.violations).toEqual([]);
  });

  it('is remembered, shared and refreshed like the projects', async () => {
    fixture.lab.faults.inject(CREATEMETA, { kind: 'latency', ms: 100 });
    await Promise.all(Array.from({ length: 8 }, () => ask(SCHEMA, { key: 'SHOP' })));
    expect(fixture.lab.calls.count(CREATEMETA)).toBe(1);
    await ask(SCHEMA, { key: 'SHOP', refresh: true });
    expect(fixture.lab.calls.count(CREATEMETA)).toBe(2);
  });

  it.each(['NOPE', '../etc', '', 'x'.repeat(300), 'SHOP/..', 'a\u0000', '\ud800'])(
    'of a project %j that is none: null, PROVIDER_ERROR, NOT_FOUND',
    async (key) => {
      const answer = await ask(SCHEMA, { key });
      expect(answer.data).toEqual({ trackerProjectSchema: null });
      expect(refusal(answer)).toMatchObject({ code: 'PROVIDER_ERROR', failure: 'NOT_FOUND' });
    },
  );

  it('is null with PROVIDER_ERROR when the tracker is down', async () => {
    await fixture.lab.down();
    const answer = await ask(SCHEMA, { key: 'SHOP' });
    expect(answer.data).toEqual({ trackerProjectSchema: null });
    expect(refusal(answer)).toMatchObject({ code: 'PROVIDER_ERROR', failure: 'UNAVAILABLE' });
  });

  it('is not for VIEWERs', async () => {
    for (const [query, variables] of [
      [PROJECTS, { id }],
      [SCHEMA, { id, key: 'SHOP' }],
    ] as const) {
      expect(refusal(await fixture.graphql(query, variables, fixture.team.VIEWER.token))['code']).toBe(
        'FORBIDDEN',
      );
    }
  });
});

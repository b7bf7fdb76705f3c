import { randomBytes } from 'node:crypto';
import { startJiraCloudLab, type JiraCloudLab } from '../../lab/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { argumentsFor, documentOf, idPathsOf, operationsOf, readSchema } from '../support/schema-walk.js';
import {
  CREATE,
  DELETE,
  MYSELF,
  PROJECTS,
  UPDATE,
  VERIFY,
  VERIFY_CREDENTIALS,
} from '../support/fixtures/integrations.fixture.js';
import { ECHOES, FAULTS, LITERALS } from './secrets.echoes.js';
import { EchoingJira, PLANTED_SECRET, searchDatabase, containsSecret } from './secrets.support.js';

/** Hard to keep track of: quotes, backslashes, slashes and what addresses escape. */
const JIRA_TOKEN = `lab"tok\\en/+%&<=${PLANTED_SECRET}1`;
const NEW_JIRA_TOKEN = `lab'tok>en?#${PLANTED_SECRET}2==`;
const WRONG_JIRA_TOKEN = `lab-wrong-${PLANTED_SECRET}3`;
const BOOTSTRAP_TOKEN = `bootstrap-${PLANTED_SECRET}-${'0'.repeat(24)}`;
const ENCRYPTION_KEY = Buffer.from(
  `key-${PLANTED_SECRET}-padding-to-32-bytes!!`.padEnd(32, '!').slice(0, 32),
);

describe('secrets', () => {
  let app: TestApp;
  let lab: JiraCloudLab;
  let jira: EchoingJira;
  let projectId: string;
  let databasePassword: string;
  /** Bearer tokens that the API gave out: what may be said once, in the answer that makes it. */
  const givenOut: string[] = [];
  const answers: { readonly of: string; readonly text: string }[] = [];

  beforeAll(async () => {
    lab = await startJiraCloudLab();
    lab.account.apiToken = JIRA_TOKEN;
    jira = await EchoingJira.start(lab);
    app = await startApp({
      bootstrapToken: BOOTSTRAP_TOKEN,
      encryptionKeys: `1:${ENCRYPTION_KEY.toString('base64')},2:${randomBytes(32).toString('base64')}`,
      timings: { discoveryCacheMs: 1, waitForTicketsMs: 500 },
      env: { PROVIDER_TIMEOUT_MS: '1000' },
    });
    databasePassword = decodeURIComponent(new URL(app.databaseUrl).password);
    projectId = (await call('mutation { createProject(input: { name: "Shop" }) { id } }')).createProject.id;
  });

  afterAll(async () => {
    await app?.close();
    await jira?.stop();
    await lab?.stop();
  });

  /** Any answer will do; what it says is searched at the end. */
  async function call(query: string, variables: object = {}, token = BOOTSTRAP_TOKEN): Promise<any> {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const name = /\{\s*(\w+)/.exec(query)?.[1] ?? query;
    answers.push({ of: name, text: `${text} ${JSON.stringify([...response.headers])}` });
    const { data } = JSON.parse(text);
    return data ?? {};
  }

  /** As `call`, for what is not JSON in the first place. */
  async function send(body: string, headers: Record<string, string> = {}, path = '/graphql'): Promise<void> {
    const response = await fetch(`${app.url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${BOOTSTRAP_TOKEN}`, ...headers },
      ...(body && { body }),
    });
    answers.push({
      of: `${body || path}`,
      text: `${await response.text()} ${JSON.stringify([...response.headers])}`,
    });
  }

  const connection = (more: object = {}) => ({
    jira: { baseUrl: jira.baseUrl, email: lab.account.email, apiToken: lab.account.apiToken, ...more },
  });
  const connect = async (name: string): Promise<string> =>
    (await call(CREATE, { input: { projectId, name, connection: connection() } })).createIntegration.id;
  const releaseWith = (integrationId: string, version: string, waitForTicketsMs = 500) => ({
    input: {
      ...{ projectId, version, platforms: ['WEB', 'IOS'], waitForTicketsMs },
      jiraConfig: { enabled: true, integrationId, projectKey: 'SHOP' },
    },
  });
  const RELEASE = 'id status tickets { state title status error { message fields { path message } } }';
  const CREATE_RELEASE = `mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { ${RELEASE} } }`;
  const SCHEMA = `query ($id: ID!) { trackerProjectSchema(integrationId: $id, projectKey: "SHOP") {
    project { name } issueTypes { name } } }`;

  /** Nowhere in the database, the log, or any answer so far. */
  async function expectNoTrace(): Promise<void> {
    const also = [databasePassword, ...givenOut].filter(Boolean);
    expect(await searchDatabase(app.databaseUrl, also)).toEqual([]);
    expect(app.logs.filter((line) => containsSecret(line, also))).toEqual([]);
    const telling = answers.splice(0).filter(({ of, text }) => {
      const allowed = of === 'createApiToken' ? [databasePassword] : also;
      return containsSecret(text, allowed.filter(Boolean));
    });
    expect(telling).toEqual([]);
  }

  it('are nowhere after everything was done as it should be', async () => {
    const { createApiToken } = await call(
      `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token apiToken { id } } }`,
      { input: { projectId, name: 'CI', role: 'OWNER' } },
    );
    givenOut.push(createApiToken.token);
    const token = createApiToken.token;
    const id = await connect('Jira');
    await call(VERIFY_CREDENTIALS, { input: { projectId, connection: connection() } }, token);
    await call(VERIFY_CREDENTIALS, { input: { projectId, integrationId: id, connection: { jira: {} } } });
    await call(VERIFY, { id }, token);
    await call(PROJECTS, { id }, token);
    await call(SCHEMA, { id });
    const { createPmConfig } = await call(
      `mutation ($input: CreatePmConfigInput!) { createPmConfig(input: $input) { id } }`,
      {
        input: {
          ...{ projectId, name: 'Config', integrationId: id },
          platformConfigurations: [{ platform: 'WEB', parameters: { projectKey: 'SHOP' } }],
        },
      },
    );
    await call('mutation ($id: ID!) { verifyPmConfig(id: $id) { isValid problems { message } } }', {
      id: createPmConfig.id,
    });
    const { createRelease } = await call(CREATE_RELEASE, releaseWith(id, '1.0.0', 15_000));
    expect(createRelease.tickets.map(({ state }: any) => state)).toEqual(['CREATED', 'CREATED']);
    await call(`mutation ($id: ID!) { refreshReleaseTickets(releaseId: $id) { ${RELEASE} } }`, {
      id: createRelease.id,
    });
    await everythingElse(createRelease.id, createPmConfig.id, id);
    lab.account.apiToken = NEW_JIRA_TOKEN;
    await call(UPDATE, { input: { id, name: 'Renamed', connection: connection() } });
    await call(VERIFY, { id });
    for (const list of ['integrations', 'pmConfigs', 'apiTokens']) {
      await call(`query ($id: ID!) { ${list}(projectId: $id) { id name createdBy { name } } }`, {
        id: projectId,
      });
    }
    await call(`query ($id: ID!) { integration(id: $id) { settings { name value } usedBy { name } } }`, {
      id,
    });
    await call(
      `query ($id: ID!) { activity(projectId: $id, first: 100) {
        edges { node { action summary details actor { name } } } } }`,
      { id: projectId },
    );
    await call(`mutation ($id: ID!) { revokeApiToken(id: $id) { id name } }`, {
      id: createApiToken.apiToken.id,
    });
    await call('{ viewer { account { name } } }', {}, token);
    await expectNoTrace();
  });

  /** The mutations that the main job does not need. */
  async function everythingElse(releaseId: string, configId: string, integrationId: string): Promise<void> {
    const mutate = async (operation: string, answer: string, input: object) => {
      const type = operation[0]!.toUpperCase() + operation.slice(1);
      const data = await call(
        `mutation ($input: ${type}Input!) { ${operation}(input: $input) { ${answer} } }`,
        { input },
      );
      expect([operation, data[operation]]).toEqual([operation, expect.anything()]);
      return data[operation];
    };
    const someone = { projectId, email: 'someone@example.com', role: 'EDITOR' };
    await mutate('updateProject', 'id name', { id: projectId, name: 'Shop again' });
    const { account } = await mutate('addMember', 'account { id }', someone);
    const member = { projectId, accountId: account.id };
    await mutate('changeMemberRole', 'role', { ...member, role: 'VIEWER' });
    await mutate('removeMember', 'id', member);
    await mutate('updatePmConfig', 'id', { id: configId, description: 'Something else' });
    await mutate('updateRelease', RELEASE, { id: releaseId, version: '1.0.1' });
    await mutate('changeReleaseStatus', RELEASE, { id: releaseId, status: 'IN_PROGRESS' });
    await mutate('changeReleaseStatus', RELEASE, { id: releaseId, status: 'CANCELLED' });
    await call('mutation ($id: ID!) { deletePmConfig(id: $id) }', { id: configId });
    await call(
      `query ($input: PreviewPmConfigInput!) { previewPmConfig(input: $input) { problems { message } } }`,
      {
        input: {
          ...{ projectId, integrationId },
          platformConfigurations: [{ platform: 'WEB', parameters: { projectKey: 'NOPE' } }],
        },
      },
    );
  }

  it('are nowhere after every operation got one where something else should be', async () => {
    const operations = operationsOf(await readSchema(app));
    expect(operations.size).toBeGreaterThan(30);
    for (const operation of operations.values()) {
      const usual = argumentsFor(operation, () => undefined);
      for (const name of Object.keys(usual)) {
        for (const value of [
          PLANTED_SECRET,
          [PLANTED_SECRET],
          { [name]: PLANTED_SECRET },
          { input: { id: PLANTED_SECRET } },
        ]) {
          await call(documentOf(operation, usual), { ...usual, [name]: value });
        }
      }
      for (const path of idPathsOf(operation)) {
        const given = argumentsFor(operation, () => undefined, { path, value: PLANTED_SECRET });
        await call(documentOf(operation, given), given);
      }
    }
    await expectNoTrace();
  });

  it('are nowhere after inputs of every wrong kind', async () => {
    const secret = lab.account.apiToken;
    const id = await connect('Wrong inputs');
    const inputs: unknown[] = [
      { jira: { baseUrl: secret, email: 'a@b.c', apiToken: secret } },
      {
        jira: {
          baseUrl: `https://${PLANTED_SECRET}:${PLANTED_SECRET}@x.test`,
          email: 'a@b.c',
          apiToken: secret,
        },
      },
      { jira: { ...connection().jira, jiraType: PLANTED_SECRET } },
      { jira: { ...connection().jira, email: secret } },
      { jira: { ...connection().jira, apiToken: [secret] } },
      { jira: { ...connection().jira, apiToken: { secret } } },
      { jira: { ...connection().jira, apiToken: `two words ${PLANTED_SECRET}` } },
      { jira: { ...connection().jira, apiToken: `${PLANTED_SECRET}\u0000` } },
      { jira: { ...connection().jira, apiToken: `${PLANTED_SECRET}`.repeat(1_000) } },
      { jira: { ...connection().jira, jiraType: 'SERVER' } },
      {
        jira: {
          ...connection().jira,
          baseUrl: `${jira.baseUrl}/browse/X?token=${PLANTED_SECRET}#${PLANTED_SECRET}`,
        },
      },
      { jira: secret },
      { jira: [secret] },
      [secret],
      secret,
    ];
    for (const connection of inputs) {
      await call(CREATE, { input: { projectId, name: 'Wrong', connection } });
      await call(VERIFY_CREDENTIALS, { input: { projectId, connection } });
      await call(UPDATE, { input: { id, connection } });
      // Somewhere that wants something else altogether.
      await call(CREATE, { input: connection });
      await call(PROJECTS, { id, first: connection, refresh: connection });
      await call(CREATE_RELEASE, {
        input: { ...releaseWith(id, '1.0.0').input, plannedDate: connection, type: connection },
      });
    }
    await expectNoTrace();
  });

  it('are nowhere after literals and documents of every wrong kind', async () => {
    for (const literal of LITERALS) {
      for (const member of ['apiToken', 'jiraType', 'baseUrl', 'email']) {
        const others = { apiToken: '"x"', baseUrl: `"${jira.baseUrl}"`, email: '"a@b.c"', [member]: literal };
        const fields = Object.entries(others).map(([name, value]) => `${name}: ${value}`);
        await call(`mutation { verifyCredentials(input: { projectId: "${projectId}",
          connection: { jira: { ${fields.join(', ')} } } }) { status } }`);
      }
      await call(`{ trackerProjects(integrationId: ${literal}, first: ${literal}) { key } }`);
      await call(
        `query ($first: Int! = ${literal}) { integrations(projectId: "x", providerType: ${literal}) { id } }`,
      );
      await call(`mutation { createRelease(input: ${literal}) { id } }`);
      await call(`query ($date: Date = ${literal}) { viewer { account { id } } }`);
    }
    await expectNoTrace();
  });

  it('are nowhere after requests that are no GraphQL', async () => {
    await send(`{"query": "{ viewer { account { id } } }", "variables": {"token": "${PLANTED_SECRET}"`);
    await send(`${PLANTED_SECRET}`);
    await send(`"${PLANTED_SECRET}"`);
    await send(`[{"query": "${PLANTED_SECRET}"}]`);
    await send(JSON.stringify({ query: '{ viewer { account { id } } }', variables: PLANTED_SECRET }));
    await send(JSON.stringify({ query: '{ viewer { account { id } } }', operationName: PLANTED_SECRET }));
    await send(JSON.stringify({ query: { a: PLANTED_SECRET } }));
    await send(
      JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: PLANTED_SECRET } } }),
    );
    await send(`query=${PLANTED_SECRET}`, { 'content-type': 'application/x-www-form-urlencoded' });
    await send('', {}, `/graphql?query=${PLANTED_SECRET}`);
    await send(
      '',
      { 'apollo-require-preflight': '1' },
      `/graphql?query={viewer{id}}&variables=${PLANTED_SECRET}`,
    );
    await send('', {}, `/nowhere/${BOOTSTRAP_TOKEN.slice(0, 9)}?token=${PLANTED_SECRET}`);
    for (const authorization of [
      `Bearer ${PLANTED_SECRET}`,
      `Bearer ${PLANTED_SECRET} ${PLANTED_SECRET}`,
      `Basic ${Buffer.from(`a:${PLANTED_SECRET}`).toString('base64')}`,
      PLANTED_SECRET,
    ]) {
      await send(JSON.stringify({ query: '{ viewer { account { id } } }' }), { authorization });
    }
    // What nobody knows a page for may say which page that was; nothing else may.
    answers.splice(0, answers.length, ...answers.filter(({ of }) => !of.startsWith('/nowhere')));
    await expectNoTrace();
  });

  it('are nowhere after a tracker refused, failed or could not be reached', async () => {
    const id = await connect('Failures');
    const wrong = connection({ apiToken: WRONG_JIRA_TOKEN });
    for (const fault of FAULTS) {
      const planned = lab.faults.inject(MYSELF, fault, { times: Infinity });
      await call(VERIFY_CREDENTIALS, { input: { projectId, connection: wrong } });
      await call(CREATE, { input: { projectId, name: 'No', connection: wrong } });
      await call(UPDATE, { input: { id, connection: wrong } });
      await call(VERIFY, { id });
      planned.remove();
    }
    for (const baseUrl of ['https://no-such-team.invalid', 'http://127.0.0.1:1', 'http://10.0.0.8']) {
      await call(VERIFY_CREDENTIALS, { input: { projectId, connection: connection({ baseUrl }) } });
      await call(CREATE, { input: { projectId, name: 'No', connection: connection({ baseUrl }) } });
    }
    await call(DELETE, { id });
    await expectNoTrace();
  });

  it.each(ECHOES)('are nowhere after a tracker repeated them: %s', async (_, echo) => {
    const id = await connect(`Indiscreet ${randomBytes(4).toString('hex')}`);
    jira.echoes = 0;
    for (const [path, act] of [
      [/ \/rest\/api\/3\/myself/, () => call(VERIFY, { id })],
      [
        / \/rest\/api\/3\/myself/,
        () => call(VERIFY_CREDENTIALS, { input: { projectId, connection: connection() } }),
      ],
      [
        / \/rest\/api\/3\/myself/,
        () =>
          call(CREATE, {
            input: { projectId, name: randomBytes(4).toString('hex'), connection: connection() },
          }),
      ],
      [/project\/search/, () => call(PROJECTS, { id, refresh: true })],
      [/project\/SHOP/, () => call(SCHEMA, { id })],
      [/createmeta/, () => call(CREATE_RELEASE, releaseWith(id, '2.0.0'))],
    ] as const) {
      jira.startEchoing(path, echo);
      await act();
      jira.stopEchoing();
      // Refused, paused and uncertain ones are made whole again for the next.
      await call(VERIFY, { id });
    }
    expect(jira.echoes).toBeGreaterThanOrEqual(5);
    await expectNoTrace();
  });

  it.each(ECHOES)(
    'are nowhere after a tracker repeated them while tickets were made: %s',
    async (_, echo) => {
      const id = await connect(`Indiscreet ${randomBytes(4).toString('hex')}`);
      jira.startEchoing(/issue\/bulk(fetch)?$/, echo);
      const { createRelease } = await call(CREATE_RELEASE, releaseWith(id, '3.0.0'));
      await call(`mutation ($id: ID!) { refreshReleaseTickets(releaseId: $id) { ${RELEASE} } }`, {
        id: createRelease.id,
      });
      jira.stopEchoing();
      await call(VERIFY, { id });
      await call(
        `mutation ($input: RetryReleaseTicketsInput!) { retryReleaseTickets(input: $input) { ${RELEASE} } }`,
        { input: { releaseId: createRelease.id } },
      );
      expect(jira.echoes).toBeGreaterThan(0);
      await expectNoTrace();
    },
  );

  it('would be found: the search itself works', async () => {
    await call('{ viewer { account { name } } }');
    const summary = `insert into projects (id, name, created_at, updated_at)
      values (gen_random_uuid(), '${PLANTED_SECRET}', now(), now())`;
    const { Client } = (await import('pg')).default;
    const client = new Client({ connectionString: app.databaseUrl });
    await client.connect();
    try {
      await client.query(summary);
      await eventually(async () =>
        expect(await searchDatabase(app.databaseUrl, [])).toEqual([
          { where: 'public.projects.name', value: PLANTED_SECRET },
        ]),
      );
    } finally {
      await client.query('delete from projects where name = $1', [PLANTED_SECRET]);
      await client.end();
    }
  });
});

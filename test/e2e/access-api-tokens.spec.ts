import { Client } from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { aTeam, type Team } from '../support/fixtures/team.fixture.js';

const FIELDS = 'id name role projectId expiresAt lastUsedAt revokedAt account { id } createdBy { id }';
const CREATE = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token apiToken { ${FIELDS} } } }`;
const LIST = `query ($projectId: ID!) { apiTokens(projectId: $projectId) { ${FIELDS} } }`;
const REVOKE = `mutation ($id: ID!) { revokeApiToken(id: $id) { ${FIELDS} } }`;
const VIEWER = `{ viewer { account { id } apiTokens { ${FIELDS} } } }`;
const ACTIVITY = `query ($projectId: ID!) { activity(projectId: $projectId) { edges { node { action summary details } } } }`;

describe('API tokens', () => {
  let app: TestApp;
  let team: Team;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    team = await aTeam(app);
  });
  afterAll(() => app.close());

  const create = (input: object, token: string) =>
    app.graphql(
      CREATE,
      { input: { projectId: team.projectId, name: 'CI', role: 'VIEWER', ...input } },
      token,
    );
  const revoke = (id: string, token: string) => app.graphql(REVOKE, { id }, token);
  const list = async (token: string) => (await app.run(LIST, { projectId: team.projectId }, token)).apiTokens;
  const codeOf = (answer: { errors?: readonly { extensions: Record<string, any> }[] }) =>
    answer.errors?.[0]?.extensions['code'] ?? null;

  it('are fifty of an account in a project at most, so that their list stays short', async () => {
    const { token } = team.VIEWER;
    for (let made = 1; made < 50; made += 1) expect(codeOf(await create({}, token))).toBeNull();
    const { errors } = await create({}, token);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/50 API tokens of this account already.* Delete one/),
      extensions: { code: 'CONFLICT' },
    });
  });

  it('are shown once, have 256 random bits, and are kept as a hash', async () => {
    const expiresAt = '2100-01-01T00:00:00.000Z';
    const { token, apiToken } = (await create({ name: ' Build ', expiresAt }, team.EDITOR.token)).data
      .createApiToken;
    expect(token).toMatch(/^delivr_[\w-]{43}$/);
    expect(apiToken).toEqual({
      ...{ id: expect.any(String), name: 'Build', role: 'VIEWER', projectId: team.projectId, expiresAt },
      ...{ lastUsedAt: null, revokedAt: null },
      ...{ account: { id: team.EDITOR.accountId }, createdBy: { id: team.EDITOR.accountId } },
    });
    expect(await everythingStored(app)).not.toContain(token);
    expect(app.logs.join('\n')).not.toContain(token);
    const told = await app.run(ACTIVITY, { projectId: team.projectId });
    expect(told.activity.edges[0].node).toMatchObject({
      action: 'api_token.created',
      summary: 'Test token made the API token Build (VIEWER).',
    });
    expect(JSON.stringify(told)).not.toContain(token);
  });

  it.each([
    ['VIEWER', 'EDITOR'],
    ['VIEWER', 'OWNER'],
    ['EDITOR', 'OWNER'],
  ] as const)('of a %s cannot act as %s', async (own, role) => {
    const answer = await create({ role }, team[own].token);
    expect(codeOf(answer)).toBe('FORBIDDEN');
    expect(answer.errors![0]!.message).toContain(own);
  });

  it('are made for others by owners alone', async () => {
    const accountId = team.VIEWER.accountId;
    expect(codeOf(await create({ accountId }, team.EDITOR.token))).toBe('FORBIDDEN');
    const { apiToken } = (await create({ accountId }, team.OWNER.token)).data.createApiToken;
    expect(apiToken).toMatchObject({ account: { id: accountId }, createdBy: { id: team.OWNER.accountId } });
  });

  it('are not made for those who are not in the project, whoever they are', async () => {
    const stranger = (await aTeam(app)).VIEWER.accountId;
    const answers = [];
    for (const accountId of [stranger, '01890a5d-ac96-774b-bcce-b302099a8057', 'nonsense']) {
      answers.push(await create({ accountId }, team.OWNER.token));
    }
    expect(answers[0]!.errors![0]!.extensions).toEqual({
      code: 'NOT_FOUND',
      fields: [{ path: 'accountId', message: 'There is no such member.' }],
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('expire in the future or not at all', async () => {
    const answer = await create({ expiresAt: new Date(Date.now() - 1).toISOString() }, team.OWNER.token);
    expect(answer.errors![0]!.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'expiresAt', message: 'must lie ahead.' }],
    });
  });

  it('are all seen by owners, and one’s own by others', async () => {
    const whose = async (token: string) => new Set((await list(token)).map((one: any) => one.account.id));
    expect(await whose(team.OWNER.token)).toEqual(
      new Set([team.OWNER.accountId, team.EDITOR.accountId, team.VIEWER.accountId]),
    );
    expect(await whose(team.EDITOR.token)).toEqual(new Set([team.EDITOR.accountId]));
    expect(await whose(team.VIEWER.token)).toEqual(new Set([team.VIEWER.accountId]));
  });

  it('end at once when revoked, and once only', async () => {
    const [own] = await list(team.VIEWER.token);
    const first = await revoke(own.id, team.OWNER.token);
    expect(first.data.revokeApiToken.revokedAt).toEqual(expect.any(String));
    expect((await app.graphql(VIEWER, {}, team.VIEWER.token)).status).toBe(401);
    expect(await revoke(own.id, team.OWNER.token)).toEqual(first);
    const { activity } = await app.run(ACTIVITY, { projectId: team.projectId });
    expect(
      activity.edges.map(({ node }: any) => node.action).filter((one: string) => one === 'api_token.revoked'),
    ).toHaveLength(1);
  });

  it('are revoked by their account and by owners', async () => {
    const [ofViewer] = await list(team.VIEWER.token);
    expect(codeOf(await revoke(ofViewer.id, team.EDITOR.token))).toBe('FORBIDDEN');
    expect(codeOf(await revoke(ofViewer.id, team.VIEWER.token))).toBeNull();
    const [ofEditor] = await list(team.EDITOR.token);
    expect(codeOf(await revoke(ofEditor.id, team.OWNER.token))).toBeNull();
  });

  it('of other projects and of nobody are not found alike', async () => {
    const other = await aTeam(app);
    const { apiTokens } = await app.run(LIST, { projectId: other.projectId }, other.VIEWER.token);
    const answers = [];
    for (const id of [apiTokens[0].id, '01890a5d-ac96-774b-bcce-b302099a8057', 'nonsense']) {
      answers.push(await revoke(id, team.OWNER.token));
    }
    expect(answers[0]!.errors![0]).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await app.graphql(VIEWER, {}, other.VIEWER.token)).status).toBe(200);
  });
});

describe('a token made with another one', () => {
  let app: TestApp;
  let team: Team;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    team = await aTeam(app);
  });
  afterAll(() => app.close());

  const create = (input: object, token: string) =>
    app.graphql(
      `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token apiToken { id parentId expiresAt } } }`,
      { input: { projectId: team.projectId, name: 'Child', role: 'VIEWER', ...input } },
      token,
    );
  const made = async (token: string, input: object = {}) => (await create(input, token)).data.createApiToken;
  const statusOf = async (token: string) => (await app.graphql(VIEWER, {}, token)).status;

  it('says which, and ends with it, as those that were made with it in turn', async () => {
    const parent = await made(team.OWNER.token, { role: 'OWNER' });
    const child = await made(parent.token, { role: 'EDITOR' });
    const grandchild = await made(child.token);
    const ofAnother = await made(parent.token, { accountId: team.VIEWER.accountId });
    const bystander = await made(team.OWNER.token);
    expect([child.apiToken.parentId, grandchild.apiToken.parentId]).toEqual([
      parent.apiToken.id,
      child.apiToken.id,
    ]);
    await app.run(REVOKE, { id: parent.apiToken.id }, team.OWNER.token);
    for (const { token } of [parent, child, grandchild, ofAnother]) expect(await statusOf(token)).toBe(401);
    for (const token of [bystander.token, team.VIEWER.token]) expect(await statusOf(token)).toBe(200);
    const { activity } = await app.run(ACTIVITY, { projectId: team.projectId });
    expect(activity.edges[0].node).toMatchObject({
      summary: 'Test token revoked the API token Child and 3 that were made with it.',
      details: { revokedWithIt: 3 },
    });
  });

  it('ends with the membership that its maker acted with', async () => {
    const child = await made(team.OWNER.token, { accountId: team.VIEWER.accountId });
    await app.run('mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { id } }', {
      input: { projectId: team.projectId, accountId: team.OWNER.accountId },
    });
    expect(await statusOf(child.token)).toBe(401);
    expect(await statusOf(team.VIEWER.token)).toBe(200);
  });

  it('expires no later than it', async () => {
    const expiresAt = '2099-01-01T00:00:00.000Z';
    const parent = await made(team.OWNER.token, { role: 'OWNER', expiresAt });
    expect((await made(parent.token)).apiToken.expiresAt).toBe(expiresAt);
    const sooner = '2098-01-01T00:00:00.000Z';
    expect((await made(parent.token, { expiresAt: sooner })).apiToken.expiresAt).toBe(sooner);
    const answer = await create({ expiresAt: '2099-01-01T00:00:00.001Z' }, parent.token);
    expect(answer.errors![0]!.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [
        {
          path: 'expiresAt',
          message: `must not lie after ${expiresAt}, when the token that makes it expires.`,
        },
      ],
    });
  });

  it('is made for its project alone, with at most its role', async () => {
    const parent = await made(team.OWNER.token, { role: 'EDITOR' });
    const other = await aTeam(app);
    const codes = [];
    for (const input of [
      { role: 'OWNER' },
      { accountId: team.VIEWER.accountId },
      { projectId: other.projectId },
    ]) {
      codes.push((await create(input, parent.token)).errors?.[0]?.extensions['code']);
    }
    expect(codes).toEqual(['FORBIDDEN', 'FORBIDDEN', 'NOT_FOUND']);
  });

  it('cannot outlive it by being made while it is revoked', async () => {
    const parent = await made(team.OWNER.token, { role: 'OWNER' });
    const making = Array.from({ length: 10 }, () => create({}, parent.token));
    await Promise.all([...making, app.run(REVOKE, { id: parent.apiToken.id }, team.OWNER.token)]);
    for (const answer of await Promise.all(making)) {
      if (answer.errors) expect(answer.errors[0]!.extensions['code']).toBe('UNAUTHENTICATED');
      else expect(await statusOf(answer.data.createApiToken.token)).toBe(401);
    }
  });
});

describe('an account’s own token', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  it('is not to be reached with one that is limited to a project, even of the same account', async () => {
    const { projectId } = await aTeam(app);
    const { viewer } = await app.run(VIEWER);
    const { createApiToken } = await app.run(CREATE, {
      input: { projectId, name: 'Limited', role: 'OWNER' },
    });
    const answer = await app.graphql(REVOKE, { id: viewer.apiTokens[0].id }, createApiToken.token);
    expect(answer.errors![0]!.extensions['code']).toBe('NOT_FOUND');
  });

  it('is revoked by its account, and by nobody else', async () => {
    const { viewer } = await app.run(VIEWER);
    const [{ id }] = viewer.apiTokens;
    const team = await aTeam(app);
    expect((await app.graphql(REVOKE, { id }, team.OWNER.token)).errors![0]!.extensions['code']).toBe(
      'NOT_FOUND',
    );
    const { revokeApiToken } = await app.run(REVOKE, { id });
    expect(revokeApiToken).toMatchObject({ id, projectId: null, role: null, revokedAt: expect.any(String) });
    expect((await app.graphql(VIEWER)).status).toBe(401);
    expect((await app.graphql(VIEWER, {}, team.OWNER.token)).status).toBe(401);
  });
});

/** Every row of every table, as text. */
async function everythingStored(app: TestApp): Promise<string> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts = [];
    for (const { name } of rows)
      texts.push(JSON.stringify((await client.query(`select * from ${name}`)).rows));
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

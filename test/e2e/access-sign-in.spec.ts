import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aMember, aProject, aTeam, aToken } from '../support/fixtures/team.fixture.js';

const VIEWER =
  '{ viewer { account { id name email } projects { id name viewerRole } apiTokens { id name lastUsedAt } } }';
const TOKENS =
  'query ($projectId: ID!) { apiTokens(projectId: $projectId) { id name lastUsedAt revokedAt } }';
const REVOKE = 'mutation ($id: ID!) { revokeApiToken(id: $id) { id revokedAt } }';

describe('signing in', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it('is asked of everybody, with HTTP 401', async () => {
    const answer = await app.graphql(VIEWER, {}, null);
    expect(answer.status).toBe(401);
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });

  it('works with the token of the first start, which acts as its account', async () => {
    const { viewer } = await app.run(VIEWER);
    expect(viewer.account).toMatchObject({ name: 'Administrator', email: null });
    expect(viewer.apiTokens).toEqual([expect.objectContaining({ name: 'Bootstrap token' })]);
  });

  it('answers alike to unknown, malformed, revoked and expired tokens', async () => {
    const projectId = await aProject(app);
    const revoked = await aToken(app, projectId, 'VIEWER', { name: 'Revoked' });
    const { apiTokens } = await app.run(TOKENS, { projectId });
    await app.run(REVOKE, { id: apiTokens[0].id });
    const expired = await aToken(app, projectId, 'VIEWER', { expiresAt: new Date(Date.now() + 2_000) });
    await eventually(async () => expect((await app.graphql(VIEWER, {}, expired)).status).toBe(401));

    const answers = [];
    for (const token of ['delivr_nobody', 'two words', revoked, expired]) {
      answers.push(await app.graphql(VIEWER, {}, token));
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]!.status).toBe(401);
    expect(answers[0]!.errors![0]).toMatchObject({
      message: expect.stringContaining('unknown, expired or revoked'),
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });

  it('refuses other schemes than Bearer, and takes the scheme without case', async () => {
    const ask = (authorization: string) =>
      fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: VIEWER }),
      });
    expect((await ask(`Basic ${app.bootstrapToken}`)).status).toBe(401);
    expect((await ask(app.bootstrapToken)).status).toBe(401);
    expect((await ask(`bearer ${app.bootstrapToken}`)).status).toBe(200);
  });

  it('with a token of one project shows that project alone, and none of the account’s own tokens', async () => {
    const [here] = [await aProject(app, 'Here'), await aProject(app, 'There')];
    const { viewer } = await app.run(VIEWER, {}, await aToken(app, here, 'EDITOR'));
    expect(viewer.projects).toEqual([{ id: here, name: 'Here', viewerRole: 'EDITOR' }]);
    expect(viewer.apiTokens).toEqual([]);
  });

  it('acts with the lesser of membership and token, and follows the membership at once', async () => {
    const team = await aTeam(app);
    const role = async (token: string) => (await app.run(VIEWER, {}, token)).viewer.projects[0]?.viewerRole;
    const strong = await aToken(app, team.projectId, 'OWNER', { accountId: team.VIEWER.accountId });
    expect(await role(strong)).toBe('VIEWER');

    await app.run('mutation ($input: ChangeMemberRoleInput!) { changeMemberRole(input: $input) { role } }', {
      input: { projectId: team.projectId, accountId: team.VIEWER.accountId, role: 'EDITOR' },
    });
    expect(await role(strong)).toBe('EDITOR');
    expect(await role(team.VIEWER.token)).toBe('VIEWER');
  });

  it('ends with the membership, and does not come back with a new one', async () => {
    const projectId = await aProject(app);
    const person = await aMember(app, projectId, 'EDITOR');
    await app.run('mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { id } }', {
      input: { projectId, accountId: person.accountId },
    });
    expect((await app.graphql(VIEWER, {}, person.token)).status).toBe(401);
    await aMember(app, projectId, 'EDITOR', person.email);
    expect((await app.graphql(VIEWER, {}, person.token)).status).toBe(401);
  });

  it('with credentials refuses even an introspection that is wrong, and without allows a right one', async () => {
    expect((await app.graphql('{ __typename }', {}, null)).status).toBe(200);
    expect((await app.graphql('{ __typename }', {}, 'delivr_nobody')).status).toBe(401);
  });
});

describe('the last use of a token', () => {
  it('is written once per interval, however many ask at once', async () => {
    const app = await startApp({ timings: { tokenUseWriteMs: 3_000 } });
    try {
      const lastUsedAt = async () => (await app.run(VIEWER)).viewer.apiTokens[0].lastUsedAt as string;
      const uses = await Promise.all(Array.from({ length: 8 }, lastUsedAt));
      const first = uses.at(-1)!;
      expect(new Set([...uses, await lastUsedAt()]).size).toBe(1);
      await eventually(async () =>
        expect(Date.parse(await lastUsedAt())).toBeGreaterThanOrEqual(Date.parse(first) + 3_000),
      );
    } finally {
      await app.close();
    }
  });
});

import { startApp, type TestApp } from '../support/app.js';
import { aMember, aTeam, type Team } from '../support/fixtures/team.fixture.js';

const PROJECT =
  'query ($id: ID!) { project(id: $id) { id name viewerRole members { role account { id name email } } } }';
const ADD =
  'mutation ($input: AddMemberInput!) { addMember(input: $input) { role account { id name email } } }';
const CHANGE =
  'mutation ($input: ChangeMemberRoleInput!) { changeMemberRole(input: $input) { role account { id } } }';
const REMOVE =
  'mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { id viewerRole members { account { id } } } }';
const ACTIVITY = `query ($projectId: ID!) { activity(projectId: $projectId) {
  edges { node { action summary details actor { kind name account { id } } } } } }`;

describe('members', () => {
  let app: TestApp;
  let team: Team;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    team = await aTeam(app);
  });
  afterAll(() => app.close());

  const add = (input: object, token = team.OWNER.token) =>
    app.graphql(ADD, { input: { projectId: team.projectId, role: 'VIEWER', ...input } }, token);
  const change = (accountId: string, role: string, token = team.OWNER.token) =>
    app.graphql(CHANGE, { input: { projectId: team.projectId, accountId, role } }, token);
  const remove = (accountId: string, token = team.OWNER.token) =>
    app.graphql(REMOVE, { input: { projectId: team.projectId, accountId } }, token);
  const codeOf = (answer: { errors?: readonly { extensions: Record<string, any> }[] }) =>
    answer.errors?.[0]?.extensions['code'] ?? null;

  it('get an account when they have none, named after their address unless told otherwise', async () => {
    const named = await add({ email: ' Grace@Example.com ', name: 'Grace Hopper' });
    expect(named.data.addMember).toMatchObject({
      role: 'VIEWER',
      account: { name: 'Grace Hopper', email: 'grace@example.com' },
    });
    const unnamed = await add({ email: 'ada@example.com', name: null });
    expect(unnamed.data.addMember.account.name).toBe('ada');
  });

  it('keep the account that has their address, whatever its case and the name given', async () => {
    const other = await aTeam(app);
    const known = await aMember(app, other.projectId, 'EDITOR', 'linus@example.com');
    const { addMember } = (await add({ email: 'LINUS@example.com', name: 'Somebody else' })).data;
    expect(addMember.account).toMatchObject({ id: known.accountId, name: 'Somebody else' });
  });

  it('are the same to whoever adds an address, known elsewhere or not', async () => {
    const other = await aTeam(app);
    const secretName = 'Known Elsewhere Only';
    const known = 'known-elsewhere@example.com';
    await add({ projectId: other.projectId, email: known, name: secretName }, other.OWNER.token);
    const seen: Record<string, unknown[]> = {};
    for (const email of [known, 'never-heard-of@example.com']) {
      const { account } = (await add({ email })).data.addMember;
      const again = await add({ email });
      const token = await app.run(
        `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token apiToken { account { name } } } }`,
        { input: { projectId: team.projectId, name: 'Probe', role: 'VIEWER', accountId: account.id } },
        team.OWNER.token,
      );
      const { viewer } = await app.run('{ viewer { account { name } } }', {}, token.createApiToken.token);
      await remove(account.id);
      const tokens = await app.run(
        'query ($projectId: ID!) { apiTokens(projectId: $projectId) { name account { name } } }',
        { projectId: team.projectId },
        team.OWNER.token,
      );
      const { activity } = await app.run(ACTIVITY, { projectId: team.projectId }, team.OWNER.token);
      const local = email.slice(0, email.indexOf('@'));
      seen[email] = JSON.parse(
        JSON.stringify([
          { ...account, id: account.id[14] },
          again.errors![0]!.message,
          token.createApiToken.apiToken,
          viewer,
          tokens.apiTokens.filter(({ name }: any) => name === 'Probe').length > 0,
          JSON.stringify(tokens).includes(secretName),
          activity.edges.slice(0, 3).map(({ node }: any) => node.summary),
        ]).replaceAll(local, 'LOCAL'),
      );
    }
    expect(seen[known]).toEqual(seen['never-heard-of@example.com']);
    expect(JSON.stringify(seen)).not.toContain(secretName);
    const { project } = await app.run(PROJECT, { id: other.projectId }, other.OWNER.token);
    expect(JSON.stringify(project.members)).toContain(secretName);
  });

  it('are in a project once', async () => {
    expect(codeOf(await add({ email: team.EDITOR.email }))).toBe('CONFLICT');
  });

  it('become one account and one membership when two add the same address at once', async () => {
    const email = 'twice@example.com';
    const answers = await Promise.all([add({ email }), add({ email })]);
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', null]);
    const elsewhere = [await aTeam(app), await aTeam(app)];
    const added = await Promise.all(
      elsewhere.map(({ projectId }) => aMember(app, projectId, 'VIEWER', 'three@example.com')),
    );
    expect(new Set(added.map(({ accountId }) => accountId)).size).toBe(1);
  });

  it.each(['', 'nobody', 'a@b', 'two@at@example.com'])('do not have the address %j', async (email) => {
    const { errors } = await add({ email });
    expect(errors![0]!.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'email', message: 'must be an e-mail address.' }],
    });
  });

  it('are listed by name', async () => {
    for (const name of ['Zoe', 'Bob']) await add({ email: `${name}-${team.projectId}@example.com`, name });
    const { project } = await app.run(PROJECT, { id: team.projectId }, team.VIEWER.token);
    const names = project.members.map((member: any) => member.account.name);
    expect(names.filter((name: string) => ['Zoe', 'Bob', 'Administrator'].includes(name))).toEqual([
      'Administrator',
      'Bob',
      'Zoe',
    ]);
  });

  it('are managed by owners alone', async () => {
    for (const { token } of [team.EDITOR, team.VIEWER]) {
      expect(codeOf(await add({ email: 'x@example.com' }, token))).toBe('FORBIDDEN');
      expect(codeOf(await change(team.VIEWER.accountId, 'OWNER', token))).toBe('FORBIDDEN');
      expect(codeOf(await remove(team.OWNER.accountId, token))).toBe('FORBIDDEN');
    }
  });

  it('leave as they like, and see the project once more', async () => {
    const answer = await remove(team.VIEWER.accountId, team.VIEWER.token);
    expect(answer.data.removeMember).toMatchObject({ id: team.projectId, viewerRole: 'VIEWER' });
    const left = answer.data.removeMember.members.map((member: any) => member.account.id);
    expect(left).not.toContain(team.VIEWER.accountId);
  });

  it('may do nothing more in the request in which they left', async () => {
    const { errors, data } = await app.graphql(
      `mutation ($leave: RemoveMemberInput!, $rename: UpdateProjectInput!) {
        removeMember(input: $leave) { id } updateProject(input: $rename) { id } }`,
      {
        leave: { projectId: team.projectId, accountId: team.EDITOR.accountId },
        rename: { id: team.projectId, name: 'Gone' },
      },
      team.EDITOR.token,
    );
    expect(data).toBeNull();
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['updateProject'],
        extensions: expect.objectContaining({ code: 'NOT_FOUND' }),
      }),
    ]);
  });

  it.each(['nonsense', '01890a5d-ac96-774b-bcce-b302099a8057'])('are not found as %s', async (accountId) => {
    for (const answer of [await change(accountId, 'EDITOR'), await remove(accountId)]) {
      expect(answer.errors![0]!.extensions).toEqual({
        code: 'NOT_FOUND',
        fields: [{ path: 'accountId', message: 'There is no such member.' }],
      });
    }
  });

  it('stay with what they have when it is given again, without a word in the activity', async () => {
    const before = await app.run(ACTIVITY, { projectId: team.projectId });
    expect((await change(team.EDITOR.accountId, 'EDITOR')).data.changeMemberRole.role).toBe('EDITOR');
    expect(await app.run(ACTIVITY, { projectId: team.projectId })).toEqual(before);
  });

  describe('of whom one is the last owner', () => {
    const lastOwner = async () => {
      const { viewer } = await app.run('{ viewer { account { id } } }');
      await remove(team.OWNER.accountId, team.OWNER.token);
      return viewer.account.id as string;
    };

    it('can neither leave nor be lowered', async () => {
      const accountId = await lastOwner();
      for (const answer of [
        await remove(accountId, app.bootstrapToken),
        await change(accountId, 'EDITOR', app.bootstrapToken),
      ]) {
        expect(codeOf(answer)).toBe('CONFLICT');
        expect(answer.errors![0]!.message).toContain('last');
      }
    });

    it('can once somebody else is', async () => {
      const accountId = await lastOwner();
      await change(team.EDITOR.accountId, 'OWNER', app.bootstrapToken);
      expect(codeOf(await change(accountId, 'VIEWER', app.bootstrapToken))).toBeNull();
    });

    it('remains when the last two leave at once', async () => {
      const { viewer } = await app.run('{ viewer { account { id } } }');
      const answers = await Promise.all([
        remove(team.OWNER.accountId, team.OWNER.token),
        remove(viewer.account.id, app.bootstrapToken),
      ]);
      expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', null]);
    });

    it('remains when the last two lower each other at once', async () => {
      const { viewer } = await app.run('{ viewer { account { id } } }');
      const answers = await Promise.all([
        change(viewer.account.id, 'VIEWER', team.OWNER.token),
        change(team.OWNER.accountId, 'VIEWER', app.bootstrapToken),
      ]);
      expect(answers.map(codeOf)).toContain(null);
      expect(['CONFLICT', 'FORBIDDEN']).toContain(answers.map(codeOf).find((code) => code !== null));
    });
  });

  it('come and go in the activity, in words', async () => {
    await change(team.VIEWER.accountId, 'EDITOR', app.bootstrapToken);
    await remove(team.VIEWER.accountId, app.bootstrapToken);
    const { activity } = await app.run(ACTIVITY, { projectId: team.projectId });
    const told = activity.edges.map(({ node }: any) => [node.action, node.summary.replace(/-\w+/g, '')]);
    expect(told.slice(0, 2)).toEqual([
      ['member.removed', 'Administrator removed viewer.'],
      ['member.role_changed', 'Administrator changed the role of viewer from VIEWER to EDITOR.'],
    ]);
    expect(told.at(-1)).toEqual(['project.created', 'Administrator created the project Team.']);
    expect(told.map(([action]: string[]) => action)).toContain('member.added');
  });
});

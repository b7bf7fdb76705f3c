import { startApp, type TestApp } from '../support/app.js';
import { aProject, aTeam, aToken } from '../support/fixtures/team.fixture.js';

const CREATE =
  'mutation ($input: CreateProjectInput!) { createProject(input: $input) { id name viewerRole members { role account { name } } } }';
const UPDATE =
  'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { id name createdAt updatedAt } }';
const PROJECT =
  'query ($id: ID!) { project(id: $id) { id name viewerRole members { role account { id name email } } } }';
const ACTIVITY = `query ($projectId: ID!) { activity(projectId: $projectId) {
  edges { node { action summary details actor { kind name account { id } } } } } }`;

describe('projects', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it('belong to their creator, who reads them in the same answer', async () => {
    const { createProject } = await app.run(CREATE, { input: { name: '  Mobile  ' } });
    expect(createProject).toMatchObject({
      name: 'Mobile',
      viewerRole: 'OWNER',
      members: [{ role: 'OWNER', account: { name: 'Administrator' } }],
    });
  });

  it('are not made with a token that is limited to one', async () => {
    const token = await aToken(app, await aProject(app), 'OWNER');
    const { errors } = await app.graphql(CREATE, { input: { name: 'Another' } }, token);
    expect(errors![0]!.extensions['code']).toBe('FORBIDDEN');
    expect(errors![0]!.message).toContain('limited to a project');
  });

  it.each([
    ['', 'must not be empty.'],
    [' '.repeat(3), 'must not be empty.'],
    ['x'.repeat(101), 'must have at most 100 characters.'],
    ['a\u0007b', 'must not hold control characters.'],
  ])('refuse the name %j', async (name, message) => {
    const id = await aProject(app);
    for (const [query, input] of [
      [CREATE, { name }],
      [UPDATE, { id, name }],
    ] as const) {
      const { errors } = await app.graphql(query, { input });
      expect(errors![0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', fields: [{ path: 'name', message }] });
    }
  });

  it('take a name of 100 characters, counted as people do', async () => {
    const name = '🚀'.repeat(100);
    expect((await app.run(CREATE, { input: { name } })).createProject.name).toBe(name);
  });

  it('are renamed by editors and owners, and say who did it', async () => {
    const team = await aTeam(app, 'Old');
    const { updateProject } = await app.run(
      UPDATE,
      { input: { id: team.projectId, name: 'New' } },
      team.EDITOR.token,
    );
    expect(updateProject.name).toBe('New');
    expect(Date.parse(updateProject.updatedAt)).toBeGreaterThan(Date.parse(updateProject.createdAt));
    const { errors } = await app.graphql(
      UPDATE,
      { input: { id: team.projectId, name: 'No' } },
      team.VIEWER.token,
    );
    expect(errors![0]!.extensions['code']).toBe('FORBIDDEN');
    expect(errors![0]!.message).toContain('EDITOR');
    const { activity } = await app.run(ACTIVITY, { projectId: team.projectId });
    expect(activity.edges[0].node).toMatchObject({
      action: 'project.renamed',
      actor: { kind: 'API_TOKEN', name: 'Test token', account: { id: team.EDITOR.accountId } },
      details: { name: 'New', previousName: 'Old' },
    });
  });

  it('are null to those who are not in them, as are malformed ids', async () => {
    const [one, other] = [await aTeam(app), await aTeam(app)];
    for (const id of [other.projectId, '01890a5d-ac96-774b-bcce-b302099a8057', 'nonsense', '']) {
      expect(await app.run(PROJECT, { id }, one.OWNER.token)).toEqual({ project: null });
    }
  });

  it('are refused without a line in the log: that is the caller’s business', async () => {
    const { projectId, VIEWER } = await aTeam(app);
    await app.graphql(UPDATE, { input: { id: projectId, name: 'No' } }, VIEWER.token);
    await app.graphql(UPDATE, { input: { id: 'nonsense', name: 'No' } });
    await app.graphql(CREATE, { input: { name: '' } });
    expect(app.logs.filter((line) => JSON.parse(line).level >= 40)).toEqual([]);
  });
});

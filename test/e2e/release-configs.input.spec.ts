import { randomUUID } from 'node:crypto';
import { ReleaseConfigClient, SAVE } from '../support/fixtures/release-configs.client.js';
import { ReleaseFixture, SECRET } from '../support/fixtures/releases.fixture.js';

describe('saveReleaseConfig refuses, and writes nothing', () => {
  let fixture: ReleaseFixture;
  let configs: ReleaseConfigClient;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
    configs = new ReleaseConfigClient(fixture);
  });

  afterAll(() => fixture.stop());

  const refuses = (more: object, code: string, ...paths: string[]) =>
    fixture.expectRefused(SAVE, { input: configs.input(more) }, 200, code, ...paths);

  it.each<[string, object, string[]]>([
    ['an empty name', { name: '  ' }, ['name']],
    ['a name that is too long', { name: 'x'.repeat(101) }, ['name']],
    ['a name with NUL', { name: 'a\u0000' }, ['name']],
    ['a name with half a sign', { name: 'a\ud800' }, ['name']],
    ['no platform', { platforms: [] }, ['platforms']],
    ['a platform twice', { platforms: ['WEB', 'IOS', 'WEB'] }, ['platforms.2']],
    ['several mistakes', { name: '', platforms: [] }, ['name', 'platforms']],
  ])('%s', (_, more, paths) => refuses(more, 'BAD_USER_INPUT', ...paths));

  it.each<[string, object, string[]]>([
    ['no project key', { projectKey: ' ' }, ['projectKey']],
    ['what is no project key', { projectKey: '../x' }, ['projectKey']],
    ['a label with a space', { labels: ['a', 'b c'] }, ['labels.1']],
    ['a label by an unknown name', { labels: ['{{colour}}'] }, ['labels.0']],
    ['a completed status twice', { completedStatus: ['Done', 'done'] }, ['completedStatus.1']],
    ['an empty issue type', { issueTypeForRelease: '' }, ['issueTypeForRelease']],
  ])('a Jira project with %s, enabled or not', async (_, more, paths) => {
    const expected = paths.map((path) => `jiraProject.${path}`);
    for (const enabled of [true, false])
      await refuses({ jiraProject: fixture.jiraConfig({ ...more, enabled }) }, 'BAD_USER_INPUT', ...expected);
  });

  it('a variable that does not fit its type, with HTTP 400', async () => {
    const input = configs.input({ ifUpdatedAt: SECRET });
    await fixture.expectRefused(SAVE, { input }, 400, 'BAD_USER_INPUT', 'ifUpdatedAt');
    const platforms = ['WEB', 'PLAY_STORE'];
    await fixture.expectRefused(
      SAVE,
      { input: configs.input({ platforms }) },
      400,
      'BAD_USER_INPUT',
      'platforms.1',
    );
  });

  it('a Jira project together with a stored config', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: {} });
    const both = ['jiraProject', 'pmConfigId'];
    await refuses({ jiraProject: fixture.jiraConfig(), pmConfigId }, 'BAD_USER_INPUT', ...both);
    const jiraProject = fixture.jiraConfig({ enabled: false });
    await refuses({ jiraProject, pmConfigId }, 'BAD_USER_INPUT', ...both);
  });

  it('a stored config that lacks a platform, is inactive, or is deleted', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: {} });
    await refuses({ pmConfigId, platforms: ['WEB', 'IOS'] }, 'BAD_USER_INPUT', 'platforms.1');
    await configs.editPmConfig(pmConfigId, { isActive: false });
    await refuses({ pmConfigId }, 'BAD_USER_INPUT', 'pmConfigId');
    await configs.deletePmConfig(pmConfigId);
    await refuses({ pmConfigId }, 'NOT_FOUND', 'pmConfigId');
  });

  it.each([randomUUID(), 'no-id', ''])('the ids %j', async (id) => {
    await refuses({ id }, 'NOT_FOUND', 'id');
    await refuses({ projectId: id }, 'NOT_FOUND', 'projectId');
    await refuses({ pmConfigId: id }, 'NOT_FOUND', 'pmConfigId');
    const jiraProject = fixture.jiraConfig({ integrationId: id });
    await refuses({ jiraProject }, 'NOT_FOUND', 'jiraProject.integrationId');
  });

  it('a change of an existing one, which is not changed then', async () => {
    const input = configs.jiraInput();
    const before = await configs.save(input);
    await refuses({ ...input, id: before.id, platforms: [] }, 'BAD_USER_INPUT', 'platforms');
    const jiraProject = fixture.jiraConfig({ projectKey: '1' });
    await refuses({ ...input, id: before.id, jiraProject }, 'BAD_USER_INPUT', 'jiraProject.projectKey');
    expect(await configs.find(before.id)).toEqual(before);
  });
});

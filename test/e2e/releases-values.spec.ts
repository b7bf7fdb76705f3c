import { CHANGE_STATUS, CREATE_RELEASE, RELEASE } from '../support/releases.documents.js';
import { refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';

describe('input that is impossible', () => {
  let fixture: ReleaseFixture;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
  });

  afterAll(() => fixture.stop());

  const refuses: ReleaseFixture['expectRefused'] = (...how) => fixture.expectRefused(...how);

  describe('names its fields:', () => {
    it.each<[string, object, string[]]>([
      ['an empty version', { version: '' }, ['version']],
      ['a version of spaces', { version: '  ' }, ['version']],
      ['only a v', { version: 'v' }, ['version']],
      ['a version without a digit', { version: 'next' }, ['version']],
      ['a version that is too long', { version: '1'.repeat(65) }, ['version']],
      ['a version with a slash', { version: '1/2' }, ['version']],
      ['a version with other digits', { version: '١.٢' }, ['version']],
      ['a version with a NUL', { version: '1\u0000' }, ['version']],
      ['a version of two lines', { version: '1\n2' }, ['version']],
      ['half a character as version', { version: '1\ud800' }, ['version']],
      ['no platforms', { platforms: [] }, ['platforms']],
      ['platforms twice', { platforms: ['WEB', 'IOS', 'WEB', 'IOS'] }, ['platforms.2', 'platforms.3']],
      ['a description that is too long', { description: 'x'.repeat(10_001) }, ['description']],
      ['a NUL in the description', { description: 'a\u0000b' }, ['description']],
      ['half a character in the description', { description: 'a\ud800b' }, ['description']],
      [
        'several at once',
        { version: 'next', platforms: [], description: '\u0007', waitForTicketsMs: -1 },
        ['version', 'description', 'platforms', 'waitForTicketsMs'],
      ],
    ])('%s', (_, more, paths) =>
      refuses(CREATE_RELEASE, { input: fixture.input(more) }, 200, 'BAD_USER_INPUT', ...paths),
    );

    it.each<[string, object, string]>([
      ['an empty project key', { projectKey: ' ' }, 'projectKey'],
      ['a path as project key', { projectKey: '../admin' }, 'projectKey'],
      ['a NUL in the project key', { projectKey: 'A\u0000' }, 'projectKey'],
      ['an empty issue type', { issueTypeForRelease: '' }, 'issueTypeForRelease'],
      ['half a character as issue type', { issueTypeForRelease: '\udc00' }, 'issueTypeForRelease'],
      ['a status twice', { completedStatus: ['Done', 'done '] }, 'completedStatus.1'],
      ['a NUL as status', { completedStatus: ['a\u0000'] }, 'completedStatus.0'],
      ['a label with a space', { labels: ['a', 'b c'] }, 'labels.1'],
      ['an unknown placeholder', { labels: ['{{build}}'] }, 'labels.0'],
    ])('%s', async (_, more, path) => {
      const input = fixture.input({ jiraConfig: fixture.jiraConfig(more) });
      await refuses(CREATE_RELEASE, { input }, 200, 'BAD_USER_INPUT', `jiraConfig.${path}`);
    });
  });

  it('accepts unusual but valid values', async () => {
    const description = "<script>alert(1)</script> '; drop table releases; -- 😀\n\t{{version}} \u202e";
    const release = await fixture.create({ version: 'V10.0.0+build_7', description, idempotencyKey: ' 😀 ' });
    expect(release).toMatchObject({ version: '10.0.0+build_7', description });
  });

  it.each([
    'no-id',
    '',
    ' ',
    '\u0000',
    '\ud800',
    '01a205f7',
    `${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`,
    'x'.repeat(5_000),
  ])('the id %j is one that does not exist', async (id) => {
    expect((await fixture.run(RELEASE, { id })).release).toBeNull();
    await refuses(CHANGE_STATUS, { input: { id, status: 'PAUSED' } }, 200, 'NOT_FOUND', 'id');
    const list = await fixture.graphql('query ($id: ID!) { activity(projectId: $id) { edges { cursor } } }', {
      id,
    });
    expect(refusal(list)).toEqual(refused('NOT_FOUND'));
  });
});

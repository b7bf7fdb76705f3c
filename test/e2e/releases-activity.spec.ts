import { refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';

const ENTRY = 'id at action summary releaseId details actor { kind name account { id } }';
const OF_RELEASE = `query ($id: ID!, $first: Int! = 20, $after: String) { release(id: $id) {
  activity(first: $first, after: $after) { pageInfo { hasNextPage endCursor } edges { node { ${ENTRY} } } } } }`;
const OF_PROJECT = `query ($id: ID!) { activity(projectId: $id, first: 100) { edges { node { ${ENTRY} } } } }`;

describe('the activity', () => {
  let fixture: ReleaseFixture;
  let release: any;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
    release = await fixture.create({
      jiraConfig: fixture.jiraConfig(),
      platforms: ['WEB'],
      waitForTicketsMs: 10_000,
    });
    await fixture.update({ id: release.id, description: 'Changed.' });
    await fixture.moveThrough(release.id, 'IN_PROGRESS');
  });

  afterAll(() => fixture.stop());

  const ofRelease = async (more: object = {}): Promise<any> =>
    (await fixture.run(OF_RELEASE, { id: release.id, ...more })).release.activity;
  const entries = ({ edges }: any) => edges.map(({ node }: any) => node);

  it('of a release lists its entries, newest first, with who did what', async () => {
    const recorded = entries(await ofRelease());
    expect(recorded).toMatchObject([
      { action: 'release.status_changed', details: { from: 'PLANNED', to: 'IN_PROGRESS' } },
      { action: 'release.updated' },
      {
        action: 'ticket.created',
        actor: { kind: 'SYSTEM', account: null },
        details: { key: release.webEpicId },
      },
      { action: 'release.created', details: { version: '1.0.0', platforms: ['WEB'] } },
    ]);
    const times = recorded.map(({ at }: any) => Date.parse(at));
    expect(times).toEqual([...times].sort((one, other) => other - one));
    for (const entry of recorded) expect(entry.releaseId).toBe(release.id);
    const { accountId } = fixture.team.EDITOR;
    expect(recorded[0].actor).toEqual({ kind: 'API_TOKEN', name: 'Test token', account: { id: accountId } });
    expect(recorded[0].summary).toBe('Test token moved release 1.0.0 from PLANNED to IN_PROGRESS.');
  });

  it('of a release comes in pages', async () => {
    const all = entries(await ofRelease());
    const first = await ofRelease({ first: 3 });
    const rest = await ofRelease({ first: 3, after: first.pageInfo.endCursor });
    expect([...entries(first), ...entries(rest)]).toEqual(all);
    expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  it('of the project lists the entries of all releases and of none', async () => {
    const other = await fixture.create({ version: '2.0.0' });
    const recorded = entries((await fixture.run(OF_PROJECT, { id: fixture.projectId })).activity);
    expect(recorded[0]).toMatchObject({ action: 'release.created', releaseId: other.id });
    expect(recorded.map(({ releaseId }: any) => releaseId)).toEqual(
      expect.arrayContaining([release.id, null]),
    );
    const ids = recorded.map(({ id }: any) => id);
    expect(ids).toEqual([...ids].sort().reverse());
  });

  it.each([{ first: 0 }, { first: 101 }, { after: 'garbage' }, { after: '\u0000' }])(
    'of a release refuses %j',
    async (more) => {
      const answer = await fixture.graphql(OF_RELEASE, { id: release.id, ...more });
      expect(refusal(answer)).toMatchObject({
        ...refused('BAD_USER_INPUT', Object.keys(more)[0]!),
        data: { release: null },
      });
    },
  );
});

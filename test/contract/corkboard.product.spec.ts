import { ADAPTERS_WITH_CORKBOARD, databaseWithCorkboard } from './fixture-tracker/register-corkboard.js';
import { CREATE, READ } from './fixture-tracker/corkboard.fixture.js';
import { type CorkboardLab, startCorkboardLab } from './fixture-tracker/lab/corkboard-lab.js';
import type { Fault } from '../../lab/index.js';
import { startAppInside } from '../support/app-inside.js';
import { QUICK } from '../support/release-tickets.js';
import type { TestDatabase } from '../support/test-database.js';
import { TrackerFixture } from '../support/fixtures/tracker.fixture.js';
import { ReleaseFlowHarness } from '../support/release-flow.harness.js';

const PROVIDERS = `{ providers { type name capabilities credentialFields { name type required } } }`;

/** Through the product's own door, nothing of which was written for this tracker. */
describe('the product with a sixth tracker', () => {
  let database: TestDatabase;
  let job: ReleaseFlowHarness<CorkboardLab>;
  let board: string;

  beforeAll(async () => {
    database = await databaseWithCorkboard();
    const lab = await startCorkboardLab();
    board = lab.board('Releases').id;
    const connectionOf = ({ baseUrl, credentials }: CorkboardLab) => {
      return { corkboard: { baseUrl, ...credentials } };
    };
    const options = { connectionOf, projectKey: board };
    const fixture = await TrackerFixture.open(lab, options, { ...QUICK, database }, (app) =>
      startAppInside({ ...app, adapters: ADAPTERS_WITH_CORKBOARD }),
    );
    job = await ReleaseFlowHarness.open(fixture, {
      parameters: { labels: ['release'], completedStatus: ['Finished'] },
      create: CREATE,
      idsOf: ({ cards }, version) => cards.filter(({ title }) => title.includes(version)).map(({ id }) => id),
    });
  });
  afterAll(async () => {
    await job?.fixture.stop();
    await database?.drop();
  });
  afterEach(() => job.expectNoViolations());

  it('offers it like the others', async () => {
    const { providers } = await job.fixture.run(PROVIDERS);
    expect(providers).toContainEqual({
      ...{ type: 'CORKBOARD', name: 'Corkboard' },
      capabilities: expect.arrayContaining(['BULK_STATUS', 'TRANSITION']),
      credentialFields: [
        { name: 'token', type: 'SECRET', required: true },
        { name: 'baseUrl', type: 'URL', required: false },
      ],
    });
    expect(providers).toHaveLength(ADAPTERS_WITH_CORKBOARD.length);
  });

  it('connects it, tries it out, and keeps its secret', async () => {
    const { lab, fixture } = job;
    expect(fixture.integration).toMatchObject({
      ...{ providerType: 'CORKBOARD', verificationStatus: 'VALID' },
      remoteAccount: 'Release Bot (release.bot@corkboard.test)',
      settings: [{ name: 'baseUrl', value: lab.baseUrl }],
    });
    const verification = await job.verificationResult({
      corkboard: { baseUrl: lab.baseUrl, token: 'of-nobody' },
    });
    expect(verification).toMatchObject({ status: 'INVALID', failure: 'UNAUTHENTICATED' });
    expect(fixture.app.logs.join('\n')).not.toMatch(/lab-token|of-nobody/);
  });

  it('discovers it for forms', async () => {
    const { projects, schema, users } = await job.discover({ project: 'rel', user: 'bot' });
    expect(projects).toEqual([{ key: board, name: 'Releases', url: `${job.lab.baseUrl}/board/${board}` }]);
    expect(schema.statuses).toEqual([
      'Backlog: TODO',
      'Doing: IN_PROGRESS',
      'Finished: DONE',
      'Dropped: CANCELLED',
    ]);
    expect(users).toMatchObject([{ name: 'Release Bot' }]);
  });

  it('says beforehand what it does not take', async () => {
    const { fixture } = job;
    const { isValid, problems } = await fixture.preview([
      fixture.platformConfiguration({ priority: 'High' }),
    ]);
    expect(isValid).toBe(false);
    expect(problems).toContainEqual(
      expect.objectContaining({ severity: 'ERROR', path: expect.stringMatching(/parameters\.priority$/) }),
    );
  });

  it('makes a release’s tickets in the fewest calls, and follows them in one', async () => {
    const { id } = await job.expectCreatedBy('1.0.0', 3);
    for (const card of job.idsOf('1.0.0')) job.lab.setColumn(card, 'Finished');
    await job.expectCompletedBy(READ, id, 'Finished');
  });

  it.each<[string, string, Fault]>([
    ['1.1.0', 'an answer is lost', { kind: 'drop-after-commit' }],
    ['1.2.0', 'it limits us', { kind: 'rate-limit', retryAfterSeconds: 1 }],
  ])('makes each ticket of %s exactly once although %s', async (version, _, fault) => {
    await job.expectCreatedOnce(version, fault);
  });

  it('tells of a ticket that somebody deleted, and of no other', async () => {
    await job.expectMissing('2.0.0', (id) => void job.lab.site.cards.delete(id));
  });
});

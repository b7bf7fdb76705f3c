import { type Fault, type MondayLab, startMondayLab } from '../../lab/index.js';
import { CREATE, ITEMS } from '../support/adapters/monday.harness.js';
import { eventually } from '../support/eventually.js';
import { CHANGE_STATUS } from '../support/releases.documents.js';
import { operationsOf, readRelease, untilStates } from '../support/release-tickets.js';
import { TrackerFixture } from '../support/fixtures/tracker.fixture.js';
import { TIMED_OUT_CALL, ReleaseFlowHarness, QUICK_WITH_2S_CALLS } from '../support/release-flow.harness.js';

describe('the release flow with monday.com', () => {
  let job: ReleaseFlowHarness<MondayLab>;

  beforeAll(async () => {
    const lab = await startMondayLab();
    const connectionOf = ({ baseUrl, credentials }: MondayLab) => ({ monday: { baseUrl, ...credentials } });
    const fixture = await TrackerFixture.open(
      lab,
      { connectionOf, projectKey: lab.board.id },
      QUICK_WITH_2S_CALLS,
    );
    job = await ReleaseFlowHarness.open(fixture, {
      parameters: {
        ...{ labels: ['release', '{{platform}}'], priority: 'High' },
        completedStatus: ['Done'],
      },
      create: CREATE,
      idsOf: (lab, version) => {
        const items = lab.items().filter(({ name }) => name.includes(version));
        return items.map(({ id }) => id);
      },
    });
  });
  afterAll(() => job?.fixture.stop());
  afterEach(() => job.expectNoViolations());

  /** A release of the web alone, whose ticket belongs on a board without a column for operation ids. */
  const createOnPlainBoard = async (name: string, version: string): Promise<string> => {
    const board = job.lab.site.addBoard({ name, without: ['delivr'] });
    const platforms = [job.fixture.platformConfiguration({ projectKey: board.id })];
    const { id: pmConfigId } = await job.fixture.createConfig(name, platforms);
    const more = { platforms: ['WEB'], pmConfigId, waitForTicketsMs: 0 };
    return (await job.create(version, more)).id;
  };

  it('is connected by a personal token, which is tried out and shown to nobody', async () => {
    const { lab, fixture } = job;
    expect(fixture.integration).toMatchObject({
      providerType: 'MONDAY',
      verificationStatus: 'VALID',
      remoteAccount: 'Release Bot (release-bot@monday.test)',
      settings: [{ name: 'baseUrl', value: lab.baseUrl }],
    });
    const monday = { baseUrl: lab.baseUrl, apiToken: 'lab-token-of-nobody' };
    expect(await job.verificationResult({ monday })).toMatchObject({
      ...{ status: 'INVALID', remoteAccount: null, failure: 'UNAUTHENTICATED' },
      message: expect.stringContaining('refused by monday.com'),
    });
    expect(fixture.app.logs.join('\n')).not.toMatch(/lab-token/);
  });

  it('is discovered for forms', async () => {
    const { site, board, baseUrl } = job.lab;
    site.tag('nightly', null);
    const { projects, schema, users, labels } = await job.discover({ project: 'releases', user: 'bot' });
    const url = `${new URL(baseUrl).origin}/boards/${board.id}`;
    expect(projects).toEqual([{ key: board.id, name: 'Releases', url }]);
    expect(schema).toMatchObject({
      issueTypes: [
        { name: 'Item', isSubtask: false },
        { name: 'Subitem', isSubtask: true },
      ],
      priorities: ['Low', 'Medium', 'High'],
      statuses: ['No status: TODO', 'Working on it: IN_PROGRESS', 'Done: DONE', 'Stuck: IN_PROGRESS'],
    });
    expect(users).toMatchObject([{ name: 'Release Bot', email: 'release-bot@monday.test' }]);
    expect(labels).toContain('nightly');
  });

  it('makes a release’s three tickets by a call each, and reads their statuses by one', async () => {
    await job.create('0.9.0');
    const { id, tickets } = await job.expectCreatedBy('1.0.0', 3);
    const [ticket] = tickets;
    expect(ticket).toMatchObject({
      ...{ key: ticket.remoteId, url: job.lab.site.urlOf(job.lab.item(ticket.remoteId)) },
    });

    for (const made of job.idsOf('1.0.0')) job.lab.setStatus(made, 'Done');
    await job.expectCompletedBy(ITEMS, id, 'Done');
  });

  it.each<[string, string, Fault]>([
    ['1.1.0', 'an answer is lost', { kind: 'drop-after-commit' }],
    ['1.2.0', 'a call is lost', { kind: 'drop-before-commit' }],
    ['1.3.0', 'a call takes effect after it was given up', TIMED_OUT_CALL],
    ['1.4.0', 'monday.com limits us', { kind: 'rate-limit', retryAfterSeconds: 0 }],
    ['1.5.0', 'monday.com fails after it made it', { kind: 'server-error', when: 'after-commit' }],
  ])('makes each ticket of %s exactly once although %s', (version, _, fault) =>
    job.expectCreatedOnce(version, fault),
  );

  it('does so without a column for operation ids, by repeating the very same', async () => {
    job.lab.faults.inject(CREATE, { kind: 'drop-after-commit' });
    const id = await createOnPlainBoard('Plain', '3.0.0');
    await untilStates(job.fixture.app, id, 'CREATED');
    expect(job.idsOf('3.0.0')).toHaveLength(1);
  });

  it('never takes a lost ticket for a failed one, because it may not repeat it', async () => {
    job.lab.faults.inject(CREATE, { kind: 'drop-after-commit' });
    job.lab.faults.inject(CREATE, { kind: 'server-error', status: 403 }, { times: Infinity });
    const id = await createOnPlainBoard('Taken away', '3.1.0');
    await eventually(async () => {
      const { tickets } = await readRelease(job.fixture.app, id);
      expect(tickets[0]).toMatchObject({ state: 'UNCERTAIN', error: { failure: 'FORBIDDEN' } });
    });
    expect(job.idsOf('3.1.0')).toHaveLength(1);
  });

  it('does not forget a lost ticket of a release that was cancelled meanwhile', async () => {
    const { app } = job.fixture;
    job.lab.faults.inject(CREATE, { kind: 'drop-after-commit' });
    job.lab.faults.inject(CREATE, { kind: 'server-error', status: 500 }, { times: Infinity });
    const id = await createOnPlainBoard('Cancelled', '3.2.0');
    await untilStates(app, id, 'UNCERTAIN');
    await app.run(CHANGE_STATUS, { input: { id, status: 'CANCELLED' } });
    job.lab.faults.clear();
    await eventually(async () => {
      const [operation] = await operationsOf(app, id);
      expect([operation.state, operation.misses > 1]).toEqual(['UNCERTAIN', true]);
    });
    expect(job.idsOf('3.2.0')).toHaveLength(1);
  });

  it('tells of a ticket that somebody deleted, and of no other', () =>
    job.expectMissing('2.0.0', (id) => void (job.lab.item(id).state = 'deleted')));
});

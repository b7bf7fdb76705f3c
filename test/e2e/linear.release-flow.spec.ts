import type { Fault, LinearLab } from '../../lab/index.js';
import { ReleaseFlowHarness, QUICK_WITH_2S_CALLS } from '../support/release-flow.harness.js';
import { ACTIVITY } from '../support/releases.documents.js';
import { aLinearFixture, BATCH } from '../support/fixtures/linear.fixture.js';

describe('the release flow with Linear', () => {
  let job: ReleaseFlowHarness<LinearLab>;

  beforeAll(async () => {
    const fixture = await aLinearFixture(
      { teams: [{}, { key: 'ENG', name: 'Engineering' }] },
      QUICK_WITH_2S_CALLS,
    );
    job = await ReleaseFlowHarness.open(fixture, {
      parameters: { labels: ['release', '{{platform}}'], priority: 'High' },
      create: BATCH,
      idsOf: (lab, version) => {
        const issues = lab.issues('SHOP').filter(({ title }) => title.includes(version));
        return issues.map(({ id }) => id);
      },
    });
  });
  afterAll(() => job?.fixture.stop());
  afterEach(() => job.expectNoViolations());

  it('is connected by an API key, which is tried out and shown to nobody', async () => {
    const { lab, fixture } = job;
    expect(fixture.integration).toMatchObject({
      providerType: 'LINEAR',
      verificationStatus: 'VALID',
      remoteAccount: 'Release Bot (release-bot@linear.test)',
      settings: [{ name: 'baseUrl', value: lab.baseUrl }],
    });
    const linear = { baseUrl: lab.baseUrl, apiKey: 'lin_api_of-nobody' };
    const refused = { status: 'INVALID', remoteAccount: null, failure: 'UNAUTHENTICATED' };
    expect(await job.verificationResult({ linear })).toMatchObject(refused);
    expect(fixture.app.logs.join('\n')).not.toContain('lin_api_');
  });

  it('is discovered for forms', async () => {
    job.lab.workspace.addLabel('nightly');
    const { projects, schema, users, labels } = await job.discover({ project: 'shop', user: 'bot' });
    expect(projects).toEqual([{ key: 'SHOP', name: 'Shop', url: `${job.lab.baseUrl}/linear/team/SHOP/all` }]);
    expect(schema).toEqual({
      issueTypes: [],
      priorities: ['No priority', 'Urgent', 'High', 'Medium', 'Low'],
      statuses: [
        'Backlog: TODO',
        'Todo: TODO',
        'In Progress: IN_PROGRESS',
        'In Review: IN_PROGRESS',
        'Done: DONE',
        'Canceled: CANCELLED',
        'Duplicate: CANCELLED',
      ],
    });
    expect(users).toMatchObject([{ name: 'Release Bot', email: 'release-bot@linear.test' }]);
    expect(labels).toContain('nightly');
  });

  it('makes a release’s three tickets by one call, and reads their statuses by another', async () => {
    await job.create('0.9.0');
    const { id, tickets } = await job.expectCreatedBy('1.0.0', 1);
    const [ticket] = tickets;
    const issue = job.lab.issue(ticket.key);
    expect(ticket).toMatchObject({ remoteId: issue.id, url: job.lab.workspace.urlOf(issue) });
    expect(issue.labelList.map(({ name }) => name)).toContain('release');
    expect(issue.priority).toBe(2);

    for (const made of job.idsOf('1.0.0')) job.lab.setStatus(made, 'Done');
    await job.expectCompletedBy('query issues', id, 'Done');
  });

  it('makes a ticket without the default labels that cannot be had, and says so', async () => {
    job.lab.workspace.addLabel('release', { team: 'ENG', isUnlisted: true });
    const { id: pmConfigId } = await job.fixture.createConfig('Default labels', [
      job.fixture.platformConfiguration({ projectKey: 'ENG' }),
    ]);
    const release = await job.create('0.9.1', { pmConfigId, platforms: ['WEB'] });
    expect(release.tickets).toMatchObject([{ state: 'CREATED', error: null }]);
    const [ticket] = release.tickets;
    const { activity } = (await job.fixture.run(ACTIVITY, { id: release.id })).release;
    const leftOut = activity.edges
      .map(({ node }: any) => node)
      .filter(({ action }: any) => action === 'ticket.label_left_out');
    expect(leftOut.map(({ details }: any) => details)).toEqual([
      { platform: 'WEB', key: ticket.key, label: 'release' },
    ]);
    expect(job.lab.issue(ticket.key).labelList.map(({ name }) => name)).toEqual(['0.9.1']);
  });

  it('names a label that Linear has and does not show, with one advice', async () => {
    job.lab.workspace.addLabel('concealed', { isUnlisted: true });
    const { id: pmConfigId } = await job.fixture.createConfig('Hidden label', [
      job.fixture.platformConfiguration({ labels: ['concealed'] }),
    ]);
    const release = await job.create('0.9.2', { pmConfigId, platforms: ['WEB'] });
    const [{ state, error }] = release.tickets;
    expect([state, error.message]).toEqual([
      'FAILED',
      'Linear says that there is a label concealed already, but shows this account none that issues of the team SHOP can have. Choose another name, or leave it out.',
    ]);
  });

  it.each<[string, string, Fault]>([
    ['1.1.0', 'the answer is lost', { kind: 'drop-after-commit' }],
    ['1.2.0', 'the call is lost', { kind: 'drop-before-commit' }],
    // The late one is refused.
    ['1.3.0', 'the call takes effect long after it was given up', { kind: 'latency', ms: 4_000 }],
    ['1.4.0', 'Linear limits us', { kind: 'rate-limit', resetInSeconds: 1 }],
    ['1.5.0', 'Linear fails after it made them', { kind: 'server-error', when: 'after-commit' }],
  ])('makes each ticket of %s exactly once although %s', (version, _, fault) =>
    job.expectCreatedOnce(version, fault),
  );
});

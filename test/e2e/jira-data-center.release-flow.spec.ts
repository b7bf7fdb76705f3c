import type { Fault, JiraDataCenterLab } from '../../lab/index.js';
import { BULK, ISSUE, SEARCH } from '../support/adapters/jira-data-center.harness.js';
import { ReleaseFlowHarness, QUICK_WITH_2S_CALLS } from '../support/release-flow.harness.js';
import { aDataCenterFixture } from '../support/fixtures/jira-data-center.fixture.js';

const UPDATE = `mutation ($input: UpdateIntegrationInput!) {
  updateIntegration(input: $input) { jiraType verificationStatus settings { name value } } }`;

describe('the release flow with Jira Data Center', () => {
  let job: ReleaseFlowHarness<JiraDataCenterLab>;

  beforeAll(async () => {
    job = await ReleaseFlowHarness.open(await aDataCenterFixture({}, QUICK_WITH_2S_CALLS), {
      parameters: { priority: 'High', completedStatus: ['Done'] },
      create: BULK,
      idsOf: (lab, version) => {
        const issues = lab.issues('SHOP').filter(({ summary }) => summary.includes(version));
        return issues.map(({ id }) => id);
      },
    });
  });
  afterAll(() => job?.fixture.stop());
  afterEach(() => job.expectNoViolations());

  it('is connected by an access token or by a password, tried out and shown to nobody', async () => {
    const { lab, fixture } = job;
    expect(fixture.integration).toMatchObject({
      providerType: 'JIRA',
      verificationStatus: 'VALID',
      remoteAccount: 'Release Bot (release-bot@jira.example.test)',
      settings: expect.arrayContaining([{ name: 'jiraType', value: 'DATA_CENTER' }]),
    });
    const verification = (jira: object) =>
      job.verificationResult({ jira: { baseUrl: lab.baseUrl, jiraType: 'SERVER', ...jira } });
    expect(await verification(lab.password)).toMatchObject({ status: 'VALID' });
    expect(await verification({ apiToken: 'lab-token-of-nobody' })).toMatchObject({
      ...{ status: 'INVALID', failure: 'UNAUTHENTICATED' },
      message: expect.stringMatching(/personal access token/),
    });
    for (let time = 0; time < 3; time += 1) await verification({ ...lab.password, apiToken: 'lab-wrong' });
    expect(await verification(lab.password)).toMatchObject({
      status: 'INVALID',
      message: expect.stringMatching(/sign in with a browser/),
    });
    lab.logInByBrowser();
    expect(fixture.app.logs.join('\n')).not.toMatch(/lab-(token|password|wrong)/);
  });

  it('changes from a token to a password and back', async () => {
    const { lab, fixture } = job;
    const id = await fixture.connect(lab, 'Another way in');
    const change = async (jira: object) =>
      (await fixture.run(UPDATE, { input: { id, connection: { jira } } })).updateIntegration;
    const { email, apiToken } = lab.password;
    const byPassword = await change({ email, apiToken });
    expect(byPassword.settings).toContainEqual({ name: 'email', value: email });
    const byToken = await change({ email: null, ...lab.credentials });
    expect(byToken).toMatchObject({ jiraType: 'DATA_CENTER', verificationStatus: 'VALID' });
    expect(byToken.settings.map(({ name }: any) => name)).not.toContain('email');
  });

  it('is discovered for forms', async () => {
    job.lab.site.labels.add('nightly');
    const { projects, schema, users, labels } = await job.discover({ project: 'shop', user: 'release' });
    expect(projects).toEqual([{ key: 'SHOP', name: 'Shop', url: `${job.lab.baseUrl}/browse/SHOP` }]);
    expect(schema.issueTypes.map(({ name }: any) => name)).toEqual(['Epic', 'Story', 'Task', 'Sub-task']);
    expect(schema.statuses).toContain('In Progress: IN_PROGRESS');
    expect(schema.priorities).toEqual(['Highest', 'High', 'Medium', 'Low', 'Lowest']);
    expect(users).toEqual([
      { remoteId: 'release-bot', name: 'Release Bot', email: 'release-bot@jira.example.test' },
    ]);
    expect(labels).toContain('nightly');
  });

  it('makes a release’s three epics by one call, and reads their statuses by one', async () => {
    await job.create('0.9.0');
    const { id, tickets } = await job.expectCreatedBy('1.0.0', 1);
    expect(tickets[0].url).toBe(`${job.lab.baseUrl}/browse/${tickets[0].key}`);

    for (const made of job.idsOf('1.0.0')) job.lab.setStatus(made, 'Done');
    await job.expectCompletedBy(SEARCH, id, 'Done');
  });

  it.each<[string, string, Fault]>([
    ['1.1.0', 'the answer is lost', { kind: 'drop-after-commit' }],
    ['1.2.0', 'the call is lost', { kind: 'drop-before-commit' }],
    ['1.3.0', 'the connection is lost half-way', { kind: 'drop-mid-commit', elements: 2 }],
    ['1.4.0', 'Jira limits us', { kind: 'rate-limit', retryAfterSeconds: 1 }],
    ['1.5.0', 'a proxy fails after it', { kind: 'server-error', body: 'html', when: 'after-commit' }],
  ])('makes each ticket of %s exactly once although %s', (version, _, fault) =>
    job.expectCreatedOnce(version, fault),
  );

  it('tells of a ticket that somebody deleted, and of no other', async () => {
    await job.expectMissing('2.0.0', (id) => job.lab.deleteIssue(id));
    expect(job.lab.calls.count(ISSUE)).toBeGreaterThan(1);
  });
});

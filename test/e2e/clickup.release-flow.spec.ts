import type { ClickUpLab, Fault } from '../../lab/index.js';
import { BULK_STATUS, CREATE, TASK } from '../support/adapters/clickup.harness.js';
import { TIMED_OUT_CALL, ReleaseFlowHarness, QUICK_WITH_2S_CALLS } from '../support/release-flow.harness.js';
import { aClickUpFixture } from '../support/fixtures/clickup.fixture.js';

/** What is only late, by a second or so, must not count as absent. */
const TIMINGS = { ...QUICK_WITH_2S_CALLS.timings, listProofAfterMs: 2_000, listLookupSpacingMs: 100 };

describe('the release flow with ClickUp', () => {
  let job: ReleaseFlowHarness<ClickUpLab>;

  beforeAll(async () => {
    const fixture = await aClickUpFixture({}, { ...QUICK_WITH_2S_CALLS, timings: TIMINGS });
    fixture.lab.site.addTaskType('Release');
    job = await ReleaseFlowHarness.open(fixture, {
      parameters: {
        ...{ labels: ['Release', '{{platform}}'], priority: 'High' },
        completedStatus: ['Shipped', 'Complete'],
      },
      create: CREATE,
      idsOf: (lab, version) => {
        const tasks = lab.tasks('901').filter(({ name }) => name.includes(version));
        return tasks.map(({ id }) => id);
      },
    });
  });
  afterAll(() => job?.fixture.stop());
  afterEach(() => job.expectNoViolations());

  it('is connected by a personal token, which is tried out and shown to nobody', async () => {
    const { lab, fixture } = job;
    expect(fixture.integration).toMatchObject({
      providerType: 'CLICKUP',
      verificationStatus: 'VALID',
      remoteAccount: 'Release Bot (release.bot@clickup.lab.test)',
      settings: [{ name: 'baseUrl', value: lab.baseUrl }],
    });
    const { baseUrl, credentials } = lab;
    expect(await job.verificationResult({ clickup: { baseUrl, apiToken: 'pk_1_of-nobody' } })).toMatchObject({
      ...{ status: 'INVALID', remoteAccount: null, failure: 'UNAUTHENTICATED' },
      message: expect.stringContaining('https://app.clickup.com/settings/apps'),
    });
    const within = { clickup: { baseUrl, ...credentials, workspaceId: lab.team.id } };
    expect(await job.verificationResult(within)).toMatchObject({ status: 'VALID' });
    const { errors } = await job.verify({ clickup: { baseUrl, ...credentials, workspaceId: '4711' } });
    expect(errors?.[0]?.extensions['fields']).toEqual([
      {
        path: 'connection.clickup.workspaceId',
        message: expect.stringContaining(`${lab.team.id} (Acme)`),
      },
    ]);
    expect(fixture.app.logs.join('\n')).not.toMatch(/pk_1/);
  });

  it('is discovered for forms', async () => {
    job.lab.list('901').space.addTag('nightly');
    const { projects, schema, users, labels } = await job.discover({ project: 'releases', user: 'bot' });
    const url = `${job.lab.webUrl}/${job.lab.team.id}/v/li/901`;
    expect(projects).toEqual([{ key: '901', name: 'Product / Releases', url }]);
    expect(schema).toMatchObject({
      issueTypes: [
        { name: 'Task', requiredFields: [] },
        { name: 'Release', requiredFields: [] },
      ],
      priorities: ['urgent', 'high', 'normal', 'low'],
      statuses: [
        'to do: TODO',
        'in progress: IN_PROGRESS',
        'in review: IN_PROGRESS',
        'shipped: DONE',
        'complete: DONE',
      ],
    });
    expect(users).toMatchObject([{ name: 'Release Bot', email: 'release.bot@clickup.lab.test' }]);
    expect(labels).toEqual(['nightly']);
  });

  it('makes a release’s three tickets by a call each, and reads their statuses by one', async () => {
    await job.create('0.9.0');
    const { id, tickets } = await job.expectCreatedBy('1.0.0', 3);
    const [ticket] = tickets;
    const task = job.lab.task(ticket.remoteId);
    expect(ticket).toMatchObject({ key: task.id, url: `${job.lab.webUrl}/t/${task.id}` });
    expect([...task.tags]).toEqual(expect.arrayContaining(['release', 'web']));
    expect(task.priority).toBe(2);

    for (const made of job.idsOf('1.0.0')) job.lab.setStatus(made, 'shipped');
    await job.expectCompletedBy(BULK_STATUS, id, 'shipped');
  });

  it('takes up a ticket that a person made, by an id of the workspace’s making', async () => {
    const { site, account } = job.lab;
    const list = job.lab.list('901');
    list.space.customIdPrefix = 'SHOP';
    const task = site.addTask(list, account, {
      ...{ name: 'Made by hand', markdown: '', status: list.firstStatus, priority: null },
      ...{ tags: [], dueDate: null, assignees: [], parent: null, taskType: 0, fields: new Map() },
    });
    list.space.customIdPrefix = null;
    const { id } = await job.create('1.0.1', { platforms: ['WEB'] });
    const linked = await job.replaceTicket(id, task.customId!);
    expect(linked).toMatchObject({ state: 'CREATED', remoteId: task.id, status: 'to do' });
  });

  it.each<[string, string, Fault]>([
    ['1.1.0', 'an answer is lost', { kind: 'drop-after-commit' }],
    ['1.2.0', 'a call is lost', { kind: 'drop-before-commit' }],
    ['1.3.0', 'a call takes effect after it was given up', TIMED_OUT_CALL],
    ['1.4.0', 'ClickUp limits us', { kind: 'rate-limit', resetInSeconds: 1 }],
    ['1.5.0', 'ClickUp fails after it made it', { kind: 'server-error', when: 'after-commit' }],
  ])('makes each ticket of %s exactly once although %s', (version, _, fault) =>
    job.expectCreatedOnce(version, fault),
  );

  it('tells of a ticket that somebody deleted, and of no other', async () => {
    await job.expectMissing('2.0.0', (id) => job.lab.deleteTask(id));
    expect(job.lab.calls.count(TASK)).toBeGreaterThan(1);
  });
});

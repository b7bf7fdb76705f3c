import type { AsanaLab, Fault } from '../../lab/index.js';
import { BATCH, CREATE } from '../support/adapters/asana.harness.js';
import { TIMED_OUT_CALL, ReleaseFlowHarness, QUICK_WITH_2S_CALLS } from '../support/release-flow.harness.js';
import { anAsanaFixture } from '../support/fixtures/asana.fixture.js';

/** What is only late, by a second or so, must not count as absent. */
const TIMINGS = { ...QUICK_WITH_2S_CALLS.timings, listProofAfterMs: 2_000, listLookupSpacingMs: 100 };

describe('the release flow with Asana', () => {
  let job: ReleaseFlowHarness<AsanaLab>;

  beforeAll(async () => {
    job = await ReleaseFlowHarness.open(
      await anAsanaFixture({}, { ...QUICK_WITH_2S_CALLS, timings: TIMINGS }),
      {
        parameters: { labels: ['release', '{{platform}}'], priority: 'High' },
        create: CREATE,
        idsOf: (lab, version) => {
          const tasks = lab.tasks().filter(({ name }) => name.includes(version));
          return tasks.map(({ gid }) => gid);
        },
      },
    );
  });
  afterAll(() => job?.fixture.stop());
  afterEach(() => job.expectNoViolations());

  it('is connected by an access token, which is tried out and shown to nobody', async () => {
    const { lab, fixture } = job;
    expect(fixture.integration).toMatchObject({
      providerType: 'ASANA',
      verificationStatus: 'VALID',
      remoteAccount: 'Release Bot (release-bot@asana.test)',
      settings: [{ name: 'baseUrl', value: lab.baseUrl }],
    });
    const { baseUrl, credentials } = lab;
    expect(
      await job.verificationResult({ asana: { baseUrl, accessToken: 'lab-token-of-nobody' } }),
    ).toMatchObject({
      ...{ status: 'INVALID', remoteAccount: null, failure: 'UNAUTHENTICATED' },
      message: expect.stringContaining('https://app.asana.com/0/my-apps'),
    });
    const { errors } = await job.verify({ asana: { baseUrl, ...credentials, workspaceId: '4711' } });
    expect(errors?.[0]?.extensions['fields']).toEqual([
      {
        path: 'connection.asana.workspaceId',
        message: expect.stringContaining(`Acme (${lab.workspace.gid})`),
      },
    ]);
    expect(fixture.app.logs.join('\n')).not.toContain('lab-token');
  });

  it('is discovered for forms', async () => {
    job.lab.addTag('nightly');
    const { projects, schema, users, labels } = await job.discover({ project: 'shop', user: 'bot' });
    const { gid: key } = job.lab.project();
    const url = `${job.lab.webUrl}/1/${job.lab.workspace.gid}/project/${key}/list`;
    expect(projects).toEqual([{ key, name: 'Shop', url }]);
    expect(schema).toEqual({
      issueTypes: [],
      priorities: ['High', 'Medium', 'Low'],
      statuses: ['To do: TODO', 'Doing: IN_PROGRESS', 'Done: IN_PROGRESS', 'Completed: DONE'],
    });
    expect(users).toMatchObject([{ name: 'Release Bot', email: 'release-bot@asana.test' }]);
    expect(labels).toContain('nightly');
  });

  it('makes a release’s three tickets by a call each, and reads their statuses by one', async () => {
    await job.create('0.9.0');
    const { id, tickets } = await job.expectCreatedBy('1.0.0', 3);
    const [ticket] = tickets;
    const task = job.lab.task(ticket.remoteId);
    expect(ticket.key).toBe(task.gid);
    expect((await fetch(ticket.url)).status).toBe(200);
    expect(task.tags.map(({ name }) => name)).toEqual(['release', 'web']);

    for (const gid of job.idsOf('1.0.0')) job.lab.setCompleted(gid);
    await job.expectCompletedBy(BATCH, id, 'Completed');
  });

  it.each<[string, string, Fault]>([
    ['1.1.0', 'an answer is lost', { kind: 'drop-after-commit' }],
    ['1.2.0', 'a call is lost', { kind: 'drop-before-commit' }],
    ['1.3.0', 'a call takes effect after it was given up', TIMED_OUT_CALL],
    ['1.4.0', 'Asana limits us', { kind: 'rate-limit', retryAfterSeconds: 1 }],
    ['1.5.0', 'Asana fails after it made it', { kind: 'server-error', when: 'after-commit' }],
  ])('makes each ticket of %s exactly once although %s', (version, _, fault) =>
    job.expectCreatedOnce(version, fault),
  );

  it('takes up a ticket that a person made, by its gid', async () => {
    const { id } = await job.create('1.6.0', { platforms: ['WEB'] });
    const [gid] = job.idsOf('1.6.0');
    job.lab.setSection(gid!, 'Doing');
    expect(await job.replaceTicket(id, gid!)).toMatchObject({
      ...{ state: 'CREATED', remoteId: gid, status: 'Doing' },
    });
  });

  it('reads a task in several projects by that of its row, wherever it was seen meanwhile', async () => {
    const { id } = await job.create('1.7.0', { platforms: ['WEB'] });
    const task = job.lab.task(job.idsOf('1.7.0')[0]!);
    const shop = job.lab.project();
    const other = job.lab.addProject({ name: 'Elsewhere', sections: ['Backlog'] });
    task.memberships = [{ project: other, section: other.sectionNamed('Backlog') }];
    expect((await job.refresh(id)).tickets).toMatchObject([{ status: 'Backlog' }]);
    task.memberships.push({ project: shop, section: shop.sectionNamed('Doing') });
    expect((await job.refresh(id)).tickets).toMatchObject([{ status: 'Doing' }]);
  });

  it('tells of a ticket that somebody deleted, and of no other', () =>
    job.expectMissing('2.0.0', (gid) => job.lab.deleteTask(gid)));
});

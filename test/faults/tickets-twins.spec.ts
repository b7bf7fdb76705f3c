import type { JiraCloudLab } from '../../lab/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJiraGround, type JiraGround } from '../support/jira-project.js';
import { ACTIVITY, REFRESH, RETRY } from '../support/release-operations.js';
import {
  actionsOf,
  aRelease,
  BULK,
  BULK_READ,
  callsButProbes,
  operationsOf,
  QUICK,
  releaseNow,
  SEARCH,
  setIntegration,
  sql,
  statesOf,
  untilStates,
  untilSwept,
} from '../support/release-tickets.js';
import { createTestDatabase } from '../support/test-database.js';

const SECOND_TICKET = 'ticket.duplicate_found';
/** No look comes by itself: tests move the time instead (`passes`). */
const LONG = { firstTwinLookMs: 120_000, secondTwinLookMs: 900_000, lastTwinLookMs: 86_400_000 };

describe('a second ticket that shows only after the first was found', () => {
  let app: TestApp;
  let ground: JiraGround;

  beforeAll(async () => {
    app = await startApp({ ...QUICK, timings: { ...QUICK.timings, ...LONG, lookSpacingMaxMs: 200 } });
  });

  beforeEach(async () => {
    ground = await aJiraGround(app);
  });

  afterEach(() => ground?.lab.stop());
  afterAll(() => app?.close());

  /** A release whose ticket's answer was lost, and found again. */
  async function aFoundRelease(): Promise<any> {
    ground.lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    const { id } = await aRelease(app, ground);
    return untilStates(app, id, 'CREATED');
  }

  const watches = () =>
    sql(app, 'select *, due_at - uncertain_at as delay from twin_watches where integration_id = $1', [
      ground.integrationId,
    ]);
  /** As if so many seconds had gone by since it was uncertain. */
  const passes = (seconds: number) =>
    sql(
      app,
      `update twin_watches set due_at = due_at - make_interval(secs => $2),
         uncertain_at = uncertain_at - make_interval(secs => $2) where integration_id = $1`,
      [ground.integrationId, seconds],
    );
  const untilLookedOnce = (searches: number) =>
    eventually(async () => {
      expect(ground.lab.calls.count(SEARCH)).toBe(searches);
      const live = (await watches()).filter(({ looking_until: until }) => until !== null);
      expect(live).toEqual([]);
    });
  const told = async (id: string) => (await actionsOf(app, id)).filter((action) => action === SECOND_TICKET);
  const untilTold = (id: string) => eventually(async () => expect(await told(id)).toEqual([SECOND_TICKET]));

  it('is looked for after two minutes, a quarter of an hour and a day, told of once, and never deleted', async () => {
    const { lab } = ground;
    const release = await aFoundRelease();
    const second = aCopy(lab, release.tickets[0].key);
    lab.calls.reset();

    expect((await watches()).map(({ delay }) => delay.minutes)).toEqual([2]);
    await passes(121);
    await untilTold(release.id);
    await untilLookedOnce(1);
    await passes(900);
    await untilLookedOnce(2);
    await passes(86_400);
    await untilLookedOnce(3);

    expect(await watches()).toEqual([]);
    expect(await told(release.id)).toHaveLength(1);
    expect(callsButProbes(lab)).toEqual({ [SEARCH]: 3 });
    expect(lab.issues().map(({ key }) => key)).toEqual([release.tickets[0].key, second]);
    expect((await releaseNow(app, release.id)).webEpicId).toBe(release.tickets[0].key);
  });

  it('is told of with its address, and what to do', async () => {
    const { lab } = ground;
    const { id, tickets } = await aFoundRelease();
    const second = aCopy(lab, tickets[0].key);

    await passes(121);
    await untilTold(id);
    const { release } = await app.run(ACTIVITY, { id });
    const { node } = release.activity.edges.find(({ node: { action } }: any) => action === SECOND_TICKET);
    expect(node.details).toMatchObject({ key: second, url: `${lab.baseUrl}/browse/${second}` });
    expect(node.summary).toBe(`${second} is a second ticket for Web. Close it in the tracker.`);
  });

  it('that is the older of the two becomes the release’s ticket, with a status of its own', async () => {
    const { lab } = ground;
    const older = aCopy(lab, null);
    const release = await aFoundRelease();
    const [newer] = release.tickets;
    await app.run(REFRESH, { id: release.id });
    mark(lab, older, newer.key);

    await passes(121);
    await untilTold(release.id);
    const now = await releaseNow(app, release.id);
    expect(now.tickets[0]).toMatchObject({ state: 'CREATED', key: older, status: null, checkedAt: null });
    const { refreshReleaseTickets } = await app.run(REFRESH, { id: release.id });
    expect(refreshReleaseTickets.tickets[0]).toMatchObject({ key: older, status: 'To Do' });
    expect(lab.issues()).toHaveLength(2);
  });

  it('is found though its ticket was made anew since, under another identity', async () => {
    const { lab } = ground;
    const release = await aFoundRelease();
    const second = aCopy(lab, release.tickets[0].key);
    lab.deleteIssue(release.tickets[0].key);
    await app.run(REFRESH, { id: release.id });
    await untilStates(app, release.id, 'MISSING');
    await app.run(RETRY, { input: { releaseId: release.id } });
    const { tickets } = await untilStates(app, release.id, 'CREATED');

    await passes(121);
    await untilTold(release.id);
    expect(tickets[0].key).not.toBe(second);
    expect((await releaseNow(app, release.id)).webEpicId).toBe(tickets[0].key);
  });

  it('is found in the project where it was asked for, though the ticket was made in another since', async () => {
    const { lab } = ground;
    lab.site.addProject({ key: 'OTHER' });
    lab.site.project('SHOP')!.removeField('labels');
    const release = await aRefusedAfterDoubt();
    await app.run(RETRY, { input: { releaseId: release.id, parameters: { projectKey: 'OTHER' } } });
    const { tickets } = await untilStates(app, release.id, 'CREATED');
    expect(tickets[0].key).toBe('OTHER-1');
    mark(lab, aCopy(lab, null), 'OTHER-1', false);

    await passes(121);
    await untilTold(release.id);
    expect((await releaseNow(app, release.id)).webEpicId).toBe('OTHER-1');
  });

  it('is the first one where the ticket was refused meanwhile: it is there after all, and not made again', async () => {
    const { lab } = ground;
    const release = await aRefusedAfterDoubt();
    const [{ operation_id: operationId }] = await operationsOf(app, release.id);
    const late = aCopy(lab, null);
    lab.issue(late).properties.set('delivr.operation', operationId);
    lab.issue(late).fields['labels'] = [`delivr-${operationId}`];
    lab.site.touched(lab.issue(late));

    await passes(121);
    const { tickets } = await untilStates(app, release.id, 'CREATED');
    expect(tickets[0].key).toBe(late);
    expect(await told(release.id)).toEqual([]);
  });

  it('waits to be found while the integration may not be used', async () => {
    const { lab, integrationId } = ground;
    const release = await aFoundRelease();
    aCopy(lab, release.tickets[0].key);
    await setIntegration(app, integrationId, { isEnabled: false });
    const prey = await aRelease(app, ground);
    lab.calls.reset();
    await passes(121);
    await untilSwept(app, prey.id, 3);
    expect(lab.calls.total).toBe(0);

    await setIntegration(app, integrationId, { isEnabled: true });
    await untilTold(release.id);
  });

  it('is found though the tracker could not be asked at first', async () => {
    const { lab } = ground;
    const release = await aFoundRelease();
    aCopy(lab, release.tickets[0].key);
    const down = lab.faults.inject(SEARCH, { kind: 'server-error', status: 503 }, { times: 2 });

    await passes(121);
    await untilTold(release.id);
    expect(down.hits).toBe(2);
  });

  it('is not looked for any more where the integration was disconnected', async () => {
    const release = await aFoundRelease();
    await app.run(
      'mutation ($id: ID!) { changeReleaseStatus(input: { id: $id, status: CANCELLED }) { id } }',
      { id: release.id },
    );
    expect(await watches()).toHaveLength(1);
    await app.run('mutation ($id: ID!) { deleteIntegration(id: $id) }', { id: ground.integrationId });
    expect(await watches()).toEqual([]);
  });

  it('is not looked for where there never was a doubt', async () => {
    await aRelease(app, ground, { platforms: ['WEB', 'IOS'], waitMs: 5_000 });
    expect(await watches()).toEqual([]);
  });

  it('is looked for together with others, by one call', async () => {
    const { lab } = ground;
    const releases = [];
    for (let count = 0; count < 6; count += 1) releases.push(await aFoundRelease());
    lab.calls.reset();

    await passes(121);
    await untilLookedOnce(1);
    expect(callsButProbes(lab)).toEqual({ [SEARCH]: 1 });
    expect((await watches()).map(({ delay }) => delay.minutes)).toEqual(releases.map(() => 15));
  });

  /** First no answer and nothing made; then, certain of that, refused. */
  async function aRefusedAfterDoubt(): Promise<any> {
    const { lab } = ground;
    lab.faults.inject(BULK, { kind: 'drop-before-commit' });
    lab.faults.inject(BULK, { kind: 'server-error', status: 403 });
    const { id } = await aRelease(app, ground);
    const release = await untilStates(app, id, 'FAILED');
    expect(lab.calls.count(BULK_READ)).toBeGreaterThan(0);
    return release;
  }
});

it('a second ticket is found by a process that was started after the doubt', async () => {
  const database = await createTestDatabase();
  const timings = { ...QUICK.timings, ...LONG };
  const first = await startApp({ ...QUICK, timings, database });
  const ground = await aJiraGround(first);
  ground.lab.faults.inject(BULK, { kind: 'drop-after-commit' });
  const { id } = await aRelease(first, ground);
  const { tickets } = await untilStates(first, id, 'CREATED');
  await first.close();
  aCopy(ground.lab, tickets[0].key);
  await sql({ databaseUrl: database.url }, `update twin_watches set due_at = now() - interval '1 hour'`);

  const { encryptionKeys, bootstrapToken } = first;
  const second = await startApp({ ...QUICK, timings, database, encryptionKeys, bootstrapToken });
  await eventually(async () => expect(await actionsOf(second, id)).toContain(SECOND_TICKET));
  expect(statesOf(await releaseNow(second, id))).toEqual({ WEB: 'CREATED' });
  await second.close();
  await ground.lab.stop();
  await database.drop();
});

describe('looks for second tickets that hang', () => {
  it('are never more than four at once, one of each project', async () => {
    const app = await startApp({ ...QUICK, env: { PROVIDER_TIMEOUT_MS: '6000' } });
    const quiet = await aJiraGround(app, { name: 'quiet' });
    const prey = await aRelease(app, quiet, { waitMs: 5_000 });
    const grounds = [];
    for (let count = 0; count < 6; count += 1)
      grounds.push(await aJiraGround(app, { name: `jira-${count}` }));
    for (const ground of grounds) {
      ground.lab.faults.inject(BULK, { kind: 'drop-after-commit' });
      const { id } = await aRelease(app, ground);
      await untilStates(app, id, 'CREATED');
    }
    const hangs = grounds.map(({ lab }) =>
      lab.faults.inject(SEARCH, { kind: 'hang-before-commit' }, { times: Infinity }),
    );
    const hits = () => hangs.map((hang) => hang.hits).sort();
    await sql(app, 'update twin_watches set due_at = now()');
    await eventually(() => expect(hits()).toEqual([0, 0, 1, 1, 1, 1]));

    // Nobody else is kept waiting, and a sweep that comes by adds none.
    const busy = grounds.find((_, index) => hangs[index]!.hits === 1)!;
    const release = await aRelease(app, busy, { waitMs: 5_000 });
    expect(statesOf(release)).toEqual({ WEB: 'CREATED' });
    await untilSwept(app, prey.id, 2);
    expect(hits()).toEqual([0, 0, 1, 1, 1, 1]);

    for (const { lab } of [...grounds, quiet]) await lab.stop();
    await app.close();
  });
});

/** Another ticket like this one, mark and all; null: one without a mark. @returns its key. */
function aCopy(lab: JiraCloudLab, key: string | null): string {
  const project = lab.site.project('SHOP')!;
  const [type, status] = [project.types[0]!, project.statuses[0]!];
  const fields = { summary: 'Again', labels: [] };
  const issue = lab.site.addIssue({ project, type, status, creator: lab.account, fields });
  if (key !== null) mark(lab, issue.key, key);
  return issue.key;
}

/** Gives a ticket the mark of another. */
function mark(lab: JiraCloudLab, key: string, like: string, withLabel = true): void {
  const [issue, original] = [lab.issue(key), lab.issue(like)];
  for (const [name, value] of original.properties) issue.properties.set(name, value);
  if (withLabel) issue.fields['labels'] = [...original.labels];
  lab.site.touched(issue);
}

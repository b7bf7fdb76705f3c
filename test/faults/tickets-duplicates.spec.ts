import type { JiraCloudLab } from '../../lab/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { ACTIVITY, REFRESH, RETRY } from '../support/releases.documents.js';
import {
  actionsOf,
  aRelease,
  BULK,
  BULK_READ,
  callsWithoutProbes,
  operationsOf,
  QUICK,
  readRelease,
  SEARCH,
  setIntegration,
  sql,
  statesOf,
  untilStates,
  untilSwept,
} from '../support/release-tickets.js';
import { createTestDatabase } from '../support/test-database.js';

const DUPLICATE_FOUND = 'ticket.duplicate_found';
/** No check becomes due by itself: tests move the time instead (`passes`). */
const LONG = {
  firstDuplicateCheckMs: 120_000,
  secondDuplicateCheckMs: 900_000,
  lastDuplicateCheckMs: 86_400_000,
};

describe('a duplicate that shows only after the first ticket was found', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp({ ...QUICK, timings: { ...QUICK.timings, ...LONG, lookupSpacingMaxMs: 200 } });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  /** A release whose ticket's answer was lost, and found again. */
  async function aFoundRelease(): Promise<any> {
    fixture.lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    const { id } = await aRelease(app, fixture);
    return untilStates(app, id, 'CREATED');
  }

  const checks = () =>
    sql(app, 'select *, due_at - uncertain_at as delay from duplicate_checks where integration_id = $1', [
      fixture.integrationId,
    ]);
  /** As if so many seconds had gone by since it was uncertain. */
  const passes = (seconds: number) =>
    sql(
      app,
      `update duplicate_checks set due_at = due_at - make_interval(secs => $2),
         uncertain_at = uncertain_at - make_interval(secs => $2) where integration_id = $1`,
      [fixture.integrationId, seconds],
    );
  const untilChecked = (searches: number) =>
    eventually(async () => {
      expect(fixture.lab.calls.count(SEARCH)).toBe(searches);
      const live = (await checks()).filter(({ lease_until: until }) => until !== null);
      expect(live).toEqual([]);
    });
  const reported = async (id: string) =>
    (await actionsOf(app, id)).filter((action) => action === DUPLICATE_FOUND);
  const untilReported = (id: string) =>
    eventually(async () => expect(await reported(id)).toEqual([DUPLICATE_FOUND]));

  it('is searched after two minutes, a quarter of an hour and a day, reported once, and never deleted', async () => {
    const { lab } = fixture;
    const release = await aFoundRelease();
    const second = aCopy(lab, release.tickets[0].key);
    lab.calls.reset();

    expect((await checks()).map(({ delay }) => delay.minutes)).toEqual([2]);
    await passes(121);
    await untilReported(release.id);
    await untilChecked(1);
    await passes(900);
    await untilChecked(2);
    await passes(86_400);
    await untilChecked(3);

    expect(await checks()).toEqual([]);
    expect(await reported(release.id)).toHaveLength(1);
    expect(callsWithoutProbes(lab)).toEqual({ [SEARCH]: 3 });
    expect(lab.issues().map(({ key }) => key)).toEqual([release.tickets[0].key, second]);
    expect((await readRelease(app, release.id)).webEpicId).toBe(release.tickets[0].key);
  });

  it('is reported with its address, and what to do', async () => {
    const { lab } = fixture;
    const { id, tickets } = await aFoundRelease();
    const second = aCopy(lab, tickets[0].key);

    await passes(121);
    await untilReported(id);
    const { release } = await app.run(ACTIVITY, { id });
    const { node } = release.activity.edges.find(({ node: { action } }: any) => action === DUPLICATE_FOUND);
    expect(node.details).toMatchObject({ key: second, url: `${lab.baseUrl}/browse/${second}` });
    expect(node.summary).toBe(`${second} is a second ticket for Web. Close it in the tracker.`);
  });

  it('that is the older of the two becomes the release’s ticket, with a status of its own', async () => {
    const { lab } = fixture;
    const older = aCopy(lab, null);
    const release = await aFoundRelease();
    const [newer] = release.tickets;
    await app.run(REFRESH, { id: release.id });
    copyMarker(lab, older, newer.key);

    await passes(121);
    await untilReported(release.id);
    const now = await readRelease(app, release.id);
    expect(now.tickets[0]).toMatchObject({ state: 'CREATED', key: older, status: null, checkedAt: null });
    const { refreshReleaseTickets } = await app.run(REFRESH, { id: release.id });
    expect(refreshReleaseTickets.tickets[0]).toMatchObject({ key: older, status: 'To Do' });
    expect(lab.issues()).toHaveLength(2);
  });

  it('a search whose answer comes after its lease reports what it found, and does not end the lease of another', async () => {
    const { lab } = fixture;
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    const { id, tickets } = await aFoundRelease();
    aCopy(lab, tickets[0].key);
    const held = lab.faults.inject(SEARCH, { kind: 'hold', until });
    await passes(121);
    await eventually(() => expect(held.hits).toBe(1));
    const setLease = (lease: string) =>
      sql(app, `update duplicate_checks set ${lease} where integration_id = $1`, [fixture.integrationId]);
    await setLease(`lease_owner = gen_random_uuid(), lease_until = now() + interval '1 hour'`);
    letGo();

    await untilReported(id);
    expect((await checks()).filter(({ lease_until: leaseUntil }) => leaseUntil !== null)).toHaveLength(1);
    await setLease('lease_owner = null, lease_until = null');
  });

  it('is found though its ticket was made anew since, under another identity', async () => {
    const { lab } = fixture;
    const release = await aFoundRelease();
    const second = aCopy(lab, release.tickets[0].key);
    lab.deleteIssue(release.tickets[0].key);
    await app.run(REFRESH, { id: release.id });
    await untilStates(app, release.id, 'MISSING');
    await app.run(RETRY, { input: { releaseId: release.id } });
    const { tickets } = await untilStates(app, release.id, 'CREATED');

    await passes(121);
    await untilReported(release.id);
    expect(tickets[0].key).not.toBe(second);
    expect((await readRelease(app, release.id)).webEpicId).toBe(tickets[0].key);
  });

  it('is found in the project where it was first requested, though the ticket was made in another since', async () => {
    const { lab } = fixture;
    lab.site.addProject({ key: 'OTHER' });
    lab.site.project('SHOP')!.removeField('labels');
    const release = await aRefusedAfterUncertain();
    await app.run(RETRY, { input: { releaseId: release.id, parameters: { projectKey: 'OTHER' } } });
    const { tickets } = await untilStates(app, release.id, 'CREATED');
    expect(tickets[0].key).toBe('OTHER-1');
    copyMarker(lab, aCopy(lab, null), 'OTHER-1', false);

    await passes(121);
    await untilReported(release.id);
    expect((await readRelease(app, release.id)).webEpicId).toBe('OTHER-1');
  });

  it('becomes the ticket where that was refused meanwhile: CREATED, and not made again', async () => {
    const { lab } = fixture;
    const release = await aRefusedAfterUncertain();
    const [{ operation_id: operationId }] = await operationsOf(app, release.id);
    const late = aCopy(lab, null);
    lab.issue(late).properties.set('delivr.operation', operationId);
    lab.issue(late).fields['labels'] = [`delivr-${operationId}`];
    lab.site.recordChange(lab.issue(late));

    await passes(121);
    const { tickets } = await untilStates(app, release.id, 'CREATED');
    expect(tickets[0].key).toBe(late);
    expect(await reported(release.id)).toEqual([]);
  });

  it('waits to be found while the integration may not be used', async () => {
    const { lab, integrationId } = fixture;
    const release = await aFoundRelease();
    aCopy(lab, release.tickets[0].key);
    await setIntegration(app, integrationId, { isEnabled: false });
    const sweepProbe = await aRelease(app, fixture);
    lab.calls.reset();
    await passes(121);
    await untilSwept(app, sweepProbe.id, 3);
    expect(lab.calls.total).toBe(0);

    await setIntegration(app, integrationId, { isEnabled: true });
    await untilReported(release.id);
  });

  it('is found though the tracker could not be asked at first', async () => {
    const { lab } = fixture;
    const release = await aFoundRelease();
    aCopy(lab, release.tickets[0].key);
    const down = lab.faults.inject(SEARCH, { kind: 'server-error', status: 503 }, { times: 2 });

    await passes(121);
    await untilReported(release.id);
    expect(down.hits).toBe(2);
  });

  it('is not searched any more where the integration was disconnected', async () => {
    const release = await aFoundRelease();
    await app.run(
      'mutation ($id: ID!) { changeReleaseStatus(input: { id: $id, status: CANCELLED }) { id } }',
      { id: release.id },
    );
    expect(await checks()).toHaveLength(1);
    await app.run('mutation ($id: ID!) { deleteIntegration(id: $id) }', { id: fixture.integrationId });
    expect(await checks()).toEqual([]);
  });

  it('is not searched where nothing was ever uncertain', async () => {
    await aRelease(app, fixture, { platforms: ['WEB', 'IOS'], waitMs: 5_000 });
    expect(await checks()).toEqual([]);
  });

  it('is searched together with others, by one call', async () => {
    const { lab } = fixture;
    const releases = [];
    for (let count = 0; count < 6; count += 1) releases.push(await aFoundRelease());
    lab.calls.reset();

    await passes(121);
    await untilChecked(1);
    expect(callsWithoutProbes(lab)).toEqual({ [SEARCH]: 1 });
    expect((await checks()).map(({ delay }) => delay.minutes)).toEqual(releases.map(() => 15));
  });

  /** First no answer and nothing made; then, certain of that, refused. */
  async function aRefusedAfterUncertain(): Promise<any> {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'drop-before-commit' });
    lab.faults.inject(BULK, { kind: 'server-error', status: 403 });
    const { id } = await aRelease(app, fixture);
    const release = await untilStates(app, id, 'FAILED');
    expect(lab.calls.count(BULK_READ)).toBeGreaterThan(0);
    return release;
  }
});

it('a duplicate is found by a process that was started after the uncertain creation', async () => {
  const database = await createTestDatabase();
  const timings = { ...QUICK.timings, ...LONG };
  const first = await startApp({ ...QUICK, timings, database });
  const fixture = await aJiraFixture(first);
  fixture.lab.faults.inject(BULK, { kind: 'drop-after-commit' });
  const { id } = await aRelease(first, fixture);
  const { tickets } = await untilStates(first, id, 'CREATED');
  await first.close();
  aCopy(fixture.lab, tickets[0].key);
  await sql({ databaseUrl: database.url }, `update duplicate_checks set due_at = now() - interval '1 hour'`);

  const { encryptionKeys, bootstrapToken } = first;
  const second = await startApp({ ...QUICK, timings, database, encryptionKeys, bootstrapToken });
  await eventually(async () => expect(await actionsOf(second, id)).toContain(DUPLICATE_FOUND));
  expect(statesOf(await readRelease(second, id))).toEqual({ WEB: 'CREATED' });
  await second.close();
  await fixture.lab.stop();
  await database.drop();
});

describe('duplicate checks that hang', () => {
  it('are never more than four at once, one of each project', async () => {
    const app = await startApp({ ...QUICK, env: { PROVIDER_TIMEOUT_MS: '6000' } });
    const quiet = await aJiraFixture(app, { name: 'quiet' });
    const sweepProbe = await aRelease(app, quiet, { waitMs: 5_000 });
    const fixtures = [];
    for (let count = 0; count < 6; count += 1)
      fixtures.push(await aJiraFixture(app, { name: `jira-${count}` }));
    for (const fixture of fixtures) {
      fixture.lab.faults.inject(BULK, { kind: 'drop-after-commit' });
      const { id } = await aRelease(app, fixture);
      await untilStates(app, id, 'CREATED');
    }
    const hangs = fixtures.map(({ lab }) =>
      lab.faults.inject(SEARCH, { kind: 'hang-before-commit' }, { times: Infinity }),
    );
    const hits = () => hangs.map((hang) => hang.hits).sort();
    await sql(app, 'update duplicate_checks set due_at = now()');
    await eventually(() => expect(hits()).toEqual([0, 0, 1, 1, 1, 1]));

    // Nobody else has to wait, and a sweep meanwhile adds no check.
    const busy = fixtures.find((_, index) => hangs[index]!.hits === 1)!;
    const release = await aRelease(app, busy, { waitMs: 5_000 });
    expect(statesOf(release)).toEqual({ WEB: 'CREATED' });
    await untilSwept(app, sweepProbe.id, 2);
    expect(hits()).toEqual([0, 0, 1, 1, 1, 1]);

    for (const { lab } of [...fixtures, quiet]) await lab.stop();
    await app.close();
  });
});

/** Another ticket like this one, with its marker; null: one without a marker. @returns its key. */
function aCopy(lab: JiraCloudLab, key: string | null): string {
  const project = lab.site.project('SHOP')!;
  const [type, status] = [project.types[0]!, project.statuses[0]!];
  const fields = { summary: 'Again', labels: [] };
  const issue = lab.site.addIssue({ project, type, status, creator: lab.account, fields });
  if (key !== null) copyMarker(lab, issue.key, key);
  return issue.key;
}

/** Gives a ticket the marker of another. */
function copyMarker(lab: JiraCloudLab, key: string, like: string, withLabel = true): void {
  const [issue, original] = [lab.issue(key), lab.issue(like)];
  for (const [name, value] of original.properties) issue.properties.set(name, value);
  if (withLabel) issue.fields['labels'] = [...original.labels];
  lab.site.recordChange(issue);
}

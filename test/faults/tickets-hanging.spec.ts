import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJiraFixture, connectJira, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import {
  setIntegration,
  insertReleaseCopies,
  aRelease,
  BULK,
  QUICK,
  readRelease,
  sql,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';

const LIVE_LEASES =
  'select count(distinct lease_owner)::int as live from ticket_operations where project_id = $1 and lease_until > now()';

/** What a busy machine may add, in milliseconds. */
const GENEROUS_MS = 3_000;

describe('a tracker that hangs', () => {
  let app: TestApp;
  let hanging: JiraFixture;
  let healthy: JiraFixture;

  beforeAll(async () => {
    app = await startApp({ ...QUICK, env: { PROVIDER_TIMEOUT_MS: '4000' } });
  });

  beforeEach(async () => {
    hanging = await aJiraFixture(app, { name: 'hanging' });
    healthy = await aJiraFixture(app, { name: 'healthy' });
  });

  afterEach(async () => {
    await sql(app, 'update project_management_integrations set is_enabled = false where project_id = $1', [
      hanging.projectId,
    ]);
    await hanging.lab.stop();
    await healthy.lab.stop();
  });

  afterAll(() => app?.close());

  it('delays its own releases for no longer than their wait, and no others', async () => {
    const baselineMs = await timeOf(() => aRelease(app, healthy, { waitMs: 10_000 }));
    const hang = hanging.lab.faults.inject('*', { kind: 'hang-before-commit' }, { times: Infinity });

    const waiting = aRelease(app, hanging, { waitMs: 1_000 });
    for (let count = 0; count < 9; count += 1) await aRelease(app, hanging);
    await eventually(() => expect(hang.hits).toBeGreaterThanOrEqual(4));

    let release: any;
    const ms = await timeOf(async () => {
      release = await aRelease(app, healthy, { platforms: ['WEB', 'IOS', 'ANDROID'], waitMs: 10_000 });
    });
    // The others still hang: nothing of this was waited for.
    expect(hanging.lab.calls.all.every(({ finishedAt }) => finishedAt === null || finishedAt > 0)).toBe(true);
    expect([...new Set(Object.values(statesOf(release)))]).toEqual(['CREATED']);
    expect(ms).toBeLessThan(baselineMs + GENEROUS_MS);
    expect(await timeOf(() => readRelease(app, release.id))).toBeLessThan(GENEROUS_MS);
    expect(['PENDING', 'CREATING', 'UNCERTAIN']).toContain(statesOf(await waiting)['WEB']);
  });

  it('does not delay the answer to a creation beyond its wait; each ticket is made once when it answers again', async () => {
    const { lab } = hanging;
    lab.faults.inject(BULK, { kind: 'hang-before-commit' }, { times: 2 });
    lab.faults.inject(BULK, { kind: 'hang-after-commit' }, { times: 2 });
    const releases: any[] = [];
    for (let count = 0; count < 6; count += 1) {
      const ms = await timeOf(async () => releases.push(await aRelease(app, hanging, { waitMs: 300 })));
      expect(ms).toBeLessThan(3_000);
    }

    for (const { id } of releases) await untilStates(app, id, 'CREATED', 25_000);
    expect(lab.issues()).toHaveLength(6);
  });
});

describe('one project whose trackers all hang', () => {
  let app: TestApp;
  let hanging: JiraFixture;
  let healthy: JiraFixture;
  let fixtures: JiraFixture[];
  let baselineMs: number;

  beforeEach(async () => {
    // Longer than the test: calls that hang do so to its end.
    app = await startApp({
      env: { PROVIDER_TIMEOUT_MS: '60000' },
      timings: { ...QUICK.timings, shutdownGraceMs: 90_000 },
    });
    hanging = await aJiraFixture(app, { name: 'hanging' });
    healthy = await aJiraFixture(app, { name: 'healthy' });
    baselineMs = await timeOf(() => aRelease(app, healthy, { waitMs: 10_000 }));
    fixtures = [hanging];
  });

  afterEach(async () => {
    await hanging.lab.stop();
    await healthy.lab.stop();
    await app.close();
  });

  async function withIntegrations(count: number): Promise<void> {
    for (let number = 2; number <= count; number += 1) {
      const integrationId = await connectJira(app, hanging.projectId, hanging.lab, `Jira ${number}`);
      fixtures.push({ ...hanging, integrationId });
    }
  }

  async function expectOthersUnharmed(): Promise<void> {
    let release: any;
    const ms = await timeOf(async () => (release = await aRelease(app, healthy, { waitMs: 10_000 })));
    expect(statesOf(release)).toEqual({ WEB: 'CREATED' });
    expect(ms).toBeLessThan(baselineMs + GENEROUS_MS);
  }

  it('by two hundred releases delays no other project, and takes no more than its eight leases', async () => {
    await withIntegrations(5);
    for (const { integrationId } of fixtures) await setIntegration(app, integrationId, { isEnabled: false });
    const { id } = await aRelease(app, hanging);
    await insertReleaseCopies(
      app,
      id,
      fixtures.map(({ integrationId }) => integrationId),
      199,
    );
    const hang = hanging.lab.faults.inject('*', { kind: 'hang-before-commit' }, { times: Infinity });
    for (const { integrationId } of fixtures) await setIntegration(app, integrationId, { isEnabled: true });
    const live = async () => (await sql(app, LIVE_LEASES, [hanging.projectId]))[0].live;
    // Those of one integration share the first call, which reads the project.
    await eventually(async () => {
      expect(await live()).toBe(8);
      expect(hang.hits).toBeGreaterThanOrEqual(2);
    });

    await expectOthersUnharmed();
    expect(await live()).toBe(8);
    expect(hang.hits).toBeLessThanOrEqual(8);
  });

  it('by the probes of fifty paused integrations delays no other project', async () => {
    await withIntegrations(50);
    const hang = hanging.lab.faults.inject('*', { kind: 'hang-before-commit' }, { times: Infinity });
    await sql(
      app,
      `update project_management_integrations set paused_until = now(), paused_reason = 'Down.' where project_id = $1`,
      [hanging.projectId],
    );
    await eventually(() => expect(hang.hits).toBe(12));

    await expectOthersUnharmed();
    expect(hang.hits).toBe(12);
  });
});

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

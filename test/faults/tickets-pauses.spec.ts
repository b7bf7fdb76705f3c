import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import {
  aRelease,
  BULK,
  BULK_READ,
  readIntegrationRow,
  completedJobs,
  MYSELF,
  QUICK,
  readRelease,
  SEARCH,
  setIntegration,
  sql,
  statesOf,
  untilSwept,
  untilStates,
} from '../support/release-tickets.js';

describe('a tracker that is down or limits us', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp(QUICK);
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(async () => {
    await setIntegration(app, fixture.integrationId, { isEnabled: false });
    await fixture.lab.stop();
  });

  afterAll(() => app?.close());

  it('down: the release is there in time, its tickets wait with the reason, and appear by themselves', async () => {
    const { lab } = fixture;
    await lab.down();

    const begun = Date.now();
    const release = await aRelease(app, fixture, { platforms: ['WEB', 'IOS', 'ANDROID'], waitMs: 2_000 });
    expect(Date.now() - begun).toBeLessThan(3_000);
    const waiting = await untilStates(app, release.id, 'PENDING');
    for (const { error } of waiting.tickets) {
      expect(error).toMatchObject({ failure: 'UNAVAILABLE', retryable: true });
      expect(error.message).toMatch(/could not be reached/);
    }

    await lab.up();
    await untilStates(app, release.id, 'CREATED');
    expect(lab.issues()).toHaveLength(3);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it.each([409, 423, 425])('HTTP %i is a no for now: the ticket waits, and is made later', async (status) => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'server-error', status });
    lab.faults.inject(MYSELF, { kind: 'server-error', status: 503 }, { times: 3 });

    const release = await aRelease(app, fixture, { waitMs: 5_000 });
    expect(statesOf(release)).toEqual({ WEB: 'PENDING' });
    expect(release.tickets[0].error).toMatchObject({ failure: 'UNAVAILABLE', retryable: true });

    await untilStates(app, release.id, 'CREATED');
    expect(lab.calls.count(BULK)).toBe(2);
    expect(lab.calls.count(SEARCH)).toBe(0);
    expect(lab.issues()).toHaveLength(1);
  });

  it('429: nothing at all is asked before Retry-After is over, for releases that come later neither', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'rate-limit', retryAfterSeconds: 2 });
    lab.calls.reset();

    const release = await aRelease(app, fixture, { waitMs: 5_000 });
    expect(release.tickets[0]).toMatchObject({ state: 'PENDING', error: { failure: 'RATE_LIMITED' } });
    await eventually(async () =>
      expect((await readIntegrationRow(app, fixture.integrationId)).paused_until).not.toBeNull(),
    );
    const other = await aRelease(app, fixture, { waitMs: 500 });
    expect(other.tickets[0]).toMatchObject({ state: 'PENDING', error: { message: /pause/ as any } });

    await untilStates(app, release.id, 'CREATED');
    await untilStates(app, other.id, 'CREATED');
    const calls = lab.calls.all;
    const limited = calls.findIndex(({ status }) => status === 429);
    expect(calls[limited + 1]!.at - calls[limited]!.finishedAt!).toBeGreaterThanOrEqual(2_000);
    expect(lab.issues()).toHaveLength(2);
  });

  it('is asked by one probe at a time, though it hangs and every sweep finds it due', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'server-error', status: 423 });
    const hang = lab.faults.inject(MYSELF, { kind: 'hang-before-commit' }, { times: 2 });
    lab.calls.reset();

    const release = await aRelease(app, fixture);
    await eventually(() => expect(hang.hits).toBe(2));
    await untilStates(app, release.id, 'CREATED');

    const [first, second] = lab.calls.of(MYSELF);
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(900);
  });

  it('whose probe succeeds while creations go on being refused is asked more and more seldom', async () => {
    const { lab } = fixture;
    const limit = lab.faults.inject(BULK, { kind: 'rate-limit' }, { times: Infinity });
    const release = await aRelease(app, fixture);
    await eventually(
      async () =>
        expect((await readIntegrationRow(app, fixture.integrationId)).pause_count).toBeGreaterThanOrEqual(4),
      { timeoutMs: 30_000 },
    );
    limit.remove();
    await untilStates(app, release.id, 'CREATED');
  });

  it('is not asked at all while its integration is switched off', async () => {
    const { lab, integrationId } = fixture;
    lab.faults.inject(BULK, { kind: 'server-error', status: 423 });
    const down = lab.faults.inject(MYSELF, { kind: 'server-error', status: 503 }, { times: Infinity });
    const release = await aRelease(app, fixture);
    await eventually(() => expect(down.hits).toBeGreaterThanOrEqual(1));

    await setIntegration(app, integrationId, { isEnabled: false });
    const sweepProbe = await aRelease(app, fixture);
    // A call that runs already may still end; no other begins, though sweeps go on.
    await untilSwept(app, sweepProbe.id, 6);
    const callsBefore = lab.calls.total;
    await untilSwept(app, sweepProbe.id, 4);
    expect(lab.calls.total).toBe(callsBefore);
    expect((await readRelease(app, release.id)).tickets[0].error.message).toMatch(/switched off/);

    down.remove();
    await setIntegration(app, integrationId, { isEnabled: true });
    await untilStates(app, release.id, 'CREATED');
  });

  it('once back, every waiting release gets its tickets, however many there are, without a busy loop', async () => {
    const { lab } = fixture;
    await lab.down();
    const releases = [];
    for (let count = 0; count < 12; count += 1) releases.push(await aRelease(app, fixture));
    for (const { id } of releases) await untilStates(app, id, 'PENDING');
    const jobs = completedJobs(app, 'tickets.process');

    await lab.up();
    for (const { id } of releases) await untilStates(app, id, 'CREATED');
    expect(lab.issues()).toHaveLength(12);
    expect(lab.calls.count(BULK)).toBe(12);
    expect(completedJobs(app, 'tickets.process') - jobs).toBeLessThanOrEqual(12 * 5);
  });

  it('down when an older row is looked up: the ticket waits with that reason', async () => {
    const { lab, integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    const release = await aRelease(app, fixture);
    await sql(
      app,
      `update ticket_operations set created_at = created_at - interval '1 hour',
         confirmed_absent_at = confirmed_absent_at - interval '1 hour' where owner_id = $1`,
      [release.id],
    );
    const failing = lab.faults.inject('*', { kind: 'server-error', status: 500 }, { times: Infinity });
    lab.faults.inject(MYSELF, { kind: 'server-error', status: 500 }, { times: Infinity });
    failing.remove();
    const search = lab.faults.inject(SEARCH, { kind: 'server-error', status: 500 }, { times: Infinity });
    await sql(app, 'update project_management_integrations set is_enabled = true where id = $1', [
      integrationId,
    ]);

    await eventually(async () => {
      const { state, error } = (await readRelease(app, release.id)).tickets[0];
      expect({ state, failure: error?.failure }).toEqual({ state: 'PENDING', failure: 'UNAVAILABLE' });
    });
    search.remove();
    lab.faults.clear();
    await untilStates(app, release.id, 'CREATED');
    expect(lab.calls.count(BULK_READ)).toBeGreaterThan(0);
  });
});

describe('a tracker about which nothing was wrong', () => {
  it('may be verified again and again: lookups of uncertain tickets keep their time', async () => {
    const spaced = { lookupSpacingMs: 60_000, strongProofAfterMs: 60_000, weakProofAfterMs: 60_000 };
    const app = await startApp({ ...QUICK, timings: { ...QUICK.timings, ...spaced } });
    const fixture = await aJiraFixture(app);
    try {
      fixture.lab.faults.inject(BULK, { kind: 'drop-before-commit' });
      const release = await aRelease(app, fixture);
      await eventually(async () =>
        expect(
          await sql(app, 'select from ticket_operations where owner_id = $1 and misses = 1', [release.id]),
        ).toHaveLength(1),
      );
      const verify = 'mutation ($id: ID!) { verifyIntegration(id: $id) { verificationStatus } }';
      await app.run(verify, { id: fixture.integrationId });
      await setIntegration(app, fixture.integrationId, { name: 'Renamed' });

      const due = 'select due_at > now() as is_later from ticket_operations where owner_id = $1';
      expect(await sql(app, due, [release.id])).toEqual([{ is_later: true }]);
    } finally {
      await fixture.lab.stop();
      await app.close();
    }
  });
});

import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJiraGround, type JiraGround } from '../support/jira-project.js';
import {
  aRelease,
  BULK,
  BULK_READ,
  integrationNow,
  jobsDone,
  MYSELF,
  QUICK,
  releaseNow,
  SEARCH,
  setIntegration,
  sql,
  statesOf,
  untilSwept,
  untilStates,
} from '../support/release-tickets.js';

describe('a tracker that is down or limits us', () => {
  let app: TestApp;
  let ground: JiraGround;

  beforeAll(async () => {
    app = await startApp(QUICK);
  });

  beforeEach(async () => {
    ground = await aJiraGround(app);
  });

  afterEach(async () => {
    await setIntegration(app, ground.integrationId, { isEnabled: false });
    await ground.lab.stop();
  });

  afterAll(() => app?.close());

  it('down: the release is there in time, its tickets wait with the reason, and appear by themselves', async () => {
    const { lab } = ground;
    await lab.down();

    const begun = Date.now();
    const release = await aRelease(app, ground, { platforms: ['WEB', 'IOS', 'ANDROID'], waitMs: 2_000 });
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
    const { lab } = ground;
    lab.faults.inject(BULK, { kind: 'server-error', status });
    lab.faults.inject(MYSELF, { kind: 'server-error', status: 503 }, { times: 3 });

    const release = await aRelease(app, ground, { waitMs: 5_000 });
    expect(statesOf(release)).toEqual({ WEB: 'PENDING' });
    expect(release.tickets[0].error).toMatchObject({ failure: 'UNAVAILABLE', retryable: true });

    await untilStates(app, release.id, 'CREATED');
    expect(lab.calls.count(BULK)).toBe(2);
    expect(lab.calls.count(SEARCH)).toBe(0);
    expect(lab.issues()).toHaveLength(1);
  });

  it('429: nothing at all is asked before Retry-After is over, for releases that come later neither', async () => {
    const { lab } = ground;
    lab.faults.inject(BULK, { kind: 'rate-limit', retryAfterSeconds: 2 });
    lab.calls.reset();

    const release = await aRelease(app, ground, { waitMs: 5_000 });
    expect(release.tickets[0]).toMatchObject({ state: 'PENDING', error: { failure: 'RATE_LIMITED' } });
    await eventually(async () =>
      expect((await integrationNow(app, ground.integrationId)).blocked_until).not.toBeNull(),
    );
    const other = await aRelease(app, ground, { waitMs: 500 });
    expect(other.tickets[0]).toMatchObject({ state: 'PENDING', error: { message: /pause/ as any } });

    await untilStates(app, release.id, 'CREATED');
    await untilStates(app, other.id, 'CREATED');
    const calls = lab.calls.all;
    const limited = calls.findIndex(({ status }) => status === 429);
    expect(calls[limited + 1]!.at - calls[limited]!.finishedAt!).toBeGreaterThanOrEqual(2_000);
    expect(lab.issues()).toHaveLength(2);
  });

  it('is asked by one probe at a time, though it hangs and every sweep finds it due', async () => {
    const { lab } = ground;
    lab.faults.inject(BULK, { kind: 'server-error', status: 423 });
    const hang = lab.faults.inject(MYSELF, { kind: 'hang-before-commit' }, { times: 2 });
    lab.calls.reset();

    const release = await aRelease(app, ground);
    await eventually(() => expect(hang.hits).toBe(2));
    await untilStates(app, release.id, 'CREATED');

    const [first, second] = lab.calls.of(MYSELF);
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(900);
  });

  it('whose probe succeeds while creations go on being refused is asked more and more seldom', async () => {
    const { lab } = ground;
    const limit = lab.faults.inject(BULK, { kind: 'rate-limit' }, { times: Infinity });
    const release = await aRelease(app, ground);
    await eventually(
      async () =>
        expect((await integrationNow(app, ground.integrationId)).blocked_count).toBeGreaterThanOrEqual(4),
      { timeoutMs: 30_000 },
    );
    limit.remove();
    await untilStates(app, release.id, 'CREATED');
  });

  it('is not asked at all while its integration is switched off', async () => {
    const { lab, integrationId } = ground;
    lab.faults.inject(BULK, { kind: 'server-error', status: 423 });
    const down = lab.faults.inject(MYSELF, { kind: 'server-error', status: 503 }, { times: Infinity });
    const release = await aRelease(app, ground);
    await eventually(() => expect(down.hits).toBeGreaterThanOrEqual(1));

    await setIntegration(app, integrationId, { isEnabled: false });
    const prey = await aRelease(app, ground);
    // One that runs already may still end; no other begins, though sweeps go on looking.
    await untilSwept(app, prey.id, 6);
    const settled = lab.calls.total;
    await untilSwept(app, prey.id, 4);
    expect(lab.calls.total).toBe(settled);
    expect((await releaseNow(app, release.id)).tickets[0].error.message).toMatch(/switched off/);

    down.remove();
    await setIntegration(app, integrationId, { isEnabled: true });
    await untilStates(app, release.id, 'CREATED');
  });

  it('once back, every waiting release gets its tickets, however many there are, without a busy loop', async () => {
    const { lab } = ground;
    await lab.down();
    const releases = [];
    for (let count = 0; count < 12; count += 1) releases.push(await aRelease(app, ground));
    for (const { id } of releases) await untilStates(app, id, 'PENDING');
    const jobs = jobsDone(app, 'tickets.process');

    await lab.up();
    for (const { id } of releases) await untilStates(app, id, 'CREATED');
    expect(lab.issues()).toHaveLength(12);
    expect(lab.calls.count(BULK)).toBe(12);
    expect(jobsDone(app, 'tickets.process') - jobs).toBeLessThanOrEqual(12 * 5);
  });

  it('down when an older row is looked for: the ticket waits with that reason', async () => {
    const { lab, integrationId } = ground;
    await setIntegration(app, integrationId, { isEnabled: false });
    const release = await aRelease(app, ground);
    await sql(
      app,
      `update ticket_operations set created_at = created_at - interval '1 hour',
         absent_at = absent_at - interval '1 hour' where owner_id = $1`,
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
      const { state, error } = (await releaseNow(app, release.id)).tickets[0];
      expect({ state, failure: error?.failure }).toEqual({ state: 'PENDING', failure: 'UNAVAILABLE' });
    });
    search.remove();
    lab.faults.clear();
    await untilStates(app, release.id, 'CREATED');
    expect(lab.calls.count(BULK_READ)).toBeGreaterThan(0);
  });
});

describe('a tracker about which nothing was wrong', () => {
  it('may be verified again and again: looks for uncertain tickets keep their time', async () => {
    const spaced = { lookSpacingMs: 60_000, strongProofAfterMs: 60_000, weakProofAfterMs: 60_000 };
    const app = await startApp({ ...QUICK, timings: { ...QUICK.timings, ...spaced } });
    const ground = await aJiraGround(app);
    try {
      ground.lab.faults.inject(BULK, { kind: 'drop-before-commit' });
      const release = await aRelease(app, ground);
      await eventually(async () =>
        expect(
          await sql(app, 'select from ticket_operations where owner_id = $1 and misses = 1', [release.id]),
        ).toHaveLength(1),
      );
      const verify = 'mutation ($id: ID!) { verifyIntegration(id: $id) { verificationStatus } }';
      await app.run(verify, { id: ground.integrationId });
      await setIntegration(app, ground.integrationId, { name: 'Renamed' });

      const due = 'select due_at > now() as is_later from ticket_operations where owner_id = $1';
      expect(await sql(app, due, [release.id])).toEqual([{ is_later: true }]);
    } finally {
      await ground.lab.stop();
      await app.close();
    }
  });
});

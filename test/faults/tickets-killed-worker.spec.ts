import { jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { holdResponse } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import {
  RECORDING_AS_SENT,
  untilLockIsAwaited,
  whileRowIsLocked,
  whileUpdatesAreBlocked,
} from '../support/locks.js';
import { killProducts, type ProductProcess } from '../support/product-process.js';
import {
  aRelease,
  BULK,
  operationsOf,
  QUICK,
  SEARCH,
  sql,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { killWorker, startWorker } from '../support/worker-process.js';

// Processes of their own take their time to start on a busy machine.
jest.setTimeout(90_000);

const ALL = ['WEB', 'ANDROID', 'IOS'] as const;

/** The API in this process, without a worker; workers in processes of their own, that can be killed. */
/** At which claims of one project queue up. */
const CLAIMS_OF = `select pg_advisory_xact_lock(hashtextextended('tickets:' || $1::text, 0))`;

describe('a worker that is killed', () => {
  const encryptionKeys = `1:${randomBytes(32).toString('base64')}`;
  let database: TestDatabase;
  let app: TestApp;
  let fixture: JiraFixture;
  let worker: ProductProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startApp({
      ...QUICK,
      env: { ...QUICK.env, ROLE: 'api' },
      // Only a notification of the other process wakes the waiter here.
      timings: { ...QUICK.timings, waiterRecheckMs: 60_000 },
      database,
      encryptionKeys,
    });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
    worker = await startWorker({ databaseUrl: database.url, encryptionKeys });
  });

  afterEach(async () => {
    await killProducts();
    await fixture.lab.stop();
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  /** Another worker claims what the killed one left. */
  async function replaceWorker(): Promise<void> {
    await killWorker(worker);
    worker = await startWorker({ databaseUrl: database.url, encryptionKeys });
  }

  async function expectOneOfEach(releaseId: string): Promise<void> {
    const { tickets } = await untilStates(app, releaseId, 'CREATED', 25_000);
    const made = fixture.lab.issues().map(({ key }) => key);
    expect(made).toHaveLength(ALL.length);
    expect(tickets.map(({ key }: any) => key).sort()).toEqual([...made].sort());
  }

  it('without a kill: a release waits for tickets that another process makes, and is notified', async () => {
    const release = await aRelease(app, fixture, { platforms: ALL, waitMs: 20_000 });

    expect(statesOf(release)).toEqual({ WEB: 'CREATED', PLAY_STORE: 'CREATED', APP_STORE: 'CREATED' });
    expect(fixture.lab.calls.count(BULK)).toBe(1);
  });

  it('before it claimed anything: one ticket each', async () => {
    const release = await whileRowIsLocked(app, CLAIMS_OF, fixture.projectId, async () => {
      const made = await aRelease(app, fixture, { platforms: ALL });
      await untilLockIsAwaited(app);
      await killWorker(worker);
      return made;
    });
    await replaceWorker();
    await expectOneOfEach(release.id);
  });

  it('before it claimed anything, while another lives: that one goes on within seconds', async () => {
    await startWorker({ databaseUrl: database.url, encryptionKeys });
    let killedAt = 0;
    const release = await whileRowIsLocked(app, CLAIMS_OF, fixture.projectId, async () => {
      const made = await aRelease(app, fixture, { platforms: ALL });
      await untilLockIsAwaited(app);
      await killWorker(worker);
      killedAt = Date.now();
      return made;
    });
    await expectOneOfEach(release.id);
    expect(fixture.lab.calls.count(BULK)).toBe(1);
    expect(fixture.lab.calls.of(BULK)[0]!.at - killedAt).toBeLessThan(10_000);
  });

  it('between the claim and the call: one ticket each', async () => {
    const { lab } = fixture;
    // A row that is not fresh is looked up first; that lookup never ends.
    await killWorker(worker);
    const release = await aRelease(app, fixture, { platforms: ALL });
    await sql(
      app,
      `update ticket_operations set confirmed_absent_at = now() - interval '1 hour' where owner_id = $1`,
      [release.id],
    );
    const hang = lab.faults.inject(SEARCH, { kind: 'hang-before-commit' });
    worker = await startWorker({ databaseUrl: database.url, encryptionKeys });
    await eventually(() => expect(hang.hits).toBe(1));
    expect((await operationsOf(app, release.id)).map(({ state }) => state)).toEqual(
      Array(3).fill('CREATING'),
    );

    await replaceWorker();
    await expectOneOfEach(release.id);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('after they were marked as sent, before the call: one ticket each', async () => {
    const { lab } = fixture;
    const release = await whileUpdatesAreBlocked(app, RECORDING_AS_SENT, async () => {
      const made = await aRelease(app, fixture, { platforms: ALL });
      await untilLockIsAwaited(app);
      await killWorker(worker);
      return made;
    });
    await eventually(async () =>
      expect((await operationsOf(app, release.id))[0].first_sent_at).not.toBeNull(),
    );
    expect(lab.calls.count(BULK)).toBe(0);

    await replaceWorker();
    await expectOneOfEach(release.id);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('during the call, before it took effect: one ticket each', async () => {
    const hang = fixture.lab.faults.inject(BULK, { kind: 'hang-before-commit' });
    const release = await aRelease(app, fixture, { platforms: ALL });
    await eventually(() => expect(hang.hits).toBe(1));

    await replaceWorker();
    await expectOneOfEach(release.id);
  });

  it('during the call, half of it done: one ticket each', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'drop-mid-commit', elements: 1 });
    lab.faults.inject(BULK, { kind: 'latency', ms: 300, when: 'after-commit' });
    const release = await aRelease(app, fixture, { platforms: ALL });
    await eventually(() => expect(lab.issues()).toHaveLength(1));

    await replaceWorker();
    await expectOneOfEach(release.id);
  });

  it('after the tracker had made them, before it answered: one ticket each', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'hang-after-commit' });
    const release = await aRelease(app, fixture, { platforms: ALL });
    await eventually(() => expect(lab.issues()).toHaveLength(3));

    await replaceWorker();
    await expectOneOfEach(release.id);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('after the answer has arrived, before it was saved: one ticket each', async () => {
    const { lab } = fixture;
    const answer = holdResponse(lab, BULK);
    const release = await aRelease(app, fixture, { platforms: ALL });
    await answer.received;
    await eventually(() => expect(lab.issues()).toHaveLength(3));
    await whileRowIsLocked(
      app,
      'select from ticket_operations where owner_id = $1 for update',
      release.id,
      async () => {
        answer.send();
        await untilLockIsAwaited(app);
        await killWorker(worker);
      },
    );

    await replaceWorker();
    await expectOneOfEach(release.id);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('stopped by SIGTERM during the call: it saves the answer before it ends', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'latency', ms: 400 });
    const release = await aRelease(app, fixture, { platforms: ALL });
    await eventually(() => expect(lab.calls.count(BULK)).toBe(1));
    worker.kill('SIGTERM');

    expect(await worker.exit()).toBe(0);
    await expectOneOfEach(release.id);
  });
});

import { jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { RECORDING_AS_SENT, untilLockIsAwaited, whileUpdatesAreBlocked } from '../support/locks.js';
import { killProducts, type ProductProcess } from '../support/product-process.js';
import { actionsOf, aRelease, BULK, QUICK, SEARCH, sql, untilStates } from '../support/release-tickets.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { killWorker, startWorker } from '../support/worker-process.js';

// Processes of their own take their time to start on a busy machine.
jest.setTimeout(180_000);

/** The server ends a frozen process's transaction after 30 s (idle in transaction). */
const TAKEN_OVER_WITHIN_MS = 60_000;

const ALL = ['WEB', 'ANDROID', 'IOS'] as const;

/** Stopped by SIGSTOP for longer than its lease, while another makes its tickets, and then continued. */
describe('a worker that is frozen', () => {
  const encryptionKeys = `1:${randomBytes(32).toString('base64')}`;
  let database: TestDatabase;
  let app: TestApp;
  let fixture: JiraFixture;
  let frozenWorker: ProductProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startApp({ ...QUICK, env: { ...QUICK.env, ROLE: 'api' }, database, encryptionKeys });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
    frozenWorker = await startWorker({ databaseUrl: database.url, encryptionKeys });
  });

  afterEach(async () => {
    await killProducts();
    await fixture.lab.stop();
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  async function expectOneOfEach(releaseId: string): Promise<void> {
    const { tickets } = await untilStates(app, releaseId, 'CREATED', TAKEN_OVER_WITHIN_MS);
    const made = fixture.lab.issues().map(({ key }) => key);
    expect(made).toHaveLength(ALL.length);
    expect(tickets.map(({ key }: any) => key).sort()).toEqual([...made].sort());
  }

  /** Another worker takes over and stops; then the frozen one continues, and works on something new. */
  async function takeOverAndWake(releaseId: string, callsOfOther: number): Promise<void> {
    const { lab } = fixture;
    const other = await startWorker({ databaseUrl: database.url, encryptionKeys });
    await expectOneOfEach(releaseId);
    expect(lab.calls.count(BULK)).toBe(callsOfOther);
    await killWorker(other);

    frozenWorker.kill('SIGCONT');
    const next = await aRelease(app, fixture);
    await untilStates(app, next.id, 'CREATED', 25_000);
    expect(lab.calls.count(BULK)).toBe(callsOfOther + 1);
    expect(lab.issues()).toHaveLength(ALL.length + 1);
    expect(await actionsOf(app, releaseId)).not.toContain('ticket.duplicate_found');
  }

  it('during the lookup before a creation sends nothing when it continues', async () => {
    const { lab } = fixture;
    await killWorker(frozenWorker);
    const release = await aRelease(app, fixture, { platforms: ALL });
    await sql(
      app,
      `update ticket_operations set confirmed_absent_at = now() - interval '1 hour' where owner_id = $1`,
      [release.id],
    );
    lab.faults.inject(SEARCH, { kind: 'latency', ms: 300 });
    frozenWorker = await startWorker({ databaseUrl: database.url, encryptionKeys });
    await eventually(() => expect(lab.calls.count(SEARCH)).toBe(1));
    frozenWorker.kill('SIGSTOP');

    await takeOverAndWake(release.id, 1);
  });

  it('after its tickets were marked as sent, before the call, sends nothing when it continues', async () => {
    const release = await whileUpdatesAreBlocked(app, RECORDING_AS_SENT, async () => {
      const made = await aRelease(app, fixture, { platforms: ALL });
      await untilLockIsAwaited(app);
      frozenWorker.kill('SIGSTOP');
      return made;
    });

    await takeOverAndWake(release.id, 1);
  });

  it('during the call finds when it continues that another worker has found its ticket', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'latency', ms: 500, when: 'after-commit' });
    const release = await aRelease(app, fixture, { platforms: ALL });
    await eventually(() => expect(lab.issues()).toHaveLength(ALL.length));
    frozenWorker.kill('SIGSTOP');

    await takeOverAndWake(release.id, 1);
    expect((await actionsOf(app, release.id)).filter((action) => action === 'ticket.created')).toHaveLength(
      3,
    );
  });
});

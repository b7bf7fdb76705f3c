import { Client } from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { LONG_PROVIDER_TIMEOUT } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { aRelease, BULK, QUICK, setIntegration, sql, statesOf } from '../support/release-tickets.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const LISTENERS = `from pg_stat_activity where datname = current_database() and application_name = 'delivr changes'`;

/** An API that listens over a network of its own, and a worker beside it that makes the tickets. */
describe('who waits for tickets', () => {
  let database: TestDatabase;
  let network: TcpProxy;
  let app: TestApp;
  let worker: TestApp;
  let fixture: JiraFixture;

  /** `recheckMs`: how soon a waiter looks by itself; long where only what it hears may wake it. */
  async function start(
    recheckMs: number,
    env: Record<string, string> = LONG_PROVIDER_TIMEOUT,
    isSilentAtFirst = false,
  ): Promise<void> {
    database = await createTestDatabase();
    network = await TcpProxy.start(database.url);
    if (isSilentAtFirst) network.silence();
    const timings = { ...QUICK.timings, waiterRecheckMs: recheckMs, listenPingMs: 500 };
    const directUrl = network.url;
    app = await startApp({ env: { ...env, ROLE: 'api' }, timings, database, directUrl });
    const { encryptionKeys, bootstrapToken } = app;
    worker = await startApp({
      env: { ...env, ROLE: 'worker' },
      timings: QUICK.timings!,
      ...{ database, encryptionKeys, bootstrapToken },
    });
    fixture = await aJiraFixture(app);
  }

  afterEach(async () => {
    await worker.close();
    await app.close();
    await network.stop();
    await database.drop();
    await fixture.lab.stop();
  });

  /** One that is being waited for when `meanwhile` begins, and whose ticket is there when that ends. */
  async function waitThrough(meanwhile: () => Promise<unknown> | void): Promise<any> {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'latency', ms: 700, when: 'after-commit' });
    const waiting = aRelease(app, fixture, { waitMs: 25_000 });
    await eventually(() => expect(lab.issues()).toHaveLength(1));
    await meanwhile();
    await eventually(async () =>
      expect(await sql(app, `select from ticket_operations where state = 'CREATED'`)).toHaveLength(1),
    );
    return waiting;
  }

  it('hears of them though the connection that listens was ended in the middle', async () => {
    await start(600_000);
    const release = waitThrough(() => sql(app, `select pg_terminate_backend(pid) ${LISTENERS}`));

    expect(statesOf(await release)).toEqual({ WEB: 'CREATED' });
    await eventually(async () => expect(await sql(app, `select ${LISTENERS}`)).toHaveLength(2));
    // The new one hears as the old one did.
    expect(statesOf(await aRelease(app, fixture, { waitMs: 25_000 }))).toEqual({ WEB: 'CREATED' });
  });

  it('looks again when it listens again: what happened in between is not missed', async () => {
    await start(600_000);
    let answered = false;
    const release = waitThrough(() => {
      network.silence();
      network.cut();
    });
    void release.then(() => (answered = true));
    await eventually(async () =>
      expect(await sql(app, `select from ticket_operations where state = 'CREATED'`)).toHaveLength(1),
    );
    expect(answered).toBe(false);

    network.recover();
    expect(statesOf(await release)).toEqual({ WEB: 'CREATED' });
  });

  it('finds out by itself that the connection that listens has died without a word', async () => {
    await start(600_000);
    const release = await waitThrough(() => {
      network.silence();
      // Only for connections to come: the one that listens stays as it is.
      network.recover();
    });

    expect(statesOf(release)).toEqual({ WEB: 'CREATED' });
    expect(statesOf(await aRelease(app, fixture, { waitMs: 25_000 }))).toEqual({ WEB: 'CREATED' });
  });

  it('starts though it cannot listen yet, and hears once it can', async () => {
    await start(600_000, LONG_PROVIDER_TIMEOUT, true);
    network.recover();
    await eventually(async () => expect(await sql(app, `select ${LISTENERS}`)).toHaveLength(2));

    expect(statesOf(await aRelease(app, fixture, { waitMs: 25_000 }))).toEqual({ WEB: 'CREATED' });
  });

  it('needs no events at all: it looks again by itself', async () => {
    await start(100);
    network.silence();

    expect(statesOf(await aRelease(app, fixture, { waitMs: 25_000 }))).toEqual({ WEB: 'CREATED' });
  });

  it('holds no connection to the database: many wait over two, and others are answered meanwhile', async () => {
    await start(500, { DATABASE_POOL_SIZE: '2', ...LONG_PROVIDER_TIMEOUT });
    const { lab, integrationId } = fixture;
    // As many as one integration may have at once: nothing of it is answered before.
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    const slow = lab.faults.inject(BULK, { kind: 'hold', until }, { times: 4 });
    const answered: string[] = [];
    const waiting = Array.from({ length: 12 }, async () => {
      const release = await aRelease(app, fixture, { waitMs: 25_000 });
      answered.push('who waits');
      return release;
    });
    await eventually(() => expect(slow.hits).toBeGreaterThanOrEqual(1));
    await setIntegration(app, integrationId, { name: 'Renamed meanwhile' });
    answered.push('somebody else');
    letGo();

    for (const release of await Promise.all(waiting)) expect(statesOf(release)).toEqual({ WEB: 'CREATED' });
    expect(answered[0]).toBe('somebody else');
    expect(lab.issues()).toHaveLength(12);
  });

  it('is told ids and nothing else', async () => {
    await start(500);
    const heard: string[] = [];
    const listener = new Client({ connectionString: database.url });
    await listener.connect();
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await listener.query('listen delivr_changes');

    const release = await aRelease(app, fixture, { version: '9.9.9', waitMs: 25_000 });
    await eventually(() => expect(heard).toContain(`tickets:${release.id}`));
    expect([...new Set(heard)]).toEqual([`tickets:${release.id}`]);
    await listener.end();
  });
});

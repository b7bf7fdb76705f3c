import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { migrate } from '../../src/shared/persistence/migrate.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/shared/persistence/embedded/index.js';
import { type ApiClient, startApp, type TestApp } from '../support/app.js';
import { pidInFile } from '../support/embedded-postgres-processes.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { whileRowIsLocked } from '../support/locks.js';
import { productClient } from '../support/product-client.js';
import { killProducts, startProduct, untilOutput } from '../support/product-process.js';
import { CREATE_RELEASE } from '../support/releases.documents.js';
import { aRelease, BULK, QUICK, sql, statesOf, untilStates } from '../support/release-tickets.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { makeTestFolder, removeTestFolder } from '../support/test-folder.js';

const ALL = ['WEB', 'ANDROID', 'IOS'] as const;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Asks until it is answered, with one idempotency key, as a careful front end does. @returns the release's id. */
async function createWithPatience(app: ApiClient, fixture: JiraFixture, version: string): Promise<string> {
  const { projectId, integrationId } = fixture;
  const jiraConfig = { enabled: true, integrationId, projectKey: 'SHOP' };
  const input = { projectId, version, platforms: ALL, jiraConfig, idempotencyKey: randomUUID() };
  return eventually(
    async () =>
      (await app.run(CREATE_RELEASE, { input: { ...input, waitForTicketsMs: 0 } })).createRelease.id,
    { timeoutMs: 30_000, everyMs: 200 },
  );
}

async function expectOneOfEach(app: ApiClient, fixture: JiraFixture, releaseIds: readonly string[]) {
  const keys: string[] = [];
  for (const id of releaseIds) {
    const { tickets } = await untilStates(app, id, 'CREATED', 30_000);
    keys.push(...tickets.map(({ key }: any) => key));
  }
  const byNumber = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });
  expect(keys.sort(byNumber)).toEqual(fixture.lab.issues().map(({ key }) => key));
  expect(keys).toHaveLength(releaseIds.length * ALL.length);
}

// graphile-worker says aloud what it lost.
beforeAll(() => {
  for (const method of ['error', 'trace'] as const)
    jest.spyOn(console, method).mockImplementation(() => undefined);
});
afterAll(() => void jest.restoreAllMocks());

describe('a database that is restarted in the middle', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    folder = await makeTestFolder();
    server = await startEmbeddedPostgres({ dataDir: folder, logger: silent, isDurable: false });
    const url = server.connectionUrl;
    await migrate(url);
    const database = { url, drop: async () => undefined };
    app = await startApp({ ...QUICK, database });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());

  afterAll(async () => {
    await app?.close();
    await server?.stop();
    await removeTestFolder(folder);
  });

  it.each([
    ['killed', 'SIGKILL'],
    ['stopped at once', 'SIGINT'],
  ] as const)(
    '%s: releases are created and their tickets made, one of each, and delivr goes on',
    async (_, signal) => {
      const { lab } = fixture;
      lab.faults.inject(BULK, { kind: 'latency', ms: 300, when: 'after-commit' }, { times: 3 });
      const creating = Array.from({ length: 8 }, (_each, number) =>
        createWithPatience(app, fixture, `${number}.0.0`),
      );
      await eventually(() => expect(lab.issues().length).toBeGreaterThanOrEqual(3));
      const back = new Promise<void>((resolve) => server.onRestart(resolve));
      process.kill(server.pid, signal);
      await back;

      await expectOneOfEach(app, fixture, await Promise.all(creating));
      expect(statesOf(await aRelease(app, fixture, { waitMs: 20_000 }))).toEqual({ WEB: 'CREATED' });
    },
    60_000,
  );
});

describe('the embedded database', () => {
  afterEach(killProducts);

  it('killed under a delivr that is making tickets: it goes on with the same process, one of each', async () => {
    const folder = await makeTestFolder();
    const port = await freePort();
    const token = 'bootstrap-token-for-the-lost-database';
    const product = await startProduct({
      ...QUICK.env,
      ...{ DATA_DIR: folder, PORT: String(port), BOOTSTRAP_TOKEN: token },
      PROVIDER_ALLOWED_HOSTS: '127.0.0.0/8',
      TIMINGS: JSON.stringify({ sweepEveryMs: 300, pauseMaxMs: 400, lookupSpacingMs: 100, ...QUICK.timings }),
    });
    await untilOutput(product, 'delivr is running');
    const app = productClient(port, token);
    const fixture = await aJiraFixture(app);
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'latency', ms: 400, when: 'after-commit' }, { times: 4 });
    const creating = Array.from({ length: 6 }, (_, number) =>
      createWithPatience(app, fixture, `${number}.0.0`),
    );
    await eventually(() => expect(lab.issues().length).toBeGreaterThanOrEqual(3));
    process.kill(await pidInFile(folder), 'SIGKILL');

    await expectOneOfEach(app, fixture, await Promise.all(creating));
    expect(product.child.exitCode).toBeNull();
    product.kill('SIGTERM');
    expect(await product.exit()).toBe(0);
    await lab.stop();
    await removeTestFolder(folder);
  }, 90_000);
});

describe('a database that has no connections left', () => {
  let database: TestDatabase;
  let app: TestApp;
  let fixture: JiraFixture;

  beforeEach(async () => {
    database = await createTestDatabase();
    app = await startApp({ ...QUICK, env: { ...QUICK.env, DATABASE_POOL_SIZE: '2' }, database });
    fixture = await aJiraFixture(app);
  });

  afterEach(async () => {
    await app.close();
    await database.drop();
    await fixture.lab.stop();
  });

  it('in its own pool: whoever comes waits, and gets one of each', async () => {
    const { integrationId } = fixture;
    const creating = await whileRowIsLocked(
      app,
      'select from project_management_integrations where id = $1 for update',
      integrationId,
      async () => {
        const all = Array.from({ length: 12 }, (_, number) =>
          createWithPatience(app, fixture, `${number}.0.0`),
        );
        await eventually(async () => {
          const [{ waiting }] = await sql(
            app,
            `select count(*)::int as waiting from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'`,
          );
          expect(waiting).toBe(2);
        });
        return { all };
      },
    );
    await expectOneOfEach(app, fixture, await Promise.all(creating.all));
  });

  it('at the server: what was refused comes again, and gets one of each', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'latency', ms: 300, when: 'after-commit' }, { times: 2 });
    const creating = Array.from({ length: 4 }, (_, number) =>
      createWithPatience(app, fixture, `${number}.0.0`),
    );
    await eventually(() => expect(lab.issues().length).toBeGreaterThanOrEqual(3));
    const name = new URL(database.url).pathname.slice(1);
    await sql(app, `alter database ${name} connection limit 0`);
    await sql(
      { databaseUrl: process.env['DELIVR_TEST_DATABASE_URL']! },
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = $1 and backend_type = 'client backend'`,
      [name],
    );
    await eventually(async () => expect((await app.graphql('{ viewer { id } }')).errors).toBeDefined());
    await sql(
      { databaseUrl: process.env['DELIVR_TEST_DATABASE_URL']! },
      `alter database ${name} connection limit -1`,
    );

    await expectOneOfEach(app, fixture, await Promise.all(creating));
  });
});

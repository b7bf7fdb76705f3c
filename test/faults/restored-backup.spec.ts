import { jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { startApp, type TestApp, type TestAppOptions } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { killProducts } from '../support/product-process.js';
import { aRelease, BULK, QUICK, SEARCH, untilStates } from '../support/release-tickets.js';
import { type CopyableDatabase, createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { killWorker, startWorker } from '../support/worker-process.js';

// Processes of their own take their time to start on a busy machine.
jest.setTimeout(90_000);

const ALL = ['WEB', 'ANDROID', 'IOS'] as const;

/** Copies of a whole database, made before its tickets were, on which delivr goes on afterwards. */
describe('a backup from before the creation', () => {
  const encryptionKeys = `1:${randomBytes(32).toString('base64')}`;
  const bootstrapToken = `bootstrap-${randomBytes(24).toString('hex')}`;
  let database: CopyableDatabase;
  let backup: TestDatabase | undefined;
  let fixture: JiraFixture;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await killProducts();
    await backup?.drop();
    await database.drop();
    await fixture.lab.stop();
  });

  /** After a moment a row is too old to be made without a lookup, as it is after a minute by default. */
  const options = (role: string, on: TestDatabase = database): TestAppOptions => ({
    env: { ...QUICK.env, ROLE: role },
    timings: { ...QUICK.timings, freshForMs: 50 },
    ...{ database: on, encryptionKeys, bootstrapToken },
  });

  async function using<T>(given: TestAppOptions, work: (app: TestApp) => Promise<T>): Promise<T> {
    const app = await startApp(given);
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  }

  const aPlannedRelease = async (app: TestApp, labOptions = {}) => {
    fixture = await aJiraFixture(app, labOptions);
    return aRelease(app, fixture, { platforms: ALL });
  };

  const keysOf = (release: any): string[] => release.tickets.map(({ key }: any) => key).sort();

  /** @returns the tickets' keys. */
  const untilMade = (id: string, on: TestDatabase) =>
    using(options('all', on), async (app) => keysOf(await untilStates(app, id, 'CREATED', 25_000)));

  it.each([0, 600_000])(
    'is made only after a lookup, and nothing is made twice (index lag %i ms)',
    async (indexLagMs) => {
      const { id } = await using(options('api'), (app) => aPlannedRelease(app, { indexLagMs }));
      backup = await database.copy();
      const made = await untilMade(id, database);
      const { lab } = fixture;
      lab.calls.reset();

      expect(await untilMade(id, backup)).toEqual(made);
      expect(lab.calls.of(SEARCH).length).toBeGreaterThan(0);
      expect(lab.calls.count(BULK)).toBe(0);
      expect(lab.issues()).toHaveLength(3);
    },
  );

  it('from the middle of the call ends the lease of a process that is gone, and finds what it made', async () => {
    const id = await using(options('api'), async (app) => {
      const release = await aPlannedRelease(app);
      fixture.lab.faults.inject(BULK, { kind: 'hang-after-commit' });
      const worker = await startWorker({ databaseUrl: database.url, encryptionKeys });
      await eventually(() => expect(fixture.lab.issues()).toHaveLength(3));
      await killWorker(worker);
      return release.id;
    });
    backup = await database.copy();
    const made = await untilMade(id, database);

    expect(await untilMade(id, backup)).toEqual(made);
    expect(fixture.lab.calls.count(BULK)).toBe(1);
    expect(fixture.lab.issues()).toHaveLength(3);
  });
});

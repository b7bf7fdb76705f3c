import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { QUICK_WITH_LONG_CALLS } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { aRelease, SEARCH, setIntegration, sql, untilStates } from '../support/release-tickets.js';

const FRESH_MS = 50;

describe('a ticket that waits for longer than a minute (here: 50 ms), never sent', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp({
      ...QUICK_WITH_LONG_CALLS,
      timings: { ...QUICK_WITH_LONG_CALLS.timings, freshForMs: FRESH_MS, sweepEveryMs: 1_000 },
    });
  });
  beforeEach(async () => {
    fixture = await aJiraFixture(app);
    await setIntegration(app, fixture.integrationId, { isEnabled: false });
  });
  afterEach(() => fixture.lab.stop());
  afterAll(() => app?.close());

  const age = `select from ticket_operations
               where owner_id = $1 and confirmed_absent_at < now() - ${FRESH_MS} * interval '1 millisecond'`;
  async function aWaitingRelease() {
    const release = await aRelease(app, fixture);
    await eventually(async () => expect(await sql(app, age, [release.id])).toHaveLength(1));
    return release;
  }
  /** A worker has recorded the continuity of the database. */
  const untilHeartbeat = () =>
    eventually(async () =>
      expect(
        await sql(
          app,
          `select from database_continuity where since < now() and heartbeat_at > now() - interval '2 s'`,
        ),
      ).toHaveLength(1),
    );

  it('is made without a lookup where workers ran all the time', async () => {
    await untilHeartbeat();
    const release = await aWaitingRelease();
    await setIntegration(app, fixture.integrationId, { isEnabled: true });
    await untilStates(app, release.id, 'CREATED');
    expect(fixture.lab.calls.count(SEARCH)).toBe(0);
  });

  it.each([
    [
      'nobody was there for a while',
      `update database_continuity set heartbeat_at = heartbeat_at - interval '1 hour'`,
    ],
    ['the database crashed, or another took over', 'delete from database_continuity'],
    [
      'the server was started anew, perhaps on a copy of its folder',
      `update database_continuity set server_started_at = server_started_at - interval '1 second'`,
    ],
    ['the database is a copy', 'update database_continuity set database_oid = 1'],
  ])('is looked up once where %s', async (_, accident) => {
    const release = await aWaitingRelease();
    await sql(app, accident);
    await setIntegration(app, fixture.integrationId, { isEnabled: true });
    await untilStates(app, release.id, 'CREATED');
    expect(fixture.lab.calls.count(SEARCH)).toBeGreaterThan(0);
    expect(fixture.lab.issues()).toHaveLength(1);
  });
});

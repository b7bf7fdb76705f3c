import { Client } from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { holdResponse, QUICK_WITH_LONG_CALLS } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { useJiraFixture } from '../support/fixtures/use-jira-fixture.js';
import { CHANGE_STATUS } from '../support/releases.documents.js';
import {
  abandonUnderExpiredLease,
  actionsOf,
  aRelease,
  BULK,
  operationsOf,
  QUICK,
  readRelease,
  setIntegration,
  sql,
  untilStates,
} from '../support/release-tickets.js';

const LIVE_LEASES =
  'select count(distinct lease_owner)::int as live from ticket_operations where integration_id = $1 and lease_until > now()';
const DUE_LATER = 'update ticket_operations set due_at = now() + $2::interval where integration_id = $1';
const WAITING_FOR_LOCKS = `select count(*)::int as waiting from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`;

describe('leases', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp(QUICK);
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  it('one that ran out: the ticket is uncertain, and its release’s activity says so', async () => {
    const { lab, integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    const release = await aRelease(app, fixture);
    await abandonUnderExpiredLease(app, release.id);

    const { tickets } = await untilStates(app, release.id, 'UNCERTAIN');
    expect(tickets[0].error.message).toMatch(/stopped halfway/);
    expect(await actionsOf(app, release.id)).toContain('ticket.uncertain');

    await setIntegration(app, integrationId, { isEnabled: true });
    await untilStates(app, release.id, 'CREATED');
    expect(lab.issues()).toHaveLength(1);
  });

  it('cancelling while workers claim never ends in a deadlock', async () => {
    const releases: any[] = [];
    for (let round = 0; round < 15; round += 1) {
      const platforms = round % 2 ? ['WEB', 'ANDROID', 'IOS'] : ['IOS', 'ANDROID', 'WEB'];
      const release = await aRelease(app, fixture, { platforms });
      releases.push(release);
      await app.run(CHANGE_STATUS, { input: { id: release.id, status: 'CANCELLED' } });
    }
    for (const { id } of releases) {
      await eventually(async () => {
        const states = (await operationsOf(app, id)).map(({ state }) => state);
        expect(states.every((state) => ['CREATED', 'SKIPPED'].includes(state))).toBe(true);
      });
    }
    expect(app.logs.filter((line) => line.includes('deadlock'))).toEqual([]);
    const [{ created }] = await sql(
      app,
      `select count(*)::int as created from ticket_operations where state = 'CREATED' and integration_id = $1`,
      [fixture.integrationId],
    );
    expect(fixture.lab.issues()).toHaveLength(created);
  });
});

describe('leases, while calls have all the time that they need', () => {
  const on = useJiraFixture(QUICK_WITH_LONG_CALLS);

  it('an integration never has more than four, however many claims come at once', async () => {
    const { app, fixture } = on;
    const { lab, integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    const releases: any[] = [];
    for (let count = 0; count < 8; count += 1) releases.push(await aRelease(app, fixture));
    await sql(app, DUE_LATER, [integrationId, '1 hour']);
    await sql(app, 'update project_management_integrations set is_enabled = true where id = $1', [
      integrationId,
    ]);
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    lab.faults.inject(BULK, { kind: 'hold', until }, { times: Infinity });

    await whileLocked(app, integrationId, async () => {
      await sql(app, DUE_LATER, [integrationId, '0']);
      for (const { id } of releases) await wake(app, fixture, id);
      await eventually(async () => {
        const [row] = await sql(app, WAITING_FOR_LOCKS);
        expect(row.waiting).toBeGreaterThanOrEqual(5);
      });
    });

    await eventually(() => expect(lab.calls.count(BULK)).toBe(4));
    const [{ live }] = await sql(app, LIVE_LEASES, [integrationId]);
    expect(live).toBe(4);
    letGo();
    lab.faults.clear();
    for (const { id } of releases) await untilStates(app, id, 'CREATED', 20_000);
    expect(lab.issues()).toHaveLength(8);
  });

  it('a late answer is adopted, though another has claimed the ticket meanwhile and is about to send', async () => {
    const { app, fixture } = on;
    const { lab } = fixture;
    const held = holdResponse(lab, BULK);
    const release = await aRelease(app, fixture);
    await held.received;
    await eventually(() => expect(lab.issues()).toHaveLength(1));
    await sql(app, 'update ticket_operations set lease_owner = gen_random_uuid() where owner_id = $1', [
      release.id,
    ]);
    held.send();

    await untilStates(app, release.id, 'CREATED');
    expect(await actionsOf(app, release.id)).not.toContain('ticket.duplicate_found');
    expect(lab.issues()).toHaveLength(1);
  });

  it('a late answer about a ticket that was made again is reported as its duplicate', async () => {
    const { app, fixture } = on;
    const { lab } = fixture;
    const held = holdResponse(lab, BULK);
    const release = await aRelease(app, fixture);
    await held.received;
    await eventually(() => expect(lab.issues()).toHaveLength(1));
    await sql(
      app,
      `update ticket_operations set state = 'CREATED', remote_id = '99999', key = 'SHOP-99999',
         url = 'https://jira.example.test/browse/SHOP-99999', lease_owner = null, lease_until = null
       where owner_id = $1`,
      [release.id],
    );
    held.send();

    await eventually(async () =>
      expect(await actionsOf(app, release.id)).toContain('ticket.duplicate_found'),
    );
    expect((await readRelease(app, release.id)).webEpicId).toBe('SHOP-99999');
  });

  it('a late answer about a ticket that has become another one is reported, never dropped', async () => {
    const { app, fixture } = on;
    const { lab } = fixture;
    const held = holdResponse(lab, BULK);
    const release = await aRelease(app, fixture);
    await held.received;
    await eventually(() => expect(lab.issues()).toHaveLength(1));
    await sql(
      app,
      `update ticket_operations set state = 'FAILED', operation_id = gen_random_uuid(), lease_owner = null,
         lease_until = null where owner_id = $1`,
      [release.id],
    );
    held.send();

    await eventually(async () =>
      expect(await actionsOf(app, release.id)).toContain('ticket.duplicate_found'),
    );
    expect((await operationsOf(app, release.id))[0].state).toBe('FAILED');
  });
});

/** Holds the integration's row until `work` is done. */
async function whileLocked(
  app: TestApp,
  integrationId: string,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select from project_management_integrations where id = $1 for update', [
      integrationId,
    ]);
    await work(client);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

function wake(app: TestApp, { projectId, integrationId }: JiraFixture, ownerId: string): Promise<object[]> {
  return sql(app, `select graphile_worker.add_job('tickets.process', $1::json)`, [
    JSON.stringify({ projectId, ownerId, integrationId }),
  ]);
}

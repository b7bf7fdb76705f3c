import { randomBytes } from 'node:crypto';
import type { Fault } from '../../lab/index.js';
import {
  MultiTrackerFixture,
  ASANA_LINK_CALL,
  JIRA_LINK_CALL,
  LINEAR_LINK_CALL,
  ticketFor,
} from '../support/fixtures/multi-tracker.fixture.js';
import { eventually } from '../support/eventually.js';
import { killProducts } from '../support/product-process.js';
import { ACTIVITY, LINK, UNLINK } from '../support/releases.documents.js';
import {
  actionsOf,
  readIntegrationRow,
  QUICK,
  readRelease,
  setIntegration,
  sql,
  statesOf,
  untilLinksPlanned,
} from '../support/release-tickets.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { killWorker, startWorker } from '../support/worker-process.js';

/** Time-out of a call, in ms: only the delayed ones exceed it, not those that a busy machine delays. */
const TIMEOUT_MS = 2_000;
/** Delay of a call that takes effect only after its time-out, in ms. */
const LATE_MS = TIMEOUT_MS + 1_000;
const REFUSED = 'ticket.link_refused';

describe('cross-links between the tickets of one release, when something fails', () => {
  let fixture: MultiTrackerFixture;

  beforeAll(async () => {
    fixture = await MultiTrackerFixture.open({
      env: { PROVIDER_TIMEOUT_MS: String(TIMEOUT_MS) },
      timings: { ...QUICK.timings, listProofAfterMs: 2_000, lookupSpacingMaxMs: 400 },
    });
  });
  afterEach(async () => {
    fixture.jira.site.project('SHOP')!.setPermission('LINK_ISSUES', true);
    await fixture.expectIdleAndValid();
  });
  afterAll(() => fixture?.stop());

  const created = async (version: string): Promise<any> => {
    const release = await fixture.create(version);
    expect(statesOf(release)).toEqual({ WEB: 'CREATED', PLAY_STORE: 'CREATED', APP_STORE: 'CREATED' });
    return release;
  };
  const rowsAt = (integrationId: string, releaseId: string) =>
    sql(fixture.app, 'select * from ticket_changes where integration_id = $1 and owner_id = $2', [
      integrationId,
      releaseId,
    ]);

  it.each<[string, string, Fault]>([
    ['1.0.0', 'an answer is lost', { kind: 'drop-after-commit' }],
    ['1.1.0', 'a call is lost', { kind: 'drop-before-commit' }],
    ['1.2.0', 'a call takes effect after its time-out', { kind: 'latency', ms: LATE_MS }],
    ['1.3.0', 'an answer is cut off', { kind: 'bad-json' }],
    ['1.4.0', 'a page for people comes instead of an answer', { kind: 'html-page' }],
  ])('each is there once in %s although %s', async (version, _, fault) => {
    const planned = fixture.failNextLinkCalls(fault);
    const { id } = await created(version);
    await eventually(() => expect(planned.map(({ hits }) => hits)).toEqual([1, 1, 1]), { timeoutMs: 20_000 });
    await fixture.untilIdle(id, 30_000);
    const late = fixture.labs.flatMap(({ calls }) =>
      calls.all.filter(({ faults }) => faults.includes('latency')),
    );
    await eventually(() => expect(late.every(({ finishedAt }) => finishedAt !== null)).toBe(true));
    await fixture.untilLinked(id);
    expect(await actionsOf(fixture.app, id)).not.toContain(REFUSED);
  });

  it('a tracker that limits us is left in peace for as long as it asks', async () => {
    fixture.resetCalls();
    const limit = fixture.linear.faults.inject(LINEAR_LINK_CALL, {
      kind: 'rate-limit',
      retryAfterSeconds: 1,
    });
    const { id } = await created('1.7.0');
    await fixture.untilLinked(id);
    await fixture.untilIdle(id);
    expect(limit.hits).toBe(1);
    const [first, second] = fixture.linear.calls.of(LINEAR_LINK_CALL);
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(1_000);
  });

  it('cross-links that cannot be written hold up nothing else: tickets are made there, and links elsewhere', async () => {
    const broken = fixture.linear.faults.inject(
      LINEAR_LINK_CALL,
      { kind: 'server-error' },
      { times: Infinity },
    );
    const release = await created('2.0.0');
    await eventually(() => expect(broken.hits).toBeGreaterThan(1), { timeoutMs: 20_000 });
    await created('2.0.1');
    expect((await readIntegrationRow(fixture.app, fixture.ids.linear)).paused_until).toBeNull();
    for (const platform of ['APP_STORE', 'WEB']) {
      const ticket = ticketFor(release, platform);
      await eventually(() => expect(fixture.linksOn(ticket)).toHaveLength(2), { timeoutMs: 20_000 });
    }
    broken.remove();
    await fixture.untilLinked(release.id);
  });

  it('what a tracker refuses is reported once, and not tried again before it changes', async () => {
    const project = fixture.jira.site.project('SHOP')!;
    project.setPermission('LINK_ISSUES', false);
    fixture.resetCalls();
    const { id } = await created('3.0.0');
    await fixture.untilIdle(id);
    const { jira: asked } = fixture.linkCallCounts;
    await fixture.replanLinks(id);
    expect(asked).toBeGreaterThanOrEqual(2);
    expect(fixture.linkCallCounts.jira).toBe(asked);
    expect((await actionsOf(fixture.app, id)).filter((action) => action === REFUSED)).toHaveLength(1);
    const { release } = await fixture.run(ACTIVITY, { id });
    const { node } = release.activity.edges.find((edge: any) => edge.node.action === REFUSED);
    expect(node.summary).toMatch(/the ticket for App Store, carries no links .*permission/);
    expect(JSON.stringify(release)).not.toContain('lab-token');
    expect(ticketFor(await readRelease(fixture.app, id), 'APP_STORE')).toMatchObject({
      state: 'CREATED',
      error: null,
    });

    project.setPermission('LINK_ISSUES', true);
    const other = await created('3.0.1');
    await fixture.run(UNLINK, { input: { releaseId: other.id, platform: 'PLAY_STORE' } });
    const ticketKey = ticketFor(other, 'PLAY_STORE').key;
    await fixture.run(LINK, { input: { releaseId: id, platform: 'PLAY_STORE', ticketKey } });
    await eventually(
      async () => {
        const ios = ticketFor(await readRelease(fixture.app, id), 'APP_STORE');
        expect(fixture.linksOn(ios).map(({ title }) => title)).toEqual([expect.stringContaining(ticketKey)]);
      },
      { timeoutMs: 20_000 },
    );
  });

  it('credentials that are refused wait for new ones', async () => {
    fixture.jira.faults.inject(JIRA_LINK_CALL, { kind: 'token-revoked' });
    const { id } = await created('3.1.0');
    await eventually(
      async () =>
        expect((await readIntegrationRow(fixture.app, fixture.ids.jira)).verification_status).toBe('EXPIRED'),
      { timeoutMs: 20_000 },
    );
    await setIntegration(fixture.app, fixture.ids.jira, {
      connection: { jira: { apiToken: fixture.jira.credentials.apiToken } },
    });
    await fixture.untilLinked(id);
  });

  it('a ticket that is not found is not reported', async () => {
    const broken = fixture.linear.faults.inject(
      LINEAR_LINK_CALL,
      { kind: 'server-error' },
      { times: Infinity },
    );
    const release = await created('4.0.0');
    await eventually(() => expect(broken.hits).toBeGreaterThan(0), { timeoutMs: 20_000 });
    fixture.linear.deleteIssue(ticketFor(release, 'PLAY_STORE').remoteId);
    broken.remove();
    // It may only be hidden, so that the link stays due; nothing is reported.
    const unseen = `select from ticket_changes where owner_id = $1 and integration_id = $2 and unexplained > 0`;
    await eventually(
      async () => expect(await sql(fixture.app, unseen, [release.id, fixture.ids.linear])).not.toEqual([]),
      { timeoutMs: 30_000 },
    );
    expect(await actionsOf(fixture.app, release.id)).not.toContain(REFUSED);
    expect(ticketFor(await readRelease(fixture.app, release.id), 'PLAY_STORE').state).toBe('CREATED');
    await fixture.run(UNLINK, { input: { releaseId: release.id, platform: 'PLAY_STORE' } });
  });

  it('another ticket is chosen while a link to the last one is on its way: it leads to the new one', async () => {
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    const other = await created('5.0.0');
    await fixture.untilLinked(other.id);
    await fixture.run(UNLINK, { input: { releaseId: other.id, platform: 'PLAY_STORE' } });
    await fixture.untilIdle(other.id);
    const held = [
      fixture.jira.faults.inject(JIRA_LINK_CALL, { kind: 'hold', until }, { times: 2 }),
      fixture.asana.faults.inject(ASANA_LINK_CALL, { kind: 'hold', until }, { times: 2 }),
    ];
    const { id } = await created('5.0.1');
    await eventually(() => expect(held.every(({ hits }) => hits > 0)).toBe(true), { timeoutMs: 20_000 });
    const ticketKey = ticketFor(other, 'PLAY_STORE').key;
    await fixture.run(LINK, { input: { releaseId: id, platform: 'PLAY_STORE', ticketKey } });
    // The desired link changes while the calls are running.
    await untilLinksPlanned(fixture.app, id);
    letGo();
    const release = await readRelease(fixture.app, id);
    await fixture.untilIdle(id, 30_000);
    for (const platform of ['APP_STORE', 'WEB']) {
      const urls = fixture.linksOn(ticketFor(release, platform)).map(({ url }) => url);
      expect(urls).toHaveLength(2);
      expect(urls).toContain(ticketFor(release, 'PLAY_STORE').url);
    }
  });

  it('an answer that comes after its lease does not end the next one', async () => {
    const { asana } = fixture.ids;
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    const held = fixture.asana.faults.inject(ASANA_LINK_CALL, { kind: 'hold', until });
    const { id } = await created('5.1.0');
    await eventually(() => expect(held.hits).toBe(1));
    // As if this process had been frozen, and another had claimed the link.
    await sql(
      fixture.app,
      `update ticket_changes set lease_owner = gen_random_uuid(), lease_until = now() + interval '1 hour'
       where owner_id = $1 and lease_until > now() and integration_id = $2`,
      [id, asana],
    );
    letGo();
    const running = `select from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
                     where t.identifier = 'tickets.write-changes'`;
    await eventually(async () => expect(await sql(fixture.app, running)).toEqual([]));
    const leased = (await rowsAt(asana, id)).filter((row) => row.lease_until !== null);
    expect(leased).toHaveLength(1);

    await sql(
      fixture.app,
      'update ticket_changes set lease_owner = null, lease_until = null where owner_id = $1',
      [id],
    );
    await fixture.untilLinked(id);
  });

  it('what a dead worker left, its job locked for hours, is claimed by another', async () => {
    const { asana } = fixture.ids;
    const broken = fixture.asana.faults.inject(
      ASANA_LINK_CALL,
      { kind: 'server-error' },
      { times: Infinity },
    );
    const { id } = await created('6.0.0');
    await eventually(() => expect(broken.hits).toBeGreaterThan(0), { timeoutMs: 20_000 });
    const enable = (isEnabled: boolean) =>
      sql(fixture.app, 'update project_management_integrations set is_enabled = $2 where id = $1', [
        asana,
        isEnabled,
      ]);
    await enable(false);
    await eventually(async () => {
      const rows = await rowsAt(asana, id);
      expect(rows.filter((row) => row.lease_until !== null)).toEqual([]);
    });
    const key = `ticket-changes:${asana}`;
    await sql(fixture.app, `select graphile_worker.add_job('tickets.write-changes', '{}', job_key := $1)`, [
      key,
    ]);
    await sql(
      fixture.app,
      `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a dead worker' where key = $1`,
      [key],
    );
    broken.remove();
    await enable(true);
    await fixture.untilLinked(id);
  });
});

/** The API in this process, without a worker; workers in processes of their own, that can be killed. */
describe('a worker that is killed while it links', () => {
  const encryptionKeys = `1:${randomBytes(32).toString('base64')}`;
  let database: TestDatabase;
  let fixture: MultiTrackerFixture;

  beforeAll(async () => {
    database = await createTestDatabase();
    fixture = await MultiTrackerFixture.open({
      ...QUICK,
      env: { ...QUICK.env, ROLE: 'api' },
      database,
      encryptionKeys,
    });
  });

  afterAll(async () => {
    await killProducts();
    await fixture?.stop();
    await database?.drop();
  });

  it('before a tracker did anything, or after it had put it: another goes on, and each is there once', async () => {
    const start = () =>
      startWorker({ databaseUrl: database.url, encryptionKeys, timings: { listProofAfterMs: 2_000 } });
    const worker = await start();
    const planned = [
      fixture.jira.faults.inject(JIRA_LINK_CALL, { kind: 'hang-before-commit' }),
      fixture.linear.faults.inject(LINEAR_LINK_CALL, { kind: 'hang-after-commit' }),
      fixture.asana.faults.inject(ASANA_LINK_CALL, { kind: 'hang-after-commit' }),
    ];
    const { id } = await fixture.create('1.0.0');
    await eventually(() => expect(planned.map(({ hits }) => hits)).toEqual([1, 1, 1]), { timeoutMs: 20_000 });
    await killWorker(worker);
    await start();
    await fixture.untilIdle(id, 60_000);
    await fixture.untilLinked(id);
  }, 90_000);
});

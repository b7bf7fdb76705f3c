import { randomBytes } from 'node:crypto';
import type { Fault } from '../../lab/index.js';
import { AcrossTrackers, ASANA_LINK, JIRA_LINK, LINEAR_LINK, ticketFor } from '../support/across-trackers.js';
import { eventually } from '../support/eventually.js';
import { killProducts } from '../support/product-process.js';
import { ACTIVITY, LINK, UNLINK } from '../support/release-operations.js';
import {
  actionsOf,
  integrationNow,
  QUICK,
  releaseNow,
  setIntegration,
  sql,
  statesOf,
  untilLinksPlanned,
} from '../support/release-tickets.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { killWorker, startWorker } from '../support/worker-process.js';

/** Only what is meant to be given up is: not what is slow because the machine is busy. */
const TIMEOUT_MS = 2_000;
/** A call that takes effect only after it was given up. */
const LATE_MS = TIMEOUT_MS + 1_000;
const REFUSED = 'ticket.link_refused';

describe('links between the tickets of one release, when something fails', () => {
  let ground: AcrossTrackers;

  beforeAll(async () => {
    ground = await AcrossTrackers.open({
      env: { PROVIDER_TIMEOUT_MS: String(TIMEOUT_MS) },
      timings: { ...QUICK.timings, listProofAfterMs: 2_000, lookSpacingMaxMs: 400 },
    });
  });
  afterEach(async () => {
    ground.jira.site.project('SHOP')!.setPermission('LINK_ISSUES', true);
    await ground.untilClean();
  });
  afterAll(() => ground?.stop());

  const created = async (version: string): Promise<any> => {
    const release = await ground.create(version);
    expect(statesOf(release)).toEqual({ WEB: 'CREATED', PLAY_STORE: 'CREATED', APP_STORE: 'CREATED' });
    return release;
  };
  const rowsAt = (integrationId: string, releaseId: string) =>
    sql(ground.app, 'select * from sibling_links where integration_id = $1 and owner_id = $2', [
      integrationId,
      releaseId,
    ]);

  it.each<[string, string, Fault]>([
    ['1.0.0', 'an answer is lost', { kind: 'drop-after-commit' }],
    ['1.1.0', 'a call is lost', { kind: 'drop-before-commit' }],
    ['1.2.0', 'a call takes effect after it was given up', { kind: 'latency', ms: LATE_MS }],
    ['1.3.0', 'an answer is cut off', { kind: 'bad-json' }],
    ['1.4.0', 'a page for people comes instead of an answer', { kind: 'html-page' }],
  ])('each is there once in %s although %s', async (version, _, fault) => {
    const planned = ground.failLinks(fault);
    const { id } = await created(version);
    await eventually(() => expect(planned.map(({ hits }) => hits)).toEqual([1, 1, 1]), { timeoutMs: 20_000 });
    await ground.untilAtRest(id, 30_000);
    const late = ground.labs.flatMap(({ calls }) =>
      calls.all.filter(({ faults }) => faults.includes('latency')),
    );
    await eventually(() => expect(late.every(({ finishedAt }) => finishedAt !== null)).toBe(true));
    await ground.untilLinked(id);
    expect(await actionsOf(ground.app, id)).not.toContain(REFUSED);
  });

  it('a tracker that limits us is left in peace for as long as it asks', async () => {
    ground.forgetCalls();
    const limit = ground.linear.faults.inject(LINEAR_LINK, { kind: 'rate-limit', retryAfterSeconds: 1 });
    const { id } = await created('1.7.0');
    await ground.untilLinked(id);
    await ground.untilAtRest(id);
    expect(limit.hits).toBe(1);
    const [first, second] = ground.linear.calls.of(LINEAR_LINK);
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(1_000);
  });

  it('links that cannot be put hold up nothing else: tickets are made there, and links elsewhere', async () => {
    const broken = ground.linear.faults.inject(LINEAR_LINK, { kind: 'server-error' }, { times: Infinity });
    const release = await created('2.0.0');
    await eventually(() => expect(broken.hits).toBeGreaterThan(1), { timeoutMs: 20_000 });
    await created('2.0.1');
    expect((await integrationNow(ground.app, ground.ids.linear)).blocked_until).toBeNull();
    for (const platform of ['APP_STORE', 'WEB']) {
      const ticket = ticketFor(release, platform);
      await eventually(() => expect(ground.linksOn(ticket)).toHaveLength(2), { timeoutMs: 20_000 });
    }
    broken.remove();
    await ground.untilLinked(release.id);
  });

  it('what a tracker refuses is told of once, and not tried again before it changes', async () => {
    const project = ground.jira.site.project('SHOP')!;
    project.setPermission('LINK_ISSUES', false);
    ground.forgetCalls();
    const { id } = await created('3.0.0');
    await ground.untilAtRest(id);
    const { jira: asked } = ground.linkCalls;
    await ground.lookAgain(id);
    expect(asked).toBeGreaterThanOrEqual(2);
    expect(ground.linkCalls.jira).toBe(asked);
    expect((await actionsOf(ground.app, id)).filter((action) => action === REFUSED)).toHaveLength(1);
    const { release } = await ground.run(ACTIVITY, { id });
    const { node } = release.activity.edges.find((edge: any) => edge.node.action === REFUSED);
    expect(node.summary).toMatch(/the ticket for App Store, carries no links .*permission/);
    expect(JSON.stringify(release)).not.toContain('lab-token');
    expect(ticketFor(await releaseNow(ground.app, id), 'APP_STORE')).toMatchObject({
      state: 'CREATED',
      error: null,
    });

    project.setPermission('LINK_ISSUES', true);
    const other = await created('3.0.1');
    await ground.run(UNLINK, { input: { releaseId: other.id, platform: 'PLAY_STORE' } });
    const ticketKey = ticketFor(other, 'PLAY_STORE').key;
    await ground.run(LINK, { input: { releaseId: id, platform: 'PLAY_STORE', ticketKey } });
    await eventually(
      async () => {
        const ios = ticketFor(await releaseNow(ground.app, id), 'APP_STORE');
        expect(ground.linksOn(ios).map(({ title }) => title)).toEqual([expect.stringContaining(ticketKey)]);
      },
      { timeoutMs: 20_000 },
    );
  });

  it('credentials that are refused wait for new ones', async () => {
    ground.jira.faults.inject(JIRA_LINK, { kind: 'token-revoked' });
    const { id } = await created('3.1.0');
    await eventually(
      async () =>
        expect((await integrationNow(ground.app, ground.ids.jira)).verification_status).toBe('EXPIRED'),
      { timeoutMs: 20_000 },
    );
    await setIntegration(ground.app, ground.ids.jira, {
      connection: { jira: { apiToken: ground.jira.credentials.apiToken } },
    });
    await ground.untilLinked(id);
  });

  it('a ticket that is not there is nobody’s concern', async () => {
    const broken = ground.linear.faults.inject(LINEAR_LINK, { kind: 'server-error' }, { times: Infinity });
    const release = await created('4.0.0');
    await eventually(() => expect(broken.hits).toBeGreaterThan(0), { timeoutMs: 20_000 });
    ground.linear.deleteIssue(ticketFor(release, 'PLAY_STORE').remoteId);
    broken.remove();
    // It may only be hidden, so that the link goes on waiting; nobody is told.
    const unseen = `select from sibling_links where owner_id = $1 and integration_id = $2 and unexplained > 0`;
    await eventually(
      async () => expect(await sql(ground.app, unseen, [release.id, ground.ids.linear])).not.toEqual([]),
      { timeoutMs: 30_000 },
    );
    expect(await actionsOf(ground.app, release.id)).not.toContain(REFUSED);
    expect(ticketFor(await releaseNow(ground.app, release.id), 'PLAY_STORE').state).toBe('CREATED');
    await ground.run(UNLINK, { input: { releaseId: release.id, platform: 'PLAY_STORE' } });
  });

  it('another ticket is chosen while a link to the last one is on its way: it leads to the new one', async () => {
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    const other = await created('5.0.0');
    await ground.untilLinked(other.id);
    await ground.run(UNLINK, { input: { releaseId: other.id, platform: 'PLAY_STORE' } });
    await ground.untilAtRest(other.id);
    const held = [
      ground.jira.faults.inject(JIRA_LINK, { kind: 'hold', until }, { times: 2 }),
      ground.asana.faults.inject(ASANA_LINK, { kind: 'hold', until }, { times: 2 }),
    ];
    const { id } = await created('5.0.1');
    await eventually(() => expect(held.every(({ hits }) => hits > 0)).toBe(true), { timeoutMs: 20_000 });
    const ticketKey = ticketFor(other, 'PLAY_STORE').key;
    await ground.run(LINK, { input: { releaseId: id, platform: 'PLAY_STORE', ticketKey } });
    // What is wanted is written down anew while the calls are on their way.
    await untilLinksPlanned(ground.app, id);
    letGo();
    const release = await releaseNow(ground.app, id);
    await ground.untilAtRest(id, 30_000);
    for (const platform of ['APP_STORE', 'WEB']) {
      const urls = ground.linksOn(ticketFor(release, platform)).map(({ url }) => url);
      expect(urls).toHaveLength(2);
      expect(urls).toContain(ticketFor(release, 'PLAY_STORE').url);
    }
  });

  it('an answer that comes after its lease does not end the next one', async () => {
    const { asana } = ground.ids;
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    const held = ground.asana.faults.inject(ASANA_LINK, { kind: 'hold', until });
    const { id } = await created('5.1.0');
    await eventually(() => expect(held.hits).toBe(1));
    // As if this process had stood still, and another had taken the link up.
    await sql(
      ground.app,
      `update sibling_links set leased_until = now() + interval '1 hour'
       where owner_id = $1 and leased_until > now() and integration_id = $2`,
      [id, asana],
    );
    letGo();
    const running = `select from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
                     where t.identifier = 'tickets.link-siblings'`;
    await eventually(async () => expect(await sql(ground.app, running)).toEqual([]));
    const leased = (await rowsAt(asana, id)).filter((row) => row.leased_until !== null);
    expect(leased).toHaveLength(1);

    await sql(ground.app, 'update sibling_links set leased_until = null where owner_id = $1', [id]);
    await ground.untilLinked(id);
  });

  it('what a dead worker left, its job locked for hours, is taken up', async () => {
    const { asana } = ground.ids;
    const broken = ground.asana.faults.inject(ASANA_LINK, { kind: 'server-error' }, { times: Infinity });
    const { id } = await created('6.0.0');
    await eventually(() => expect(broken.hits).toBeGreaterThan(0), { timeoutMs: 20_000 });
    const enable = (isEnabled: boolean) =>
      sql(ground.app, 'update project_management_integrations set is_enabled = $2 where id = $1', [
        asana,
        isEnabled,
      ]);
    await enable(false);
    await eventually(async () => {
      const rows = await rowsAt(asana, id);
      expect(rows.filter((row) => row.leased_until !== null)).toEqual([]);
    });
    const key = `link-siblings:${asana}`;
    await sql(ground.app, `select graphile_worker.add_job('tickets.link-siblings', '{}', job_key := $1)`, [
      key,
    ]);
    await sql(
      ground.app,
      `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a dead worker' where key = $1`,
      [key],
    );
    broken.remove();
    await enable(true);
    await ground.untilLinked(id);
  });
});

/** The API in this process, without a worker; workers in processes of their own, that can be killed. */
describe('a worker that is killed while it links', () => {
  const encryptionKeys = `1:${randomBytes(32).toString('base64')}`;
  let database: TestDatabase;
  let ground: AcrossTrackers;

  beforeAll(async () => {
    database = await createTestDatabase();
    ground = await AcrossTrackers.open({
      ...QUICK,
      env: { ...QUICK.env, ROLE: 'api' },
      database,
      encryptionKeys,
    });
  });

  afterAll(async () => {
    await killProducts();
    await ground?.stop();
    await database?.drop();
  });

  it('before a tracker did anything, or after it had put it: another goes on, and each is there once', async () => {
    const start = () =>
      startWorker({ databaseUrl: database.url, encryptionKeys, timings: { listProofAfterMs: 2_000 } });
    const worker = await start();
    const planned = [
      ground.jira.faults.inject(JIRA_LINK, { kind: 'hang-before-commit' }),
      ground.linear.faults.inject(LINEAR_LINK, { kind: 'hang-after-commit' }),
      ground.asana.faults.inject(ASANA_LINK, { kind: 'hang-after-commit' }),
    ];
    const { id } = await ground.create('1.0.0');
    await eventually(() => expect(planned.map(({ hits }) => hits)).toEqual([1, 1, 1]), { timeoutMs: 20_000 });
    await killWorker(worker);
    await start();
    await ground.untilAtRest(id, 60_000);
    await ground.untilLinked(id);
  }, 90_000);
});

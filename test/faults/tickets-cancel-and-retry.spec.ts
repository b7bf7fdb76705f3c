import type { JiraCloudLab } from '../../lab/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { holdResponse } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { CHANGE_STATUS, RETRY } from '../support/releases.documents.js';
import {
  aRelease,
  BULK,
  BULK_READ,
  operationsOf,
  QUICK,
  readRelease,
  SEARCH,
  setIntegration,
  sql,
  statesOf,
  untilLinksPlanned,
  untilStates,
  untilSwept,
} from '../support/release-tickets.js';

const HOUR_MS = 3_600_000;

describe('tickets that people cancel or retry', () => {
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

  const moveTo = (id: string, status: string) => app.run(CHANGE_STATUS, { input: { id, status } });
  const cancel = (id: string) => moveTo(id, 'CANCELLED');
  const retry = async (releaseId: string, more: object = {}) =>
    (await app.run(RETRY, { input: { releaseId, ...more } })).retryReleaseTickets;

  it('cancelled while pending: skipped, and not made when it would have been due', async () => {
    const { lab, integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    const release = await aRelease(app, fixture);
    await cancel(release.id);
    await untilStates(app, release.id, 'SKIPPED');

    await setIntegration(app, integrationId, { isEnabled: true });
    const later = await aRelease(app, fixture);
    await untilStates(app, later.id, 'CREATED');
    expect(lab.issues()).toHaveLength(1);
  });

  it('cancelled after it failed: skipped', async () => {
    const release = await aRelease(app, fixture, { issueType: 'Unheard of', waitMs: 5_000 });
    expect(statesOf(release)).toEqual({ WEB: 'FAILED' });
    await cancel(release.id);
    await untilStates(app, release.id, 'SKIPPED');
  });

  it('cancelled while uncertain, and it does not exist: skipped', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'drop-before-commit' });
    const release = await aRelease(app, fixture);
    await untilStates(app, release.id, 'UNCERTAIN');
    await cancel(release.id);

    await untilStates(app, release.id, 'SKIPPED');
    expect(lab.calls.count(BULK)).toBe(1);
    expect(lab.issues()).toHaveLength(0);
  });

  it('completed while uncertain: looked up all the same, and skipped once its absence is proven', async () => {
    const { lab } = fixture;
    const search = lab.faults.inject(SEARCH, { kind: 'server-error', status: 500 }, { times: Infinity });
    lab.faults.inject(BULK, { kind: 'drop-before-commit' });
    const release = await aRelease(app, fixture);
    await untilStates(app, release.id, 'UNCERTAIN');
    for (const status of ['IN_PROGRESS', 'SUBMITTED', 'COMPLETED']) await moveTo(release.id, status);
    expect(statesOf(await readRelease(app, release.id))).toEqual({ WEB: 'UNCERTAIN' });
    search.remove();

    await untilStates(app, release.id, 'SKIPPED');
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('cancelled while uncertain, and it exists: created, so that it is known', async () => {
    const { lab } = fixture;
    await setIntegration(app, fixture.integrationId, { isEnabled: false });
    const release = await aRelease(app, fixture);
    const search = lab.faults.inject(SEARCH, { kind: 'server-error', status: 500 }, { times: Infinity });
    lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    await setIntegration(app, fixture.integrationId, { isEnabled: true });
    await untilStates(app, release.id, 'UNCERTAIN');
    await cancel(release.id);
    search.remove();

    await untilStates(app, release.id, 'CREATED');
    expect(lab.issues()).toHaveLength(1);
  });

  it('cancelled between the claim and the call: not sent, skipped', async () => {
    const { lab } = fixture;
    lab.faults.inject('GET /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes', {
      kind: 'latency',
      ms: 1,
    });
    await setIntegration(app, fixture.integrationId, { isEnabled: false });
    const release = await aRelease(app, fixture);
    // Old enough to be looked up first, which takes a while.
    await sql(
      app,
      `update ticket_operations set confirmed_absent_at = now() - interval '1 hour' where owner_id = $1`,
      [release.id],
    );
    const lookup = holdResponse(lab, SEARCH);
    await setIntegration(app, fixture.integrationId, { isEnabled: true });
    await lookup.received;
    await cancel(release.id);
    lookup.send();

    await untilStates(app, release.id, 'SKIPPED');
    expect(lab.calls.count(BULK)).toBe(0);
  });

  it('a failed one is made by a retry with other parameters, as the same creation', async () => {
    const { lab } = fixture;
    const release = await aRelease(app, fixture, { issueType: 'Unheard of', waitMs: 5_000 });
    const [before] = await operationsOf(app, release.id);

    const retried = await retry(release.id, { parameters: { projectKey: 'SHOP' } });

    expect(statesOf(retried)).toEqual({ WEB: 'CREATED' });
    const [now] = await operationsOf(app, release.id);
    expect(now.operation_id).toBe(before.operation_id);
    expect(lab.issues()).toHaveLength(1);
  });

  it('the lookup of one that failed long ago reaches no further back than its proven absence', async () => {
    const { lab } = fixture;
    const release = await aRelease(app, fixture, { issueType: 'Unheard of', waitMs: 5_000 });
    await sql(
      app,
      `update ticket_operations set first_sent_at = now() - interval '1 year',
         send_deadline = now() - interval '1 year', confirmed_absent_at = now() - interval '2 minutes' where owner_id = $1`,
      [release.id],
    );
    ticketsOfOthers(lab, 250, HOUR_MS);
    lab.calls.reset();

    await retry(release.id, { parameters: { projectKey: 'SHOP' } });
    await untilStates(app, release.id, 'CREATED');
    // A page with the newest ones, and an empty one; it would take four to read them all.
    expect(lab.calls.count(BULK_READ)).toBe(2);
  });

  it('a retry of an uncertain one makes the lookup due now, and makes no ticket before absence is proven', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'drop-before-commit' });
    const release = await aRelease(app, fixture);
    await untilStates(app, release.id, 'UNCERTAIN');
    const [before] = await operationsOf(app, release.id);
    for (let count = 0; count < 4; count += 1) void retry(release.id).catch(() => undefined);

    await untilStates(app, release.id, 'CREATED');
    const [now] = await operationsOf(app, release.id);
    expect(now.operation_id).toBe(before.operation_id);
    expect(now.first_sent_at).toEqual(before.first_sent_at);
    const [, second] = lab.calls.of(BULK);
    expect(second!.at).toBeGreaterThanOrEqual(before.send_deadline.getTime());
    expect(lab.issues()).toHaveLength(1);
  });

  it('an older row that was never sent is looked up first, then made', async () => {
    const { lab, integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    const release = await aRelease(app, fixture);
    await sql(
      app,
      `update ticket_operations set confirmed_absent_at = now() - interval '1 day' where owner_id = $1`,
      [release.id],
    );
    await setIntegration(app, integrationId, { isEnabled: true });

    await untilStates(app, release.id, 'CREATED');
    const order = lab.calls.all
      .map(({ operation }) => operation)
      .filter((one) => [SEARCH, BULK].includes(one));
    expect(order[0]).toBe(SEARCH);
    expect(order.filter((one) => one === BULK)).toHaveLength(1);
    expect(lab.issues()).toHaveLength(1);
  });

  it('an older row of a project that does not exist fails with that reason, instead of being looked up for ever', async () => {
    const { integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    const release = await aRelease(app, fixture, { projectKey: 'GONE' });
    await sql(
      app,
      `update ticket_operations set confirmed_absent_at = now() - interval '1 day' where owner_id = $1`,
      [release.id],
    );
    await setIntegration(app, integrationId, { isEnabled: true });

    const { tickets } = await untilStates(app, release.id, 'FAILED');
    expect(tickets[0].error).toMatchObject({ failure: 'NOT_FOUND' });
  });

  it.each([0, 60_000])(
    'a restored backup that forgot a ticket finds it again (index lag %i ms)',
    async (indexLagMs) => {
      const { lab } = fixture;
      lab.indexLagMs = indexLagMs;
      const release = await aRelease(app, fixture, { platforms: ['WEB', 'IOS'], waitMs: 5_000 });
      expect(statesOf(release)).toEqual({ WEB: 'CREATED', APP_STORE: 'CREATED' });
      const keys = release.tickets.map(({ key }: any) => key);

      await sql(
        app,
        `update ticket_operations set state = 'PENDING', remote_id = null, key = null, url = null, attempt = 0,
           first_sent_at = null, send_deadline = null, created_at = created_at - interval '1 day',
           confirmed_absent_at = confirmed_absent_at - interval '1 day' where owner_id = $1`,
        [release.id],
      );

      const { tickets } = await untilStates(app, release.id, 'CREATED');
      expect(tickets.map(({ key }: any) => key)).toEqual(keys);
      expect(lab.issues()).toHaveLength(2);
      expect(lab.calls.count(BULK)).toBe(1);
    },
  );

  it('nothing is done for a release whose tickets are all idle', async () => {
    const { lab } = fixture;
    const release = await aRelease(app, fixture, { platforms: ['WEB', 'IOS', 'ANDROID'], waitMs: 5_000 });
    const sweepProbe = await aRelease(app, fixture, { waitMs: 5_000 });
    await setIntegration(app, fixture.integrationId, { isEnabled: false });
    await untilLinksPlanned(app, release.id);
    const calls = lab.calls.total;
    const before = await operationsOf(app, release.id);

    await untilSwept(app, sweepProbe.id, 3);
    expect(lab.calls.total).toBe(calls);
    expect(await operationsOf(app, release.id)).toEqual(before);
    await eventually(async () =>
      expect(await sql(app, 'select from graphile_worker._private_jobs where attempts > 0')).toEqual([]),
    );
  });
});

/** In the same project, made that long ago. */
function ticketsOfOthers(lab: JiraCloudLab, count: number, ageMs: number): void {
  const project = lab.site.project('SHOP')!;
  const creator = lab.addAccount('other@example.test', 'lab-token-other', 'Somebody Else');
  const [type, status] = [project.types[0]!, project.statuses[0]!];
  lab.clockOffsetMs -= ageMs;
  for (let number = 0; number < count; number += 1) {
    lab.site.addIssue({ project, type, status, creator, fields: { summary: `${number}` } });
  }
  lab.clockOffsetMs += ageMs;
}

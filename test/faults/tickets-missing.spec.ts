import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { QUICK_WITH_LONG_CALLS } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { REFRESH, RETRY } from '../support/releases.documents.js';
import {
  actionsOf,
  aRelease,
  BULK_READ,
  readIntegrationRow,
  MYSELF,
  operationsOf,
  readRelease,
  setIntegration,
  sql,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';

const CONFIRM_MS = 400;
const READ_ONE = 'GET /rest/api/3/issue/{issueIdOrKey}';

describe('a ticket that is gone from the tracker', () => {
  let app: TestApp;
  let fixture: JiraFixture;
  let release: any;

  beforeAll(async () => {
    app = await startApp({
      ...QUICK_WITH_LONG_CALLS,
      timings: { ...QUICK_WITH_LONG_CALLS.timings, missingConfirmMs: CONFIRM_MS },
    });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
    release = await aRelease(app, fixture, { waitMs: 20_000 });
    fixture.lab.calls.reset();
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  const refresh = async () => (await app.run(REFRESH, { id: release.id })).refreshReleaseTickets;
  const remove = () => fixture.lab.deleteIssue(release.tickets[0].key);

  it('counts as missing only at the second check, some time later, with a check of our account in between', async () => {
    const { lab } = fixture;
    remove();

    const once = await refresh();
    expect(once.tickets[0]).toMatchObject({
      state: 'CREATED',
      error: { failure: 'NOT_FOUND', retryable: true },
    });
    const { tickets } = await untilStates(app, release.id, 'MISSING');
    expect(tickets[0].error).toMatchObject({ failure: 'NOT_FOUND', retryable: false });

    const reads = lab.calls.of(READ_ONE);
    expect(reads).toHaveLength(2);
    expect(reads[1]!.at - reads[0]!.at).toBeGreaterThanOrEqual(CONFIRM_MS);
    const order = lab.calls.all.map(({ operation }) => operation);
    expect(order.indexOf(MYSELF)).toBeGreaterThan(order.indexOf(READ_ONE));
    // Asked at the same time as the second read, and both answers are needed: which arrives first does not matter.
    expect(order.filter((operation) => operation === READ_ONE).length).toBeGreaterThanOrEqual(2);
    expect(await actionsOf(app, release.id)).toContain('ticket.missing');
  });

  it('is not believed so while the tracker refuses our credentials', async () => {
    const { lab, integrationId } = fixture;
    remove();
    await refresh();
    lab.revokeToken();

    await eventually(async () =>
      expect((await readIntegrationRow(app, integrationId)).verification_status).toBe('EXPIRED'),
    );
    expect(statesOf(await readRelease(app, release.id))).toEqual({ WEB: 'CREATED' });
  });

  it('is not believed so while the tracker does not say who we are', async () => {
    const { lab } = fixture;
    remove();
    await refresh();
    lab.faults.inject(MYSELF, { kind: 'html-page' }, { times: Infinity });

    await eventually(() => expect(lab.calls.count(READ_ONE)).toBeGreaterThanOrEqual(3));
    const { tickets } = await refresh();
    expect(tickets[0]).toMatchObject({ state: 'CREATED', error: { failure: 'UNEXPECTED' } });
  });

  it('is not read again and again while the integration is disabled; a refresh once it is enabled goes on', async () => {
    const { integrationId } = fixture;
    remove();
    await refresh();
    await setIntegration(app, integrationId, { isEnabled: false });

    await eventually(async () =>
      expect(
        await sql(app, 'select from graphile_worker._private_jobs where key = $1', [
          `confirm-missing:${release.id}`,
        ]),
      ).toEqual([]),
    );
    expect(statesOf(await readRelease(app, release.id))).toEqual({ WEB: 'CREATED' });

    await setIntegration(app, integrationId, { isEnabled: true });
    await refresh();
    await untilStates(app, release.id, 'MISSING');
  });

  it('hidden for one check only: nothing happened', async () => {
    const { lab } = fixture;
    lab.hideIssue(release.tickets[0].key);
    await refresh();
    lab.hideIssue(release.tickets[0].key, false);

    await eventually(async () =>
      expect((await operationsOf(app, release.id))[0].first_missing_at).toBeNull(),
    );
    expect((await readRelease(app, release.id)).tickets[0]).toMatchObject({ state: 'CREATED', error: null });
  });

  it('and found again is created again', async () => {
    const { lab } = fixture;
    lab.hideIssue(release.tickets[0].key);
    await refresh();
    await untilStates(app, release.id, 'MISSING');
    lab.hideIssue(release.tickets[0].key, false);

    const found = await refresh();
    expect(found.tickets[0]).toMatchObject({ state: 'CREATED', error: null, key: release.tickets[0].key });
  });

  it('is made anew by a retry, as another creation', async () => {
    const { lab } = fixture;
    const [before] = await operationsOf(app, release.id);
    remove();
    await refresh();
    await untilStates(app, release.id, 'MISSING');

    const { retryReleaseTickets } = await app.run(RETRY, { input: { releaseId: release.id } });
    expect(statesOf(retryReleaseTickets)).toEqual({ WEB: 'CREATED' });
    const [now] = await operationsOf(app, release.id);
    expect(now.operation_id).not.toBe(before.operation_id);
    expect(now.key).not.toBe(before.key);
    expect(lab.issues()).toHaveLength(1);
  });

  it('is not to be confused with one that was made while the others were being read', async () => {
    const { lab } = fixture;
    const two = await aRelease(app, fixture, { platforms: ['WEB', 'IOS'], waitMs: 20_000 });
    const web = two.tickets.find(({ platform }: any) => platform === 'WEB');
    lab.deleteIssue(web.key);
    await app.run(REFRESH, { id: two.id });
    await untilStates(app, two.id, { WEB: 'MISSING', APP_STORE: 'CREATED' });

    lab.faults.inject(MYSELF, { kind: 'latency', ms: 0 });
    lab.faults.inject(BULK_READ, { kind: 'latency', ms: 600 });
    lab.calls.reset();
    const reading = app.run(REFRESH, { id: two.id });
    await eventually(() => expect(lab.calls.count(BULK_READ)).toBe(1));
    await app.run(RETRY, { input: { releaseId: two.id } });
    await untilStates(app, two.id, 'CREATED');
    await reading;

    for (const row of await operationsOf(app, two.id)) expect(row.first_missing_at).toBeNull();
    const { tickets } = await readRelease(app, two.id);
    expect(tickets.map(({ error }: any) => error)).toEqual([null, null]);
  });
});

describe('a ticket that went missing a moment ago', () => {
  it('does not count as missing by checks in quick succession', async () => {
    const app = await startApp({
      ...QUICK_WITH_LONG_CALLS,
      timings: { ...QUICK_WITH_LONG_CALLS.timings, missingConfirmMs: 60_000 },
    });
    const fixture = await aJiraFixture(app);
    try {
      const release = await aRelease(app, fixture, { waitMs: 20_000 });
      fixture.lab.deleteIssue(release.tickets[0].key);
      const refresh = () => app.run(REFRESH, { id: release.id });
      await Promise.all([refresh(), refresh(), refresh()]);
      await refresh();
      const [{ state, first_missing_at: first }] = await operationsOf(app, release.id);
      expect({ state, isMissing: first !== null }).toEqual({ state: 'CREATED', isMissing: true });
    } finally {
      await fixture.lab.stop();
      await app.close();
    }
  });
});

import type { Fault } from '../../lab/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { holdResponse, QUICK_WITH_LONG_CALLS } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { useJiraFixture } from '../support/fixtures/use-jira-fixture.js';
import { CHANGE_STATUS, RETRY, UPDATE_RELEASE } from '../support/releases.documents.js';
import {
  actionsOf,
  aRelease,
  BULK,
  BULK_READ,
  readIntegrationRow,
  operationsOf,
  QUICK,
  readRelease,
  SEARCH,
  setIntegration,
  sql,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const ALL = ['WEB', 'ANDROID', 'IOS'] as const;
const TYPES = 'GET /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes';

/**
 * Rows of the state table that no other suite proves; which suite proves which row: README.md beside this file.
 */
describe('the state table', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp({
      env: { ...QUICK.env, PROVIDER_ALLOWED_HOSTS: '127.0.0.0/8,nowhere.invalid' },
      timings: { ...QUICK.timings, connectTimeoutMs: 300 },
    });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  /** As if the tracker had moved there; what was connected is not used any more. */
  const moveTracker = (baseUrl: string) =>
    sql(
      app,
      `update project_management_integrations set settings = jsonb_set(settings, '{baseUrl}', to_jsonb($2::text)),
         credential_version = credential_version + 1 where id = $1`,
      [fixture.integrationId, baseUrl],
    );
  const retry = (releaseId: string) => app.run(RETRY, { input: { releaseId } });
  const rename = (id: string, version: string) => app.run(UPDATE_RELEASE, { input: { id, version } });
  const summaries = () => fixture.lab.issues().map(({ summary }) => summary);

  describe('CREATING → PENDING, certainly not sent:', () => {
    let silentProxy: TcpProxy;

    beforeAll(async () => {
      silentProxy = await TcpProxy.start('http://127.0.0.1:9');
      silentProxy.silence();
    });
    afterAll(() => silentProxy.stop());

    const ways: readonly [string, () => string][] = [
      ['the name leads nowhere', () => 'http://nowhere.invalid:8080'],
      ['the connection is refused', () => 'http://127.0.0.1:9'],
      ['no connection comes about in time', () => silentProxy.url.replace(/^http/, 'https')],
      ['what answers does not speak TLS', () => fixture.lab.baseUrl.replace(/^http/, 'https')],
    ];

    it.each(ways)('%s; made once when it is well again, without a lookup', async (_, address) => {
      const { lab } = fixture;
      await moveTracker(address());
      const release = await aRelease(app, fixture, { platforms: ALL });
      await eventually(async () =>
        expect((await readIntegrationRow(app, fixture.integrationId)).paused_until).not.toBeNull(),
      );
      const waiting = await untilStates(app, release.id, 'PENDING');
      expect(waiting.tickets[0].error).toMatchObject({ failure: 'UNAVAILABLE', retryable: true });

      await moveTracker(lab.baseUrl);
      await untilStates(app, release.id, 'CREATED');
      expect(await actionsOf(app, release.id)).not.toContain('ticket.uncertain');
      expect([lab.calls.count(SEARCH), lab.calls.count(BULK)]).toEqual([0, 1]);
    });

    it('the steps before the call took its time, so that it was not sent; made once later', async () => {
      const { lab } = fixture;
      const slow = lab.faults.inject(TYPES, { kind: 'latency', ms: 800 });
      const release = await aRelease(app, fixture, { platforms: ALL });
      await untilStates(app, release.id, 'CREATED');

      expect(slow.hits).toBe(1);
      expect(await actionsOf(app, release.id)).not.toContain('ticket.uncertain');
      expect([lab.calls.count(SEARCH), lab.calls.count(BULK)]).toEqual([0, 1]);
      expect(lab.issues()).toHaveLength(3);
    });
  });

  it('CREATING → CREATED, cancelled during the call: it exists, and somebody knows of it', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'latency', ms: 400 });
    const release = await aRelease(app, fixture);
    await eventually(() => expect(lab.calls.count(BULK)).toBe(1));
    await app.run(CHANGE_STATUS, { input: { id: release.id, status: 'CANCELLED' } });

    await untilStates(app, release.id, 'CREATED');
    expect(lab.issues()).toHaveLength(1);
  });

  const unfinishedCases: readonly [string, Fault][] = [
    ['CREATING', { kind: 'latency', ms: 500 }],
    ['UNCERTAIN', { kind: 'drop-before-commit' }],
  ];

  it.each(unfinishedCases)(
    '%s: a renamed version leaves what the ticket says as it is',
    async (state, fault) => {
      const { lab } = fixture;
      lab.faults.inject(BULK, fault);
      const release = await aRelease(app, fixture, { version: '1.0.0' });
      await untilStates(app, release.id, state);
      await rename(release.id, '2.0.0');

      await untilStates(app, release.id, 'CREATED');
      expect(summaries()).toEqual(['Release v1.0.0 - Web']);
      expect((await readRelease(app, release.id)).version).toBe('2.0.0');
    },
  );

  it('PENDING: a renamed version is what the ticket says', async () => {
    const { integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    const release = await aRelease(app, fixture, { version: '1.0.0' });
    await rename(release.id, '2.0.0');
    await setIntegration(app, integrationId, { isEnabled: true });

    await untilStates(app, release.id, 'CREATED');
    expect(summaries()).toEqual(['Release v2.0.0 - Web']);
  });

  it('PENDING: a retry asks again at once, and resets nothing', async () => {
    const { integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    const release = await aRelease(app, fixture);
    const [before] = await operationsOf(app, release.id);
    await retry(release.id);

    const [now] = await operationsOf(app, release.id);
    const { due_at: _due, updated_at: _updated, ...rest } = before;
    expect(now).toMatchObject(rest);
    expect(statesOf(await readRelease(app, release.id))).toEqual({ WEB: 'PENDING' });
  });

  it.each([2, 4])(
    'FAILED → PENDING: a retry that is pressed %i times at once makes one ticket',
    async (times) => {
      const { lab } = fixture;
      lab.faults.inject(BULK, { kind: 'server-error', status: 403 });
      const release = await aRelease(app, fixture, { waitMs: 5_000 });
      expect(statesOf(release)).toEqual({ WEB: 'FAILED' });
      const [before] = await operationsOf(app, release.id);
      lab.faults.inject(BULK, { kind: 'latency', ms: 300 });
      await Promise.all(Array.from({ length: times }, () => retry(release.id)));

      await untilStates(app, release.id, 'CREATED');
      expect(lab.issues()).toHaveLength(1);
      expect(lab.calls.count(BULK)).toBe(2);
      expect((await operationsOf(app, release.id))[0].operation_id).toBe(before.operation_id);
    },
  );

  it('UNCERTAIN → PENDING without a strong read: only after six spaced misses', async () => {
    const { lab } = fixture;
    tooManyTicketsOfOthers();
    lab.faults.inject(BULK, { kind: 'drop-before-commit' });
    const release = await aRelease(app, fixture);
    await untilStates(app, release.id, 'CREATED', 25_000);

    const [lost, made] = lab.calls.of(BULK);
    const lookups = lab.calls.of(SEARCH).filter(({ at }) => at > lost!.at && at < made!.at);
    // Each lookup asks for the label, for where to begin reading, and for what this account made.
    expect(lookups.length).toBeGreaterThanOrEqual(6 * 3);
    expect(lab.calls.count(BULK_READ)).toBeGreaterThan(20);
    expect(lab.issues().filter(({ creator }) => creator === lab.account)).toHaveLength(1);
  }, 40_000);

  it('UNCERTAIN → CREATED with an index that shows it only late, and not every time, and no strong read', async () => {
    const { lab } = fixture;
    tooManyTicketsOfOthers();
    lab.indexLagMs = 1_000;
    lab.site.indexFlickerRate = 0.3;
    lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    const release = await aRelease(app, fixture);
    await untilStates(app, release.id, 'CREATED', 25_000);

    expect(lab.calls.count(BULK)).toBe(1);
    expect(lab.issues().filter(({ creator }) => creator === lab.account)).toHaveLength(1);
  }, 40_000);

  /** More than one lookup reads by key. */
  function tooManyTicketsOfOthers(): void {
    const { lab } = fixture;
    const project = lab.site.project('SHOP')!;
    const [type, status] = [project.types[0]!, project.statuses[0]!];
    const creator = lab.addAccount('other@example.test', 'lab-token-other', 'Somebody Else');
    for (let number = 0; number < 2_100; number += 1) {
      lab.site.addIssue({ project, type, status, creator, fields: { summary: `${number}` } });
    }
  }
});

describe('the state table, while a call is running', () => {
  const on = useJiraFixture(QUICK_WITH_LONG_CALLS);

  it('CREATING: while its lease lasts nobody else changes it, however often they are woken', async () => {
    const { app, fixture } = on;
    const { lab, projectId, integrationId } = fixture;
    const call = holdResponse(lab, BULK);
    const release = await aRelease(app, fixture, { platforms: ALL });
    await call.received;
    await sql(
      app,
      `select graphile_worker.add_job('tickets.process', json_build_object(
         'projectId', $1::text, 'integrationId', $2::text, 'ownerId', $3::text)) from generate_series(1, 5)`,
      [projectId, integrationId, release.id],
    );
    await app.run(RETRY, { input: { releaseId: release.id } });
    await eventually(async () => {
      const more = `select from graphile_worker._private_jobs where payload->>'ownerId' = $1 and locked_at is null`;
      expect(await sql(app, more, [release.id])).toEqual([]);
    });
    call.send();

    await untilStates(app, release.id, 'CREATED');
    expect((await operationsOf(app, release.id)).map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
    expect(lab.calls.count(BULK)).toBe(1);
  });
});

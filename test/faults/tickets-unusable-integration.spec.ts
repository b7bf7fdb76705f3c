import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { holdResponse, QUICK_WITH_LONG_CALLS } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { CHANGE_STATUS, CREATE_RELEASE, RETRY } from '../support/releases.documents.js';
import {
  aRelease,
  BULK,
  readIntegrationRow,
  completedJobs,
  MYSELF,
  operationsOf,
  readRelease,
  SEARCH,
  setIntegration,
  sql,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';

describe('tickets whose integration may not be used', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    // No sweep comes by in time: whatever goes on was woken by what changed.
    app = await startApp({
      ...QUICK_WITH_LONG_CALLS,
      timings: { ...QUICK_WITH_LONG_CALLS.timings, sweepEveryMs: 600_000 },
    });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  const renewCredentials = () =>
    setIntegration(app, fixture.integrationId, {
      connection: { jira: { apiToken: fixture.lab.credentials.apiToken } },
    });

  it('switched off: they wait with the reason, nothing is asked, and switching it on wakes them', async () => {
    const { lab, integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    lab.calls.reset();

    const release = await aRelease(app, fixture, { waitMs: 5_000 });
    expect(release.tickets[0]).toMatchObject({ state: 'PENDING', error: { failure: null, retryable: true } });
    expect(release.tickets[0].error.message).toMatch(/switched off/);
    expect(lab.calls.total).toBe(0);

    await setIntegration(app, integrationId, { isEnabled: true });
    await untilStates(app, release.id, 'CREATED');
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('more of them than an integration has leases: switching it on wakes every one, each job once', async () => {
    const { lab, integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    const releases: any[] = [];
    for (let count = 0; count < 14; count += 1) releases.push(await aRelease(app, fixture));
    // Their first wake-ups have found nothing that may be done.
    await untilIdle(app);
    const jobs = completedJobs(app, 'tickets.process');

    await setIntegration(app, integrationId, { isEnabled: true });
    for (const { id } of releases) await untilStates(app, id, 'CREATED');
    expect(lab.issues()).toHaveLength(14);
    expect(lab.calls.count(BULK)).toBe(14);
    expect(completedJobs(app, 'tickets.process') - jobs).toBeLessThanOrEqual(14 * 4);
  });

  it('switched off between the claim and the call: not sent, and made when it is on again', async () => {
    const { lab, integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    const release = await aRelease(app, fixture);
    await sql(
      app,
      `update ticket_operations set confirmed_absent_at = now() - interval '1 hour' where owner_id = $1`,
      [release.id],
    );
    const lookup = holdResponse(lab, SEARCH);
    await setIntegration(app, integrationId, { isEnabled: true });
    await lookup.received;
    await setIntegration(app, integrationId, { isEnabled: false });
    lookup.send();

    const { tickets } = await untilStates(app, release.id, 'PENDING');
    expect(tickets[0].error.message).toMatch(/switched off/);
    expect(lab.calls.count(BULK)).toBe(0);
    await setIntegration(app, integrationId, { isEnabled: true });
    await untilStates(app, release.id, 'CREATED');
    expect(lab.issues()).toHaveLength(1);
  });

  it('refused credentials: EXPIRED, the tickets wait, nothing is tried again, and renewed ones wake them', async () => {
    const { lab, integrationId } = fixture;
    lab.revokeToken();
    lab.calls.reset();

    const release = await aRelease(app, fixture, { platforms: ['WEB', 'IOS'], waitMs: 5_000 });
    expect(statesOf(release)).toEqual({ WEB: 'PENDING', APP_STORE: 'PENDING' });
    await eventually(async () =>
      expect((await readIntegrationRow(app, integrationId)).verification_status).toBe('EXPIRED'),
    );
    const calls = lab.calls.total;
    const later = await aRelease(app, fixture, { waitMs: 5_000 });
    expect(later.tickets[0].error.message).toMatch(/refuses the credentials/);
    await untilIdle(app);
    expect(lab.calls.total).toBe(calls);

    await renewCredentials();
    await untilStates(app, release.id, 'CREATED');
    await untilStates(app, later.id, 'CREATED');
    expect(lab.issues()).toHaveLength(3);
  });

  it('credentials refused while a lost ticket is looked up: it stays uncertain, and is found once they are renewed', async () => {
    const { lab, integrationId } = fixture;
    lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    lab.faults.inject(SEARCH, { kind: 'token-revoked' });

    const release = await aRelease(app, fixture);
    await eventually(async () =>
      expect((await readIntegrationRow(app, integrationId)).verification_status).toBe('EXPIRED'),
    );
    expect(statesOf(await readRelease(app, release.id))).toEqual({ WEB: 'UNCERTAIN' });

    await renewCredentials();
    await untilStates(app, release.id, 'CREATED');
    expect(lab.issues()).toHaveLength(1);
  });

  it('credentials replaced during the call: the answer is saved, and a refusal of the old ones changes nothing', async () => {
    const { lab, integrationId } = fixture;
    const first = holdResponse(lab, BULK);
    const created = await aRelease(app, fixture);
    await first.received;
    await renewCredentials();
    first.send();
    await untilStates(app, created.id, 'CREATED');

    const second = holdResponse(lab, BULK, 'before-commit');
    lab.faults.inject(BULK, { kind: 'token-revoked' });
    const refused = await aRelease(app, fixture);
    await second.received;
    await renewCredentials();
    second.send();
    await untilStates(app, refused.id, 'PENDING');
    expect((await readIntegrationRow(app, integrationId)).verification_status).toBe('VALID');
    await app.run(RETRY, { input: { releaseId: refused.id } });
    await untilStates(app, refused.id, 'CREATED');
    expect(lab.issues()).toHaveLength(2);
  });

  it('paused: the probe’s good answer wakes them', async () => {
    const { lab, integrationId } = fixture;
    lab.faults.inject(BULK, { kind: 'server-error', status: 423 });
    lab.calls.reset();
    const probe = holdResponse(lab, MYSELF);
    const release = await aRelease(app, fixture, { waitMs: 5_000 });
    expect(statesOf(release)).toEqual({ WEB: 'PENDING' });
    await probe.received;
    probe.send();

    await untilStates(app, release.id, 'CREATED');
    expect(lab.calls.count(MYSELF)).toBe(1);
    expect((await readIntegrationRow(app, integrationId)).paused_until).toBeNull();
  });

  it('disconnected after its release was cancelled: nothing is asked any more, nothing goes round in circles', async () => {
    const { lab, integrationId } = fixture;
    lab.faults.inject(BULK, { kind: 'drop-before-commit' });
    const search = lab.faults.inject(SEARCH, { kind: 'server-error', status: 500 }, { times: Infinity });
    const release = await aRelease(app, fixture);
    await untilStates(app, release.id, 'UNCERTAIN');
    await app.run(CHANGE_STATUS, { input: { id: release.id, status: 'CANCELLED' } });
    await app.run('mutation ($id: ID!) { deleteIntegration(id: $id) }', { id: integrationId });
    search.remove();
    await untilIdle(app);
    const calls = lab.calls.total;

    await sql(app, 'update ticket_operations set due_at = now() where owner_id = $1', [release.id]);
    await sql(
      app,
      `select graphile_worker.add_job('tickets.process', json_build_object(
         'projectId', $1::text, 'integrationId', $2::text, 'ownerId', $3::text))`,
      [fixture.projectId, integrationId, release.id],
    );
    await untilIdle(app);
    expect(lab.calls.total).toBe(calls);
    const [row] = await operationsOf(app, release.id);
    expect(row).toMatchObject({ state: 'UNCERTAIN', is_requested: false, lease_owner: null });
  });

  it('a release of two integrations: one that cannot be used does not delay the other', async () => {
    const { projectId, integrationId } = fixture;
    const second = await aJiraFixture(app, { name: 'second' });
    const { createIntegration } = await app.run(
      'mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }',
      {
        input: {
          projectId,
          name: 'Second',
          connection: { jira: { baseUrl: second.lab.baseUrl, ...second.lab.credentials } },
        },
      },
    );
    const { createPmConfig } = await app.run(
      'mutation ($input: CreatePmConfigInput!) { createPmConfig(input: $input) { id } }',
      {
        input: {
          projectId,
          integrationId,
          name: 'Two',
          platformConfigurations: [
            { platform: 'WEB', parameters: { projectKey: 'SHOP' } },
            {
              platform: 'APP_STORE',
              integrationId: createIntegration.id,
              parameters: { projectKey: 'SHOP' },
            },
          ],
        },
      },
    );
    await setIntegration(app, integrationId, { isEnabled: false });

    const { createRelease } = await app.run(CREATE_RELEASE, {
      input: { projectId, version: '1.0', platforms: ['WEB', 'IOS'], pmConfigId: createPmConfig.id },
    });
    expect(statesOf(createRelease)).toEqual({ WEB: 'PENDING', APP_STORE: 'CREATED' });

    await setIntegration(app, integrationId, { isEnabled: true });
    await untilStates(app, createRelease.id, 'CREATED');
    await second.lab.stop();
  });
});

/** No job that could run now is left. */
async function untilIdle(app: TestApp): Promise<void> {
  await eventually(async () =>
    expect(
      await sql(
        app,
        'select from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts',
      ),
    ).toEqual([]),
  );
}

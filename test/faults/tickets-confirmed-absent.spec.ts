import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { holdResponse, LONG_PROVIDER_TIMEOUT } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { ACTIVITY, CHANGE_STATUS, RETRY } from '../support/releases.documents.js';
import {
  actionsOf,
  aRelease,
  BULK,
  operationsOf,
  QUICK,
  readRelease,
  SEARCH,
  setIntegration,
  sql,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';

/** Lookups never prove absence here: what is made again was confirmed absent by a person. */
describe('an uncertain ticket that a person confirms absent', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp({
      ...QUICK,
      env: { ...QUICK.env, ...LONG_PROVIDER_TIMEOUT },
      timings: {
        ...QUICK.timings,
        strongProofAfterMs: 600_000,
        weakProofAfterMs: 600_000,
        waitForTicketsMs: 500,
      },
    });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  const confirmAbsent = (releaseId: string, more: object = {}) =>
    app.run(RETRY, { input: { releaseId, confirmNotCreated: ['WEB'], ...more } });
  const operation = async (releaseId: string) => (await operationsOf(app, releaseId))[0];

  async function anUncertainOne(kind: 'drop-before-commit' | 'drop-after-commit' = 'drop-before-commit') {
    fixture.lab.faults.inject(BULK, { kind });
    const { id } = await aRelease(app, fixture);
    await untilStates(app, id, 'UNCERTAIN');
    return id as string;
  }

  /** Its next lookup has begun, and has no answer yet. */
  async function duringLookup(id: string) {
    const lookup = holdResponse(fixture.lab, SEARCH);
    await app.run(RETRY, { input: { releaseId: id } });
    await lookup.received;
    return lookup;
  }

  it('is made again, as the same creation, and the activity says who confirmed it', async () => {
    const { lab } = fixture;
    const id = await anUncertainOne();
    const before = await operation(id);

    await confirmAbsent(id);

    await untilStates(app, id, 'CREATED');
    expect((await operation(id)).operation_id).toBe(before.operation_id);
    expect(lab.issues()).toHaveLength(1);
    expect(lab.calls.count(BULK)).toBe(2);
    const { release } = await app.run(ACTIVITY, { id });
    const entries = release.activity.edges.map(({ node }: any) => node);
    expect(entries.find(({ action }: any) => action === 'release.tickets_denied')).toMatchObject({
      summary: expect.stringContaining('WEB'),
      details: { platforms: ['WEB'] },
      actor: { kind: 'ACCOUNT', name: expect.any(String) },
    });
  });

  it('during a lookup: nothing is made before that is over, and what it finds counts', async () => {
    const { lab } = fixture;
    lab.site.indexLagMs = 60_000;
    // Its first lookup: it stays uncertain for as long as that response is held.
    const lookup = holdResponse(lab, SEARCH);
    const id = await anUncertainOne('drop-after-commit');
    await lookup.received;
    await confirmAbsent(id);
    expect(statesOf(await readRelease(app, id))).toEqual({ WEB: 'PENDING' });
    lookup.send();

    await untilStates(app, id, 'CREATED');
    expect(lab.issues()).toHaveLength(1);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('during a lookup that finds nothing: made once that is over', async () => {
    const { lab } = fixture;
    const id = await anUncertainOne();
    const lookup = await duringLookup(id);
    await confirmAbsent(id);
    expect(lab.calls.count(BULK)).toBe(1);
    lookup.send();

    await untilStates(app, id, 'CREATED');
    expect(lab.issues()).toHaveLength(1);
    expect(lab.calls.count(BULK)).toBe(2);
  });

  it('during the lookup of a worker that dies: made once its lease has run out', async () => {
    const id = await anUncertainOne();
    await sql(
      app,
      `update ticket_operations set lease_owner = gen_random_uuid(), lease_until = now() + interval '1 second'
       where owner_id = $1`,
      [id],
    );
    await confirmAbsent(id);
    await untilStates(app, id, 'CREATED');
    expect(fixture.lab.issues()).toHaveLength(1);
  });

  it('waits with the reason where the integration is off', async () => {
    const id = await anUncertainOne();
    await setIntegration(app, fixture.integrationId, { isEnabled: false });
    const { retryReleaseTickets } = await confirmAbsent(id);
    expect(retryReleaseTickets.tickets).toMatchObject([{ state: 'PENDING', error: { retryable: true } }]);
    await setIntegration(app, fixture.integrationId, { isEnabled: true });
    await untilStates(app, id, 'CREATED');
    expect(fixture.lab.issues()).toHaveLength(1);
  });

  it('cancelled before the lookup is over: skipped, and nothing is made', async () => {
    const { lab } = fixture;
    const id = await anUncertainOne();
    const lookup = await duringLookup(id);
    await confirmAbsent(id);
    await app.run(CHANGE_STATUS, { input: { id, status: 'CANCELLED' } });
    lookup.send();
    await untilStates(app, id, 'SKIPPED');
    await eventually(async () => expect((await operation(id)).lease_owner).toBeNull());
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('is left as it is where it is not uncertain, and no confirmation is recorded', async () => {
    const created = await aRelease(app, fixture, { waitMs: 5_000 });
    expect((await confirmAbsent(created.id)).retryReleaseTickets).toEqual(created);
    const failed = await aRelease(app, fixture, { issueType: 'Unheard of', waitMs: 5_000 });
    const { tickets } = (await confirmAbsent(failed.id, { parameters: { projectKey: 'SHOP' } }))
      .retryReleaseTickets;
    expect(tickets[0].state).not.toBe('FAILED');
    for (const { id } of [created, failed]) {
      expect(await actionsOf(app, id)).not.toContain('release.tickets_denied');
    }
  });

  it.each([
    [['APP_STORE'], 'confirmNotCreated.0'],
    [['WEB', 'PLAY_STORE', 'APP_STORE'], 'confirmNotCreated.1,confirmNotCreated.2'],
    [['WEB', 'WEB'], 'confirmNotCreated.1'],
    [[], 'confirmNotCreated'],
  ])('refuses %j, and nothing is made', async (confirmNotCreated, paths) => {
    const id = await anUncertainOne();
    const { errors } = await app.graphql(RETRY, { input: { releaseId: id, confirmNotCreated } });
    const { code, fields } = errors![0]!.extensions;
    expect([code, fields.map(({ path }: any) => path).join()]).toEqual(['BAD_USER_INPUT', paths]);
    expect(statesOf(await readRelease(app, id))).toEqual({ WEB: 'UNCERTAIN' });
    expect(fixture.lab.calls.count(BULK)).toBe(1);
  });
});

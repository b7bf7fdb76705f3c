import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { holdAnswer, PATIENT } from '../support/held-answers.js';
import { aJiraGround, type JiraGround } from '../support/jira-project.js';
import { ACTIVITY, CHANGE_STATUS, RETRY } from '../support/release-operations.js';
import {
  actionsOf,
  aRelease,
  BULK,
  operationsOf,
  QUICK,
  releaseNow,
  SEARCH,
  setIntegration,
  sql,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';

/** A tracker has so much time here that absence is never proven by looking: whatever is made again, a person allowed. */
describe('an uncertain ticket of which a person says that it is not there', () => {
  let app: TestApp;
  let ground: JiraGround;

  beforeAll(async () => {
    app = await startApp({
      ...QUICK,
      env: { ...QUICK.env, ...PATIENT },
      timings: {
        ...QUICK.timings,
        strongProofAfterMs: 600_000,
        weakProofAfterMs: 600_000,
        waitForTicketsMs: 500,
      },
    });
  });

  beforeEach(async () => {
    ground = await aJiraGround(app);
  });

  afterEach(() => ground?.lab.stop());
  afterAll(() => app?.close());

  const deny = (releaseId: string, more: object = {}) =>
    app.run(RETRY, { input: { releaseId, confirmNotCreated: ['WEB'], ...more } });
  const operation = async (releaseId: string) => (await operationsOf(app, releaseId))[0];

  async function anUncertainOne(kind: 'drop-before-commit' | 'drop-after-commit' = 'drop-before-commit') {
    ground.lab.faults.inject(BULK, { kind });
    const { id } = await aRelease(app, ground);
    await untilStates(app, id, 'UNCERTAIN');
    return id as string;
  }

  /** Its next look has begun, and has no answer yet. */
  async function whileLookedFor(id: string) {
    const look = holdAnswer(ground.lab, SEARCH);
    await app.run(RETRY, { input: { releaseId: id } });
    await look.asked;
    return look;
  }

  it('is made again, as the same creation, and the activity keeps who said so', async () => {
    const { lab } = ground;
    const id = await anUncertainOne();
    const before = await operation(id);

    await deny(id);

    await untilStates(app, id, 'CREATED');
    expect((await operation(id)).operation_id).toBe(before.operation_id);
    expect(lab.issues()).toHaveLength(1);
    expect(lab.calls.count(BULK)).toBe(2);
    const { release } = await app.run(ACTIVITY, { id });
    const told = release.activity.edges.map(({ node }: any) => node);
    expect(told.find(({ action }: any) => action === 'release.tickets_denied')).toMatchObject({
      summary: expect.stringContaining('WEB'),
      details: { platforms: ['WEB'] },
      actor: { kind: 'ACCOUNT', name: expect.any(String) },
    });
  });

  it('while it is being looked for: nothing is made before that look is over, and what it finds counts', async () => {
    const { lab } = ground;
    lab.site.indexLagMs = 60_000;
    // Its first look: it stays uncertain for as long as that is held.
    const look = holdAnswer(lab, SEARCH);
    const id = await anUncertainOne('drop-after-commit');
    await look.asked;
    await deny(id);
    expect(statesOf(await releaseNow(app, id))).toEqual({ WEB: 'PENDING' });
    look.letGo();

    await untilStates(app, id, 'CREATED');
    expect(lab.issues()).toHaveLength(1);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('while it is being looked for, and that look finds nothing: made once it is over', async () => {
    const { lab } = ground;
    const id = await anUncertainOne();
    const look = await whileLookedFor(id);
    await deny(id);
    expect(lab.calls.count(BULK)).toBe(1);
    look.letGo();

    await untilStates(app, id, 'CREATED');
    expect(lab.issues()).toHaveLength(1);
    expect(lab.calls.count(BULK)).toBe(2);
  });

  it('while somebody looked for it who died: made once the lease of that look has run out', async () => {
    const id = await anUncertainOne();
    await sql(
      app,
      `update ticket_operations set lease_owner = gen_random_uuid(), lease_until = now() + interval '1 second'
       where owner_id = $1`,
      [id],
    );
    await deny(id);
    await untilStates(app, id, 'CREATED');
    expect(ground.lab.issues()).toHaveLength(1);
  });

  it('waits with the reason where the integration is off', async () => {
    const id = await anUncertainOne();
    await setIntegration(app, ground.integrationId, { isEnabled: false });
    const { retryReleaseTickets } = await deny(id);
    expect(retryReleaseTickets.tickets).toMatchObject([{ state: 'PENDING', error: { retryable: true } }]);
    await setIntegration(app, ground.integrationId, { isEnabled: true });
    await untilStates(app, id, 'CREATED');
    expect(ground.lab.issues()).toHaveLength(1);
  });

  it('cancelled before the look is over: skipped, and nothing is made', async () => {
    const { lab } = ground;
    const id = await anUncertainOne();
    const look = await whileLookedFor(id);
    await deny(id);
    await app.run(CHANGE_STATUS, { input: { id, status: 'CANCELLED' } });
    look.letGo();
    await untilStates(app, id, 'SKIPPED');
    await eventually(async () => expect((await operation(id)).lease_owner).toBeNull());
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('is left as it is where it is not uncertain, and nobody is said to have said anything', async () => {
    const created = await aRelease(app, ground, { waitMs: 5_000 });
    expect((await deny(created.id)).retryReleaseTickets).toEqual(created);
    const failed = await aRelease(app, ground, { issueType: 'Unheard of', waitMs: 5_000 });
    const { tickets } = (await deny(failed.id, { parameters: { projectKey: 'SHOP' } })).retryReleaseTickets;
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
    expect(statesOf(await releaseNow(app, id))).toEqual({ WEB: 'UNCERTAIN' });
    expect(ground.lab.calls.count(BULK)).toBe(1);
  });
});

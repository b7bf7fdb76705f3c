import { randomBytes } from 'node:crypto';
import { type GraphqlResponse, startApp, type TestApp } from '../support/app.js';
import { holdResponse, LONG_PROVIDER_TIMEOUT } from '../support/held-responses.js';
import { runQueuedOnRelease } from '../support/release-lock-queue.js';
import { aJiraFixture, aManualTicket, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { CHANGE_STATUS, LINK, RETRY, UNLINK, UPDATE_RELEASE } from '../support/releases.documents.js';
import {
  actionsOf,
  aRelease,
  BULK,
  BULK_READ,
  operationsOf,
  QUICK,
  readRelease,
  sql,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

/** No worker runs but where a test says so: what people do is all that happens. */
describe('two people at once', () => {
  const shared = {
    ...QUICK,
    env: { ...QUICK.env, ...LONG_PROVIDER_TIMEOUT },
    timings: { ...QUICK.timings, waitForTicketsMs: 1 },
    encryptionKeys: `1:${randomBytes(32).toString('base64')}`,
  };
  let database: TestDatabase;
  let app: TestApp;
  let fixture: JiraFixture;
  let byHand: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startApp({ ...shared, env: { ...shared.env, ROLE: 'api' }, database });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
    byHand = aManualTicket(fixture.lab);
  });

  afterEach(() => fixture?.lab.stop());

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  /** A worker comes, makes what is to be made, and goes. */
  async function afterWork<T>(work: () => Promise<T>): Promise<T> {
    const worker = await startApp({ ...shared, env: { ...shared.env, ROLE: 'worker' }, database });
    return work().finally(() => worker.close());
  }

  const WEB = { platform: 'WEB' };
  const edit = (id: string, input: object) => () => app.graphql(UPDATE_RELEASE, { input: { id, ...input } });
  const retry =
    (releaseId: string, more: object = {}) =>
    () =>
      app.graphql(RETRY, { input: { releaseId, ...more } });
  const link =
    (releaseId: string, ticketKey = byHand) =>
    () =>
      app.graphql(LINK, { input: { releaseId, ticketKey, ...WEB } });
  const unlink = (releaseId: string) => () => app.graphql(UNLINK, { input: { releaseId, ...WEB } });
  const cancel = (id: string) => () => app.graphql(CHANGE_STATUS, { input: { id, status: 'CANCELLED' } });

  /** What each of them was answered: `ok` or a code. */
  const outcomes = (answers: readonly GraphqlResponse[]) =>
    answers.map(({ errors }) => errors?.[0]?.extensions['code'] ?? 'ok');
  const tickets = async (id: string) => statesOf(await readRelease(app, id));
  const count = async (id: string, action: string) =>
    (await actionsOf(app, id)).filter((each) => each === action).length;
  const ours = () => fixture.lab.issues().filter(({ key }) => key !== byHand);

  async function aPendingOne(): Promise<string> {
    return (await aRelease(app, fixture)).id;
  }

  async function aFailedOne(): Promise<string> {
    const { id } = await aRelease(app, fixture, { issueType: 'Unheard of' });
    await afterWork(() => untilStates(app, id, 'FAILED'));
    return id;
  }

  const GIVEN = { parameters: { projectKey: 'SHOP' } };

  describe('editing', () => {
    it('fields that the other one does not change stay as they were edited', async () => {
      const id = await aPendingOne();
      const answers = await runQueuedOnRelease(
        ...([app, id, edit(id, { description: 'Mine.' }), edit(id, { plannedDate: '2026-12-24' })] as const),
      );
      expect(outcomes(answers)).toEqual(['ok', 'ok']);
      expect(await readRelease(app, id)).toMatchObject({ description: 'Mine.', plannedDate: '2026-12-24' });
    });

    it('from the same state: the second gets a conflict, and the first’s edit stands', async () => {
      const { id, updatedAt: ifUpdatedAt } = await aRelease(app, fixture);
      const answers = await runQueuedOnRelease(
        app,
        id,
        edit(id, { version: '1.1.0', ifUpdatedAt }),
        edit(id, { version: '1.2.0', platforms: ['WEB', 'IOS'], ifUpdatedAt }),
      );
      expect(outcomes(answers)).toEqual(['ok', 'CONFLICT']);
      const release = await readRelease(app, id);
      expect(release).toMatchObject({ version: '1.1.0', platforms: ['WEB'] });
      expect(release.tickets).toMatchObject([{ title: 'Release v1.1.0 - Web' }]);
    });

    it('adding the same platform twice: one ticket', async () => {
      const id = await aPendingOne();
      const add = edit(id, { platforms: ['WEB', 'IOS'] });
      expect(outcomes(await runQueuedOnRelease(app, id, add, add))).toEqual(['ok', 'ok']);
      expect(await tickets(id)).toEqual({ WEB: 'PENDING', APP_STORE: 'PENDING' });
      expect(await count(id, 'release.updated')).toBe(1);
      await afterWork(() => untilStates(app, id, 'CREATED'));
      expect(ours()).toHaveLength(2);
    });

    it('adding different platforms: the second gets a conflict that names the one that its list lacks', async () => {
      const id = await aPendingOne();
      const answers = await runQueuedOnRelease(
        ...([
          app,
          id,
          edit(id, { platforms: ['WEB', 'IOS'] }),
          edit(id, { platforms: ['WEB', 'ANDROID'] }),
        ] as const),
      );
      expect(outcomes(answers)).toEqual(['ok', 'BAD_USER_INPUT']);
      expect((await readRelease(app, id)).platforms).toEqual(['WEB', 'IOS']);
    });

    it('a platform is added, then the release cancelled: no ticket is made', async () => {
      const id = await aPendingOne();
      const answers = await runQueuedOnRelease(app, id, edit(id, { platforms: ['WEB', 'IOS'] }), cancel(id));
      expect(outcomes(answers)).toEqual(['ok', 'ok']);
      expect(await tickets(id)).toEqual({ WEB: 'SKIPPED', APP_STORE: 'SKIPPED' });
    });

    it('the release is cancelled, then a platform added: a conflict', async () => {
      const id = await aPendingOne();
      const answers = await runQueuedOnRelease(app, id, cancel(id), edit(id, { platforms: ['WEB', 'IOS'] }));
      expect(outcomes(answers)).toEqual(['ok', 'CONFLICT']);
      expect(await tickets(id)).toEqual({ WEB: 'SKIPPED' });
    });
  });

  describe('retrying', () => {
    it('twice: one retry, one ticket', async () => {
      const id = await aFailedOne();
      expect(outcomes(await runQueuedOnRelease(app, id, retry(id, GIVEN), retry(id, GIVEN)))).toEqual([
        'ok',
        'ok',
      ]);
      expect(await count(id, 'release.tickets_retried')).toBe(1);
      await afterWork(() => untilStates(app, id, 'CREATED'));
      expect(ours()).toHaveLength(1);
      expect(fixture.lab.calls.count(BULK)).toBe(1);
    });

    it('twice with different parameters: the first’s stand, and nobody’s are mixed', async () => {
      const id = await aFailedOne();
      const retryWith = (titleTemplate: string) =>
        retry(id, { parameters: { projectKey: 'SHOP', titleTemplate } });
      await runQueuedOnRelease(app, id, retryWith('First'), retryWith('Second'));
      const { tickets } = await afterWork(() => untilStates(app, id, 'CREATED'));
      expect(tickets).toMatchObject([{ title: 'First' }]);
      expect(ours()[0]!.fields['summary']).toBe('First');
    });

    it('then cancelling: nothing is made', async () => {
      const id = await aFailedOne();
      expect(outcomes(await runQueuedOnRelease(app, id, retry(id, GIVEN), cancel(id)))).toEqual(['ok', 'ok']);
      expect(await tickets(id)).toEqual({ WEB: 'SKIPPED' });
      await afterWork(() => somethingElseIsMade());
      expect(ours()).toHaveLength(1);
    });

    it('after cancelling: a conflict', async () => {
      const id = await aFailedOne();
      expect(outcomes(await runQueuedOnRelease(app, id, cancel(id), retry(id, GIVEN)))).toEqual([
        'ok',
        'CONFLICT',
      ]);
      expect(await tickets(id)).toEqual({ WEB: 'SKIPPED' });
    });

    it('an uncertain one confirmed absent twice: made again once', async () => {
      const id = await aPendingOne();
      await sql(
        app,
        `update ticket_operations set state = 'UNCERTAIN', first_sent_at = now(), send_deadline = now(),
           due_at = now() + interval '1 hour' where owner_id = $1`,
        [id],
      );
      const confirmAbsent = retry(id, { confirmNotCreated: ['WEB'] });
      expect(outcomes(await runQueuedOnRelease(app, id, confirmAbsent, confirmAbsent))).toEqual(['ok', 'ok']);
      expect(await count(id, 'release.tickets_denied')).toBe(1);
      await afterWork(() => untilStates(app, id, 'CREATED'));
      expect(ours()).toHaveLength(1);
    });
  });

  describe('linking', () => {
    it('then retrying: the linked ticket stays, and none is made', async () => {
      const id = await aFailedOne();
      expect(outcomes(await runQueuedOnRelease(app, id, link(id), retry(id, GIVEN)))).toEqual(['ok', 'ok']);
      await afterWork(() => somethingElseIsMade());
      expect((await readRelease(app, id)).webEpicId).toBe(byHand);
      expect(await count(id, 'release.tickets_retried')).toBe(0);
      expect(ours()).toHaveLength(1);
    });

    it('after a retry that no worker has claimed: the linked ticket stays, and none is made', async () => {
      const id = await aFailedOne();
      expect(outcomes(await runQueuedOnRelease(app, id, retry(id, GIVEN), link(id)))).toEqual(['ok', 'ok']);
      await afterWork(() => somethingElseIsMade());
      expect((await readRelease(app, id)).webEpicId).toBe(byHand);
      expect(ours()).toHaveLength(1);
    });

    it('two tickets: the second gets a conflict that names the first’s, which stays', async () => {
      const id = await aPendingOne();
      const other = aManualTicket(fixture.lab);
      const answers = await runQueuedOnRelease(app, id, link(id), link(id, other));
      expect(outcomes(answers)).toEqual(['ok', 'CONFLICT']);
      expect(answers[1]!.errors![0]!.message).toContain(byHand);
      expect((await readRelease(app, id)).webEpicId).toBe(byHand);
      expect(outcomes([await link(id, other)()])).toEqual(['ok']);
    });

    it('two tickets of a platform that had none: one row, and the second gets a conflict', async () => {
      const { id } = await aRelease(app, fixture, { platforms: ['WEB'], isEnabled: false });
      const other = aManualTicket(fixture.lab);
      expect(outcomes(await runQueuedOnRelease(app, id, link(id), link(id, other)))).toEqual([
        'ok',
        'CONFLICT',
      ]);
      expect(await operationsOf(app, id)).toMatchObject([{ key: byHand }]);
    });

    it('the same ticket: linked once', async () => {
      const id = await aPendingOne();
      expect(outcomes(await runQueuedOnRelease(app, id, link(id), link(id)))).toEqual(['ok', 'ok']);
      expect(await count(id, 'release.ticket_linked')).toBe(1);
    });

    it('and cancelling: whoever is first decides', async () => {
      const [one, other] = [await aPendingOne(), await aPendingOne()];
      expect(outcomes(await runQueuedOnRelease(app, one, link(one), cancel(one)))).toEqual(['ok', 'ok']);
      expect(await tickets(one)).toEqual({ WEB: 'CREATED' });
      expect(outcomes(await runQueuedOnRelease(app, other, cancel(other), link(other)))).toEqual([
        'ok',
        'CONFLICT',
      ]);
      expect(await tickets(other)).toEqual({ WEB: 'SKIPPED' });
    });

    it('while the tracker is being asked the release is cancelled: a conflict', async () => {
      const id = await aPendingOne();
      const held = holdResponse(fixture.lab, BULK_READ);
      const linking = link(id)();
      await held.received;
      await cancel(id)();
      held.send();
      expect(outcomes([await linking])).toEqual(['CONFLICT']);
    });

    it('while the tracker is being asked the integration’s credentials are renewed: a conflict', async () => {
      const { lab, integrationId } = fixture;
      const id = await aPendingOne();
      const held = holdResponse(lab, BULK_READ);
      const linking = link(id)();
      await held.received;
      await app.run(
        'mutation ($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { id } }',
        {
          input: { id: integrationId, connection: { jira: { apiToken: lab.credentials.apiToken } } },
        },
      );
      held.send();
      expect(outcomes([await linking])).toEqual(['CONFLICT']);
      expect(await tickets(id)).toEqual({ WEB: 'PENDING' });
    });
  });

  describe('unlinking', () => {
    it('twice: the second gets a conflict', async () => {
      const id = await aPendingOne();
      await link(id)();
      expect(outcomes(await runQueuedOnRelease(app, id, unlink(id), unlink(id)))).toEqual(['ok', 'CONFLICT']);
      expect(await count(id, 'release.ticket_unlinked')).toBe(1);
    });

    it('then a retry that names the platform: made anew; the other way round nothing is retried', async () => {
      const [one, other] = [await aPendingOne(), await aPendingOne()];
      for (const id of [one, other]) await link(id)();
      const named = { platforms: ['WEB'] };
      expect(outcomes(await runQueuedOnRelease(app, one, unlink(one), retry(one, named)))).toEqual([
        'ok',
        'ok',
      ]);
      expect(outcomes(await runQueuedOnRelease(app, other, retry(other, named), unlink(other)))).toEqual([
        'ok',
        'ok',
      ]);
      await afterWork(() => untilStates(app, one, 'CREATED'));
      expect(await tickets(other)).toEqual({ WEB: 'SKIPPED' });
      expect(ours()).toHaveLength(1);
    });

    it('while somebody links another one: that one is followed', async () => {
      const id = await aPendingOne();
      await link(id)();
      const other = aManualTicket(fixture.lab);
      expect(outcomes(await runQueuedOnRelease(app, id, unlink(id), link(id, other)))).toEqual(['ok', 'ok']);
      expect((await readRelease(app, id)).webEpicId).toBe(other);
    });
  });

  it('many at once, and a worker: everybody is answered, nothing deadlocks, each platform has one ticket at most', async () => {
    const { id } = await aRelease(app, fixture, { platforms: ['WEB', 'IOS'] });
    const others = [aManualTicket(fixture.lab), aManualTicket(fixture.lab)];
    const actions = [
      ...[retry(id), retry(id, { platforms: ['WEB'] }), unlink(id), link(id), link(id, others[0])],
      ...[edit(id, { description: 'x' }), edit(id, { platforms: ['WEB', 'IOS', 'ANDROID'] })],
      ...[retry(id, { confirmNotCreated: ['WEB'] }), link(id, others[1])],
    ];
    await afterWork(async () => {
      const answers: GraphqlResponse[] = [];
      for (let round = 0; round < 4; round += 1) {
        answers.push(...(await Promise.all(actions.map((action) => action()))));
      }
      expect(outcomes(answers).filter((one) => one !== 'ok' && one !== 'CONFLICT')).toEqual([]);
      await retry(id, { platforms: ['WEB'] })();
      await untilStates(app, id, 'CREATED');
    });
    const [{ deadlocks }] = await sql(
      app,
      'select deadlocks::int from pg_stat_database where datname = current_database()',
    );
    expect(deadlocks).toBe(0);
    expect(await operationsOf(app, id)).toHaveLength(3);
    const followed = (await operationsOf(app, id)).map(({ key }) => key);
    const storeTickets = fixture.lab
      .issues()
      .filter(({ fields }) => String(fields['summary']).includes('Store'));
    expect(storeTickets.map(({ key }) => key).every((key) => followed.includes(key))).toBe(true);
  });

  /** Waits long enough for a worker to do what it must not do. */
  async function somethingElseIsMade(): Promise<void> {
    const { id } = await aRelease(app, fixture);
    await untilStates(app, id, 'CREATED');
  }
});

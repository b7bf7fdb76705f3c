import { randomBytes } from 'node:crypto';
import { type GraphqlAnswer, startApp, type TestApp } from '../support/app.js';
import { holdAnswer, PATIENT } from '../support/held-answers.js';
import { inLine } from '../support/in-line.js';
import { aJiraGround, aTicketOfPeople, type JiraGround } from '../support/jira-project.js';
import { CHANGE_STATUS, LINK, RETRY, UNLINK, UPDATE_RELEASE } from '../support/release-operations.js';
import {
  actionsOf,
  aRelease,
  BULK,
  BULK_READ,
  operationsOf,
  QUICK,
  releaseNow,
  sql,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

/** No worker runs but where a test says so: what people do is all that happens. */
describe('two people at once', () => {
  const shared = {
    ...QUICK,
    env: { ...QUICK.env, ...PATIENT },
    timings: { ...QUICK.timings, waitForTicketsMs: 1 },
    encryptionKeys: `1:${randomBytes(32).toString('base64')}`,
  };
  let database: TestDatabase;
  let app: TestApp;
  let ground: JiraGround;
  let byHand: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startApp({ ...shared, env: { ...shared.env, ROLE: 'api' }, database });
  });

  beforeEach(async () => {
    ground = await aJiraGround(app);
    byHand = aTicketOfPeople(ground.lab);
  });

  afterEach(() => ground?.lab.stop());

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

  /** What each of them was told: `ok` or a code. */
  const told = (answers: readonly GraphqlAnswer[]) =>
    answers.map(({ errors }) => errors?.[0]?.extensions['code'] ?? 'ok');
  const tickets = async (id: string) => statesOf(await releaseNow(app, id));
  const count = async (id: string, action: string) =>
    (await actionsOf(app, id)).filter((each) => each === action).length;
  const ours = () => ground.lab.issues().filter(({ key }) => key !== byHand);

  async function aPendingOne(): Promise<string> {
    return (await aRelease(app, ground)).id;
  }

  async function aFailedOne(): Promise<string> {
    const { id } = await aRelease(app, ground, { issueType: 'Unheard of' });
    await afterWork(() => untilStates(app, id, 'FAILED'));
    return id;
  }

  const GIVEN = { parameters: { projectKey: 'SHOP' } };

  describe('editing', () => {
    it('what the other one does not touch is kept', async () => {
      const id = await aPendingOne();
      const answers = await inLine(
        ...([app, id, edit(id, { description: 'Mine.' }), edit(id, { plannedDate: '2026-12-24' })] as const),
      );
      expect(told(answers)).toEqual(['ok', 'ok']);
      expect(await releaseNow(app, id)).toMatchObject({ description: 'Mine.', plannedDate: '2026-12-24' });
    });

    it('from the same state: the second is told, and the first’s edit stands', async () => {
      const { id, updatedAt: ifUpdatedAt } = await aRelease(app, ground);
      const answers = await inLine(
        app,
        id,
        edit(id, { version: '1.1.0', ifUpdatedAt }),
        edit(id, { version: '1.2.0', platforms: ['WEB', 'IOS'], ifUpdatedAt }),
      );
      expect(told(answers)).toEqual(['ok', 'CONFLICT']);
      const release = await releaseNow(app, id);
      expect(release).toMatchObject({ version: '1.1.0', platforms: ['WEB'] });
      expect(release.tickets).toMatchObject([{ title: 'Release v1.1.0 - Web' }]);
    });

    it('adding the same platform twice: one ticket', async () => {
      const id = await aPendingOne();
      const add = edit(id, { platforms: ['WEB', 'IOS'] });
      expect(told(await inLine(app, id, add, add))).toEqual(['ok', 'ok']);
      expect(await tickets(id)).toEqual({ WEB: 'PENDING', APP_STORE: 'PENDING' });
      expect(await count(id, 'release.updated')).toBe(1);
      await afterWork(() => untilStates(app, id, 'CREATED'));
      expect(ours()).toHaveLength(2);
    });

    it('adding different platforms: the second is told that one has come that its list lacks', async () => {
      const id = await aPendingOne();
      const answers = await inLine(
        ...([
          app,
          id,
          edit(id, { platforms: ['WEB', 'IOS'] }),
          edit(id, { platforms: ['WEB', 'ANDROID'] }),
        ] as const),
      );
      expect(told(answers)).toEqual(['ok', 'BAD_USER_INPUT']);
      expect((await releaseNow(app, id)).platforms).toEqual(['WEB', 'IOS']);
    });

    it('a platform is added, then the release cancelled: no ticket is made', async () => {
      const id = await aPendingOne();
      const answers = await inLine(app, id, edit(id, { platforms: ['WEB', 'IOS'] }), cancel(id));
      expect(told(answers)).toEqual(['ok', 'ok']);
      expect(await tickets(id)).toEqual({ WEB: 'SKIPPED', APP_STORE: 'SKIPPED' });
    });

    it('the release is cancelled, then a platform added: a conflict', async () => {
      const id = await aPendingOne();
      const answers = await inLine(app, id, cancel(id), edit(id, { platforms: ['WEB', 'IOS'] }));
      expect(told(answers)).toEqual(['ok', 'CONFLICT']);
      expect(await tickets(id)).toEqual({ WEB: 'SKIPPED' });
    });
  });

  describe('retrying', () => {
    it('pressed twice: taken up once, one ticket', async () => {
      const id = await aFailedOne();
      expect(told(await inLine(app, id, retry(id, GIVEN), retry(id, GIVEN)))).toEqual(['ok', 'ok']);
      expect(await count(id, 'release.tickets_retried')).toBe(1);
      await afterWork(() => untilStates(app, id, 'CREATED'));
      expect(ours()).toHaveLength(1);
      expect(ground.lab.calls.count(BULK)).toBe(1);
    });

    it('twice with different parameters: the first’s stand, and nobody’s are mixed', async () => {
      const id = await aFailedOne();
      const wish = (titleTemplate: string) =>
        retry(id, { parameters: { projectKey: 'SHOP', titleTemplate } });
      await inLine(app, id, wish('First'), wish('Second'));
      const { tickets: made } = await afterWork(() => untilStates(app, id, 'CREATED'));
      expect(made).toMatchObject([{ title: 'First' }]);
      expect(ours()[0]!.fields['summary']).toBe('First');
    });

    it('then cancelling: nothing is made', async () => {
      const id = await aFailedOne();
      expect(told(await inLine(app, id, retry(id, GIVEN), cancel(id)))).toEqual(['ok', 'ok']);
      expect(await tickets(id)).toEqual({ WEB: 'SKIPPED' });
      await afterWork(() => somethingElseIsMade());
      expect(ours()).toHaveLength(1);
    });

    it('after cancelling: a conflict', async () => {
      const id = await aFailedOne();
      expect(told(await inLine(app, id, cancel(id), retry(id, GIVEN)))).toEqual(['ok', 'CONFLICT']);
      expect(await tickets(id)).toEqual({ WEB: 'SKIPPED' });
    });

    it('that an uncertain one is not there, said twice: made again once', async () => {
      const id = await aPendingOne();
      await sql(
        app,
        `update ticket_operations set state = 'UNCERTAIN', first_sent_at = now(), send_deadline = now(),
           due_at = now() + interval '1 hour' where owner_id = $1`,
        [id],
      );
      const deny = retry(id, { confirmNotCreated: ['WEB'] });
      expect(told(await inLine(app, id, deny, deny))).toEqual(['ok', 'ok']);
      expect(await count(id, 'release.tickets_denied')).toBe(1);
      await afterWork(() => untilStates(app, id, 'CREATED'));
      expect(ours()).toHaveLength(1);
    });
  });

  describe('linking', () => {
    it('then retrying: the linked ticket is kept, and none is made', async () => {
      const id = await aFailedOne();
      expect(told(await inLine(app, id, link(id), retry(id, GIVEN)))).toEqual(['ok', 'ok']);
      await afterWork(() => somethingElseIsMade());
      expect((await releaseNow(app, id)).webEpicId).toBe(byHand);
      expect(await count(id, 'release.tickets_retried')).toBe(0);
      expect(ours()).toHaveLength(1);
    });

    it('after a retry that no worker has taken up: the linked ticket is kept, and none is made', async () => {
      const id = await aFailedOne();
      expect(told(await inLine(app, id, retry(id, GIVEN), link(id)))).toEqual(['ok', 'ok']);
      await afterWork(() => somethingElseIsMade());
      expect((await releaseNow(app, id)).webEpicId).toBe(byHand);
      expect(ours()).toHaveLength(1);
    });

    it('two tickets: the second is told of the first’s, which stands', async () => {
      const id = await aPendingOne();
      const other = aTicketOfPeople(ground.lab);
      const answers = await inLine(app, id, link(id), link(id, other));
      expect(told(answers)).toEqual(['ok', 'CONFLICT']);
      expect(answers[1]!.errors![0]!.message).toContain(byHand);
      expect((await releaseNow(app, id)).webEpicId).toBe(byHand);
      expect(told([await link(id, other)()])).toEqual(['ok']);
    });

    it('two tickets of a platform that had none: one row, and the second is told', async () => {
      const { id } = await aRelease(app, ground, { platforms: ['WEB'], isEnabled: false });
      const other = aTicketOfPeople(ground.lab);
      expect(told(await inLine(app, id, link(id), link(id, other)))).toEqual(['ok', 'CONFLICT']);
      expect(await operationsOf(app, id)).toMatchObject([{ key: byHand }]);
    });

    it('the same ticket: linked once', async () => {
      const id = await aPendingOne();
      expect(told(await inLine(app, id, link(id), link(id)))).toEqual(['ok', 'ok']);
      expect(await count(id, 'release.ticket_linked')).toBe(1);
    });

    it('and cancelling: whoever is first decides', async () => {
      const [one, other] = [await aPendingOne(), await aPendingOne()];
      expect(told(await inLine(app, one, link(one), cancel(one)))).toEqual(['ok', 'ok']);
      expect(await tickets(one)).toEqual({ WEB: 'CREATED' });
      expect(told(await inLine(app, other, cancel(other), link(other)))).toEqual(['ok', 'CONFLICT']);
      expect(await tickets(other)).toEqual({ WEB: 'SKIPPED' });
    });

    it('while the release is cancelled and the tracker thinks: a conflict', async () => {
      const id = await aPendingOne();
      const held = holdAnswer(ground.lab, BULK_READ);
      const linking = link(id)();
      await held.asked;
      await cancel(id)();
      held.letGo();
      expect(told([await linking])).toEqual(['CONFLICT']);
    });

    it('while the integration’s credentials are renewed and the tracker thinks: a conflict', async () => {
      const { lab, integrationId } = ground;
      const id = await aPendingOne();
      const held = holdAnswer(lab, BULK_READ);
      const linking = link(id)();
      await held.asked;
      await app.run(
        'mutation ($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { id } }',
        {
          input: { id: integrationId, connection: { jira: { apiToken: lab.credentials.apiToken } } },
        },
      );
      held.letGo();
      expect(told([await linking])).toEqual(['CONFLICT']);
      expect(await tickets(id)).toEqual({ WEB: 'PENDING' });
    });
  });

  describe('unlinking', () => {
    it('twice: the second is told', async () => {
      const id = await aPendingOne();
      await link(id)();
      expect(told(await inLine(app, id, unlink(id), unlink(id)))).toEqual(['ok', 'CONFLICT']);
      expect(await count(id, 'release.ticket_unlinked')).toBe(1);
    });

    it('then a retry that names the platform: made anew; the other way round nothing is retried', async () => {
      const [one, other] = [await aPendingOne(), await aPendingOne()];
      for (const id of [one, other]) await link(id)();
      const named = { platforms: ['WEB'] };
      expect(told(await inLine(app, one, unlink(one), retry(one, named)))).toEqual(['ok', 'ok']);
      expect(told(await inLine(app, other, retry(other, named), unlink(other)))).toEqual(['ok', 'ok']);
      await afterWork(() => untilStates(app, one, 'CREATED'));
      expect(await tickets(other)).toEqual({ WEB: 'SKIPPED' });
      expect(ours()).toHaveLength(1);
    });

    it('while somebody links another one: that one is followed', async () => {
      const id = await aPendingOne();
      await link(id)();
      const other = aTicketOfPeople(ground.lab);
      expect(told(await inLine(app, id, unlink(id), link(id, other)))).toEqual(['ok', 'ok']);
      expect((await releaseNow(app, id)).webEpicId).toBe(other);
    });
  });

  it('many at once, and a worker: everybody is answered, nothing deadlocks, each platform has one ticket at most', async () => {
    const { id } = await aRelease(app, ground, { platforms: ['WEB', 'IOS'] });
    const others = [aTicketOfPeople(ground.lab), aTicketOfPeople(ground.lab)];
    const deeds = [
      ...[retry(id), retry(id, { platforms: ['WEB'] }), unlink(id), link(id), link(id, others[0])],
      ...[edit(id, { description: 'x' }), edit(id, { platforms: ['WEB', 'IOS', 'ANDROID'] })],
      ...[retry(id, { confirmNotCreated: ['WEB'] }), link(id, others[1])],
    ];
    await afterWork(async () => {
      const answers: GraphqlAnswer[] = [];
      for (let round = 0; round < 4; round += 1) {
        answers.push(...(await Promise.all(deeds.map((deed) => deed()))));
      }
      expect(told(answers).filter((one) => one !== 'ok' && one !== 'CONFLICT')).toEqual([]);
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
    const storeTickets = ground.lab
      .issues()
      .filter(({ fields }) => String(fields['summary']).includes('Store'));
    expect(storeTickets.map(({ key }) => key).every((key) => followed.includes(key))).toBe(true);
  });

  /** So that a worker had every occasion to do what it must not do. */
  async function somethingElseIsMade(): Promise<void> {
    const { id } = await aRelease(app, ground);
    await untilStates(app, id, 'CREATED');
  }
});

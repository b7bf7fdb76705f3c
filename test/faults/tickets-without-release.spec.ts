import { randomBytes, randomUUID } from 'node:crypto';
import { startJiraCloudLab } from '../../lab/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJiraFixture, connectJira, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { killProducts, type ProductProcess } from '../support/product-process.js';
import { BULK, QUICK, SEARCH, setIntegration, sql } from '../support/release-tickets.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { CREATE_TICKETS } from '../support/tickets.documents.js';
import { killWorker, startWorker } from '../support/worker-process.js';

const ALL = ['WEB', 'PLAY_STORE', 'APP_STORE'] as const;
const EXISTED = { WEB: 'EXISTED', PLAY_STORE: 'EXISTED', APP_STORE: 'EXISTED' };

/** Three tickets, by one key. */
function aRequest({ integrationId }: Pick<JiraFixture, 'integrationId'>) {
  const parameters = { projectKey: 'SHOP' };
  const tickets = ALL.map((platform) => ({ platform, title: `For ${platform}`, parameters }));
  return { integrationId, tickets, idempotencyKey: randomUUID() };
}

async function ask(app: TestApp, input: object): Promise<any[]> {
  return (await app.run(CREATE_TICKETS, { input })).createTickets;
}

const outcomesOf = (creations: readonly any[]) =>
  Object.fromEntries(creations.map(({ platform, outcome }) => [platform, outcome]));

/** Asks again and again, as a caller does whose answer is UNCERTAIN. */
async function untilThere(app: TestApp, input: object): Promise<any[]> {
  return eventually(
    async () => {
      const creations = await ask(app, input);
      expect(outcomesOf(creations)).toEqual(EXISTED);
      return creations;
    },
    { timeoutMs: 25_000 },
  );
}

function expectOneOfEach({ lab }: JiraFixture, creations: readonly any[]): void {
  const made = lab.issues();
  expect(made.map(({ fields }) => fields['summary']).sort()).toEqual(
    ALL.map((platform) => `For ${platform}`).sort(),
  );
  for (const { platform, ticket } of creations)
    expect(lab.issue(ticket.key).fields['summary']).toBe(`For ${platform}`);
}

describe('tickets that are asked for by a key', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp({ ...QUICK, timings: { ...QUICK.timings, waitForTicketsMs: 600 } });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture.lab.stop());
  afterAll(() => app?.close());

  it.each([
    ['the answer is lost', { kind: 'drop-after-commit' }],
    ['the connection is reset before anything happened', { kind: 'drop-before-commit' }],
    ['it is lost halfway', { kind: 'drop-mid-commit', elements: 1 }],
    ['the tracker fails after it made them', { kind: 'server-error', status: 500, when: 'after-commit' }],
    ['the tracker hangs after', { kind: 'hang-after-commit' }],
  ] as const)('%s: whoever asks again and again gets one of each', async (_, fault) => {
    fixture.lab.faults.inject(BULK, fault);
    const input = aRequest(fixture);
    await ask(app, input);
    expectOneOfEach(fixture, await untilThere(app, input));
  });

  it('still being looked up when the time to wait is over: UNCERTAIN, with a reason, and nothing is lost', async () => {
    const { lab } = fixture;
    const search = lab.faults.inject(SEARCH, { kind: 'server-error', status: 500 }, { times: Infinity });
    lab.faults.inject(BULK, { kind: 'hang-after-commit' });
    const input = aRequest(fixture);
    const creations = await ask(app, input);
    for (const creation of creations)
      expect(creation).toMatchObject({ outcome: 'UNCERTAIN', ticket: null, error: { retryable: true } });
    search.remove();
    expectOneOfEach(fixture, await untilThere(app, input));
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('asked for five times at once while the answer is lost: one of each', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    const input = aRequest(fixture);
    await Promise.all([1, 2, 3, 4, 5].map(() => ask(app, input)));
    expectOneOfEach(fixture, await untilThere(app, input));
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('limited with Retry-After: no call sooner, whoever asks again', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'rate-limit', retryAfterSeconds: 2 });
    const input = aRequest(fixture);
    const begun = performance.now();
    await eventually(async () => {
      const [waiting] = await ask(app, input);
      expect(waiting).toMatchObject({ outcome: 'UNCERTAIN', error: { failure: 'RATE_LIMITED' } });
    });
    await untilThere(app, input);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(2_000);
    expect(lab.calls.count(BULK)).toBe(2);
  });

  it('uncertain while their config goes elsewhere: found where they were made', async () => {
    const { lab, projectId, integrationId } = fixture;
    const other = await startJiraCloudLab({ name: 'other' });
    const otherId = await connectJira(app, projectId, other, 'Another Jira');
    const platformConfigurations = ALL.map((platform) => ({ platform, parameters: { projectKey: 'SHOP' } }));
    const { createPmConfig } = await app.run(
      'mutation ($input: CreatePmConfigInput!) { createPmConfig(input: $input) { id } }',
      { input: { projectId, integrationId, name: 'Ours', platformConfigurations } },
    );
    const search = lab.faults.inject(SEARCH, { kind: 'server-error', status: 500 }, { times: Infinity });
    lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    const tickets = ALL.map((platform) => ({ platform, title: `For ${platform}` }));
    const input = { pmConfigId: createPmConfig.id, tickets, idempotencyKey: randomUUID() };
    await ask(app, input);
    await app.run('mutation ($input: UpdatePmConfigInput!) { updatePmConfig(input: $input) { id } }', {
      input: { id: createPmConfig.id, integrationId: otherId },
    });
    search.remove();
    expectOneOfEach(fixture, await untilThere(app, input));
    expect(lab.calls.count(BULK)).toBe(1);
    expect(other.issues()).toEqual([]);
    await other.stop();
  });

  it('disabled while uncertain: looked up once it is enabled again', async () => {
    const { lab, integrationId } = fixture;
    const search = lab.faults.inject(SEARCH, { kind: 'server-error', status: 500 }, { times: Infinity });
    lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    const input = aRequest(fixture);
    await ask(app, input);
    await setIntegration(app, integrationId, { isEnabled: false });
    // A lookup that had begun ends first.
    const busy = 'select from ticket_operations where project_id = $1 and lease_owner is not null';
    await eventually(async () => expect(await sql(app, busy, [fixture.projectId])).toEqual([]));
    search.remove();
    expect(outcomesOf(await ask(app, input))).not.toMatchObject(EXISTED);
    await setIntegration(app, integrationId, { isEnabled: true });
    expectOneOfEach(fixture, await untilThere(app, input));
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('not written as a whole: not written at all, and no job is left behind', async () => {
    const { lab, projectId } = fixture;
    await sql(
      app,
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused for a test'; end $$;
       create trigger refuse before insert on ticket_drafts for each row execute function refuse();`,
    );
    lab.calls.reset();
    const input = aRequest(fixture);
    const { errors } = await app.graphql(CREATE_TICKETS, { input });
    await sql(app, 'drop function refuse cascade');
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    for (const table of ['ticket_requests', 'ticket_operations', 'ticket_drafts'])
      expect(await sql(app, `select from ${table} where project_id = $1`, [projectId])).toEqual([]);
    expect(
      await sql(app, `select from graphile_worker._private_jobs where payload::text like $1`, [
        `%${projectId}%`,
      ]),
    ).toEqual([]);
    expect(lab.calls.total).toBe(0);
    expectOneOfEach(fixture, await untilThere(app, input));
  });

  it('saved as CREATED only together with the deletion of their content', async () => {
    const { lab, projectId } = fixture;
    await sql(
      app,
      `create sequence refusals;
       create function refuse() returns trigger language plpgsql as $$
         begin perform nextval('refusals'); raise exception 'refused for a test'; end $$;
       create trigger refuse before delete on ticket_drafts for each row execute function refuse();`,
    );
    const input = aRequest(fixture);
    await ask(app, input);
    await eventually(async () =>
      expect((await sql(app, 'select is_called from refusals'))[0].is_called).toBe(true),
    );
    const states = await sql(app, 'select state from ticket_operations where project_id = $1', [projectId]);
    await sql(app, 'drop function refuse cascade; drop sequence refusals;');
    expect(states.map(({ state }) => state)).not.toContain('CREATED');
    expectOneOfEach(fixture, await untilThere(app, input));
    expect(lab.calls.count(BULK)).toBe(1);
    expect(await sql(app, 'select from ticket_drafts')).toEqual([]);
  });
});

/** The API twice, in this process; workers in processes of their own, that can be killed. */
describe('tickets that are asked for by a key, and a worker that is killed', () => {
  const shared = {
    encryptionKeys: `1:${randomBytes(32).toString('base64')}`,
    bootstrapToken: `bootstrap-${randomBytes(24).toString('hex')}`,
  };
  let database: TestDatabase;
  let apps: TestApp[];
  let fixture: JiraFixture;
  let worker: ProductProcess;

  const newWorker = () => startWorker({ databaseUrl: database.url, encryptionKeys: shared.encryptionKeys });

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = {
      ...{ ...QUICK, ...shared, database },
      env: { ...QUICK.env, ROLE: 'api' },
      timings: { ...QUICK.timings, waitForTicketsMs: 600 },
    };
    apps = [await startApp(options), await startApp(options)];
    fixture = await aJiraFixture(apps[0]!);
    worker = await newWorker();
  });

  afterAll(async () => {
    await killProducts();
    for (const app of apps ?? []) await app.close();
    await fixture?.lab.stop();
    await database?.drop();
  });

  it('after the tracker had made them: one of each, whichever process is asked again', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'hang-after-commit' });
    const input = aRequest(fixture);
    const asking = Promise.all(apps.map((app) => ask(app, input)));
    await eventually(() => expect(lab.issues()).toHaveLength(ALL.length));
    await killWorker(worker);
    await asking;
    expect(outcomesOf(await ask(apps[1]!, input))).not.toMatchObject(EXISTED);

    await newWorker();
    expectOneOfEach(fixture, await untilThere(apps[1]!, input));
    expect(await untilThere(apps[0]!, input)).toEqual(await untilThere(apps[1]!, input));
    expect(lab.calls.count(BULK)).toBe(1);
  });
});

import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { connectJira } from '../support/jira-project.js';
import { QUICK, SEARCH } from '../support/release-tickets.js';
import { BULK, refusal, refused, ReleaseBench } from './releases.support.js';
import { outcomesOf, TicketRequestsOf } from './tickets.support.js';

const DELETE = 'mutation ($id: ID!) { deleteIntegration(id: $id) }';
const SWITCH =
  'mutation ($id: ID!, $on: Boolean!) { updateIntegration(input: { id: $id, isEnabled: $on }) { id } }';

/** Nobody could cancel a bare request: disconnecting its tracker does. */
describe('tickets that were asked for, and whose tracker is disconnected', () => {
  let bench: ReleaseBench;
  let tickets: TicketRequestsOf;
  let integrationId: string;

  beforeAll(async () => {
    bench = await ReleaseBench.start({}, { timings: { ...QUICK.timings, waitForTicketsMs: 60_000 } });
    tickets = new TicketRequestsOf(bench);
  });

  beforeEach(async () => {
    bench.lab.calls.reset();
    integrationId = await connectJira(bench.app, bench.projectId, bench.lab, `Jira ${randomUUID()}`);
  });

  afterAll(() => bench.stop());

  const disconnect = () => bench.app.run(DELETE, { id: integrationId });
  const setEnabled = (on: boolean) => bench.app.run(SWITCH, { id: integrationId, on });
  const stateOf = async (idempotencyKey: string) => {
    const { rows } = await bench.sql((client) =>
      client.query(
        `select o.state, o.is_wanted from ticket_operations o join ticket_requests r on r.id = o.owner_id
         where r.idempotency_key = $1`,
        [idempotencyKey],
      ),
    );
    return rows[0];
  };

  it('do not keep it from being disconnected; those that wait are given up, and nothing of them is kept', async () => {
    await setEnabled(false);
    const input = tickets.input({ integrationId });
    expect(outcomesOf(await tickets.create(input))).toEqual({ WEB: 'UNCERTAIN' });
    expect(await tickets.keptContent(input.idempotencyKey)).toMatchObject({ WEB: { projectKey: 'SHOP' } });
    await disconnect();
    expect(await stateOf(input.idempotencyKey)).toEqual({ state: 'SKIPPED', is_wanted: false });
    expect(await tickets.keptContent(input.idempotencyKey)).toEqual({});
    expect((await tickets.activity()).map(({ action }) => action)).toContain('ticket.given_up');
    expect(refusal(await tickets.tryCreate(input))).toEqual(refused('NOT_FOUND', 'integrationId'));
    expect(bench.lab.calls.count(BULK)).toBe(0);
  });

  it('are told of all the same when they were made before', async () => {
    const input = tickets.input({ integrationId });
    const [{ ticket }] = await tickets.create(input);
    await disconnect();
    expect(await tickets.create(input)).toEqual([
      { platform: 'WEB', outcome: 'EXISTED', ticket, error: null },
    ]);
  });

  it('stay UNCERTAIN when nobody knows whether they exist, and say that nobody can look', async () => {
    const { lab } = bench;
    const search = lab.faults.inject(SEARCH, { kind: 'server-error', status: 500 }, { times: Infinity });
    lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    const input = tickets.input({ integrationId });
    const asking = tickets.create(input);
    await eventually(async () =>
      expect(await stateOf(input.idempotencyKey)).toMatchObject({ state: 'UNCERTAIN' }),
    );
    await disconnect();
    // Whoever waits is told at once.
    expect(outcomesOf(await asking)).toEqual({ WEB: 'UNCERTAIN' });
    expect(await tickets.keptContent(input.idempotencyKey)).toEqual({});
    expect(await tickets.create(input)).toMatchObject([
      { outcome: 'UNCERTAIN', error: { message: expect.stringContaining('disconnected'), retryable: false } },
    ]);
    expect(lab.calls.count(BULK)).toBe(1);
    search.remove();
  });

  it('by a config, and given up: made where the config leads to by then', async () => {
    const platformConfigurations = [{ platform: 'WEB', parameters: { projectKey: 'SHOP' } }];
    const pmConfigId = await bench.config({}, { integrationId, platformConfigurations });
    await setEnabled(false);
    const title = 'By a config';
    const input = tickets.input({ pmConfigId, tickets: [{ platform: 'WEB', title }] });
    await tickets.create(input);
    await bench.run('mutation ($input: UpdatePmConfigInput!) { updatePmConfig(input: $input) { id } }', {
      input: { id: pmConfigId, integrationId: bench.integrationId },
    });
    await disconnect();
    expect(outcomesOf(await tickets.create(input))).toEqual({ WEB: 'CREATED' });
    expect(bench.lab.issues().at(-1)!.fields['summary']).toBe(title);
  });
});

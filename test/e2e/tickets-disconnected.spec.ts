import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { connectJira } from '../support/fixtures/jira.fixture.js';
import { QUICK, SEARCH } from '../support/release-tickets.js';
import { BULK, refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';
import { outcomesOf, TicketRequestClient } from '../support/fixtures/ticket-requests.client.js';

const DELETE = 'mutation ($id: ID!) { deleteIntegration(id: $id) }';
const SWITCH =
  'mutation ($id: ID!, $on: Boolean!) { updateIntegration(input: { id: $id, isEnabled: $on }) { id } }';

/** No person can cancel a request: disconnecting its tracker does. */
describe('requested tickets whose tracker is disconnected', () => {
  let fixture: ReleaseFixture;
  let tickets: TicketRequestClient;
  let integrationId: string;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start({}, { timings: { ...QUICK.timings, waitForTicketsMs: 60_000 } });
    tickets = new TicketRequestClient(fixture);
  });

  beforeEach(async () => {
    fixture.lab.calls.reset();
    integrationId = await connectJira(fixture.app, fixture.projectId, fixture.lab, `Jira ${randomUUID()}`);
  });

  afterAll(() => fixture.stop());

  const disconnect = () => fixture.app.run(DELETE, { id: integrationId });
  const setEnabled = (on: boolean) => fixture.app.run(SWITCH, { id: integrationId, on });
  const stateOf = async (idempotencyKey: string) => {
    const { rows } = await fixture.sql((client) =>
      client.query(
        `select o.state, o.is_requested from ticket_operations o join ticket_requests r on r.id = o.owner_id
         where r.idempotency_key = $1`,
        [idempotencyKey],
      ),
    );
    return rows[0];
  };

  it('do not prevent that; those that wait are cancelled, and their content is deleted', async () => {
    await setEnabled(false);
    const input = tickets.input({ integrationId });
    expect(outcomesOf(await tickets.create(input))).toEqual({ WEB: 'UNCERTAIN' });
    expect(await tickets.storedContent(input.idempotencyKey)).toMatchObject({ WEB: { projectKey: 'SHOP' } });
    await disconnect();
    expect(await stateOf(input.idempotencyKey)).toEqual({ state: 'SKIPPED', is_requested: false });
    expect(await tickets.storedContent(input.idempotencyKey)).toEqual({});
    expect((await tickets.activity()).map(({ action }) => action)).toContain('ticket.given_up');
    expect(refusal(await tickets.tryCreate(input))).toEqual(refused('NOT_FOUND', 'integrationId'));
    expect(fixture.lab.calls.count(BULK)).toBe(0);
  });

  it('that were made before are answered all the same', async () => {
    const input = tickets.input({ integrationId });
    const [{ ticket }] = await tickets.create(input);
    await disconnect();
    expect(await tickets.create(input)).toEqual([
      { platform: 'WEB', outcome: 'EXISTED', ticket, error: null },
    ]);
  });

  it('stay UNCERTAIN where they may exist, and say that they cannot be looked up', async () => {
    const { lab } = fixture;
    const search = lab.faults.inject(SEARCH, { kind: 'server-error', status: 500 }, { times: Infinity });
    lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    const input = tickets.input({ integrationId });
    const asking = tickets.create(input);
    await eventually(async () =>
      expect(await stateOf(input.idempotencyKey)).toMatchObject({ state: 'UNCERTAIN' }),
    );
    await disconnect();
    // Whoever waits is answered at once.
    expect(outcomesOf(await asking)).toEqual({ WEB: 'UNCERTAIN' });
    expect(await tickets.storedContent(input.idempotencyKey)).toEqual({});
    expect(await tickets.create(input)).toMatchObject([
      { outcome: 'UNCERTAIN', error: { message: expect.stringContaining('disconnected'), retryable: false } },
    ]);
    expect(lab.calls.count(BULK)).toBe(1);
    search.remove();
  });

  it('by a config, and cancelled: a repeated request makes them where the config leads by then', async () => {
    const platformConfigurations = [{ platform: 'WEB', parameters: { projectKey: 'SHOP' } }];
    const pmConfigId = await fixture.createConfig({}, { integrationId, platformConfigurations });
    await setEnabled(false);
    const title = 'By a config';
    const input = tickets.input({ pmConfigId, tickets: [{ platform: 'WEB', title }] });
    await tickets.create(input);
    await fixture.run('mutation ($input: UpdatePmConfigInput!) { updatePmConfig(input: $input) { id } }', {
      input: { id: pmConfigId, integrationId: fixture.integrationId },
    });
    await disconnect();
    expect(outcomesOf(await tickets.create(input))).toEqual({ WEB: 'CREATED' });
    expect(fixture.lab.issues().at(-1)!.fields['summary']).toBe(title);
  });
});

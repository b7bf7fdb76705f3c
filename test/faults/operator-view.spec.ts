import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { aRelease, BULK, QUICK, untilStates } from '../support/release-tickets.js';

/** At the default log level, as whoever runs it has it. */
const DEFAULT_LEVEL = { ...QUICK, env: { ...QUICK.env, LOG_LEVEL: 'info' } };

describe('whoever runs delivr', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp(DEFAULT_LEVEL);
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  const linesOf = (property: string, id: string) =>
    app.logs
      .map((line) => JSON.parse(line))
      .filter((line) => line[property] === id)
      .map(({ level, msg, reason }) => ({ level, msg, hasReason: typeof reason === 'string' }));
  const metrics = async () => (await fetch(`${app.url}/metrics`)).text();

  it('reads of a ticket that could not be created, with ids and the reason', async () => {
    fixture.lab.faults.inject(BULK, { kind: 'server-error', status: 403 });
    const { id } = await aRelease(app, fixture);
    await untilStates(app, id, 'FAILED');
    expect(linesOf('ownerId', id)).toEqual([
      { level: 40, msg: 'A ticket could not be created.', hasReason: true },
    ]);
    const line = app.logs.find((one) => one.includes(id))!;
    expect(JSON.parse(line)).toMatchObject({
      ...{ projectId: fixture.projectId, integrationId: fixture.integrationId },
      ...{ from: 'CREATING', to: 'FAILED', ticketOperationId: expect.any(String) },
    });
    expect(await metrics()).toMatch(
      /delivr_tracker_calls_total\{tracker="JIRA",operation="createTickets",outcome="ok"\} \d/,
    );
    expect(await metrics()).toMatch(/^delivr_tickets\{state="FAILED"\} 1$/m);
  });

  it('reads of a ticket that is uncertain, and of its being settled', async () => {
    fixture.lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    const { id } = await aRelease(app, fixture);
    await untilStates(app, id, 'CREATED');
    expect(linesOf('ownerId', id).map(({ level, msg }) => [level, msg])).toEqual([
      [40, 'Whether a ticket was created is uncertain; it is looked for.'],
      [30, 'Whether a ticket was created is certain again.'],
    ]);
    expect(await metrics()).toMatch(/^delivr_ticket_queue_depth 0$/m);
    expect(await metrics()).toMatch(/^delivr_integrations\{tracker="JIRA",health="usable"\} \d+$/m);
  });

  it('reads of a tracker that is paused and back, and of credentials that are refused', async () => {
    const { lab, integrationId } = fixture;
    lab.faults.inject(BULK, { kind: 'rate-limit', retryAfterSeconds: 1 });
    const { id } = await aRelease(app, fixture);
    await untilStates(app, id, 'CREATED');
    const paused = { level: 40, msg: 'A tracker cannot be used for now; its tickets wait.', hasReason: true };
    const back = { level: 30, msg: 'A tracker can be used again.', hasReason: false };
    // A slow machine adds time-outs, hence pauses, of its own.
    await eventually(() =>
      expect(linesOf('integrationId', integrationId).slice(0, 2)).toEqual([paused, back]),
    );

    const secret = lab.credentials.apiToken;
    lab.revokeToken();
    await aRelease(app, fixture, { version: '2.0' });
    const refused = {
      level: 40,
      msg: 'A tracker refuses the credentials; its tickets wait.',
      hasReason: true,
    };
    await eventually(() => expect(linesOf('integrationId', integrationId)).toContainEqual(refused));
    // The line comes shortly before the commit.
    await eventually(async () =>
      expect(await metrics()).toMatch(/^delivr_integrations\{tracker="JIRA",health="refused"\} 1$/m),
    );
    expect(app.logs.join('\n')).not.toContain(secret);
    expect(await metrics()).not.toContain(fixture.projectId);
  });
});

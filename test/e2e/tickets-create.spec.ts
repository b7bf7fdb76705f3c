import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { aProject } from '../support/fixtures/team.fixture.js';
import { CREATE_TICKETS } from '../support/tickets.documents.js';
import { BULK, refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';
import { aTicket, outcomesOf, TicketRequestClient } from '../support/fixtures/ticket-requests.client.js';

const UPDATE_CONFIG = 'mutation ($input: UpdatePmConfigInput!) { updatePmConfig(input: $input) { id } }';

describe('createTickets', () => {
  let fixture: ReleaseFixture;
  let tickets: TicketRequestClient;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
    tickets = new TicketRequestClient(fixture);
  });

  beforeEach(() => fixture.lab.calls.reset());
  afterAll(() => fixture.stop());

  const changeConfig = (id: string, changes: object) =>
    fixture.run(UPDATE_CONFIG, { input: { id, ...changes } });
  const fieldsOf = (key: string) => fixture.lab.issue(key).fields;

  it('makes what it is asked for by one call, and answers in the order of the input', async () => {
    const { lab } = fixture;
    const before = lab.issues().length;
    const parameters = { issueType: 'task', priority: 'High', labels: ['urgent', '{{platform}}'] };
    const creations = await tickets.create({
      tickets: [
        aTicket(
          { platform: 'APP_STORE', title: ' Renew {{version}} ', description: 'By **May**.' },
          parameters,
        ),
        aTicket({ platform: 'WEB' }),
      ],
    });
    expect(creations).toEqual(
      ['APP_STORE', 'WEB'].map((platform) => ({
        platform,
        outcome: 'CREATED',
        ticket: expect.objectContaining({ key: expect.stringMatching(/^SHOP-\d+$/) }),
        error: null,
      })),
    );
    expect(lab.issues()).toHaveLength(before + 2);
    expect(lab.calls.count(BULK)).toBe(1);
    const [{ ticket }, { ticket: plain }] = creations;
    expect(ticket).toEqual({
      remoteId: lab.issue(ticket.key).id,
      key: ticket.key,
      url: `${lab.baseUrl}/browse/${ticket.key}`,
    });
    expect(lab.issue(ticket.key).type.name).toBe('Task');
    expect(lab.issue(plain.key).type.name).toBe('Epic');
    // What it says is taken as it is.
    expect(fieldsOf(ticket.key)).toMatchObject({ summary: 'Renew {{version}}' });
    expect(JSON.stringify(fieldsOf(ticket.key)['description'])).toContain('May');
    expect(fieldsOf(ticket.key)['labels']).toEqual(expect.arrayContaining(['urgent', 'app-store']));
    expect(fieldsOf(plain.key)['description'] ?? null).toBeNull();
  });

  it('leaves out labels that only a release could fill', async () => {
    const labels = ['v{{version}}', 'on-{{ plannedDate }}', '{{releaseUrl}}', '{{project}}', 'kept'];
    const [given, byDefault] = await tickets.create({
      tickets: [aTicket({}, { labels }), aTicket({ platform: 'APP_STORE' })],
    });
    const own = (key: string) =>
      (fieldsOf(key)['labels'] as string[]).filter((label) => !label.startsWith('delivr-'));
    expect(own(given.ticket.key)).toEqual(['shop-team', 'kept']);
    expect(own(byDefault.ticket.key)).toEqual(['release']);
  });

  it('goes by a config, also where that makes no release tickets; given parameters replace it', async () => {
    const pmConfigId = await fixture.createConfig({
      WEB: { priority: 'Low', createTicket: false },
      PLAY_STORE: { priority: 'Low', issueType: 'Story' },
    });
    const web = aTicket({}, null);
    const playStore = aTicket({ platform: 'PLAY_STORE' }, { priority: 'Highest' });
    const creations = await tickets.create({ pmConfigId, tickets: [web, playStore] });
    expect(outcomesOf(creations)).toEqual({ WEB: 'CREATED', PLAY_STORE: 'CREATED' });
    const [low, highest] = creations.map(({ ticket }) => fixture.lab.issue(ticket.key));
    const priorityOf = ({ fields, project }: any) =>
      project.priorities.find(({ id }: any) => id === fields['priority'])?.name;
    expect([priorityOf(low), low!.type.name]).toEqual(['Low', 'Epic']);
    expect([priorityOf(highest), highest!.type.name]).toEqual(['Highest', 'Epic']);
  });

  it('requested again with the same key, in any order, answers with the same tickets and makes none', async () => {
    const idempotencyKey = randomUUID();
    const asked = [aTicket(), aTicket({ platform: 'APP_STORE', description: null })];
    const first = await tickets.create({ idempotencyKey, tickets: asked });
    const before = await fixture.rowCounts();
    const again = await tickets.create({ idempotencyKey, tickets: [asked[1], asked[0]] });
    expect(again).toEqual([first[1], first[0]].map((one) => ({ ...one, outcome: 'EXISTED' })));
    expect(await fixture.rowCounts()).toEqual(before);
    expect(fixture.lab.calls.count(BULK)).toBe(1);
  });

  it.each<[string, (asked: any) => object]>([
    ['title', (one) => ({ tickets: [{ ...one, title: 'Another' }] })],
    ['description', (one) => ({ tickets: [{ ...one, description: 'More.' }] })],
    ['platform', (one) => ({ tickets: [{ ...one, platform: 'APP_STORE' }] })],
    ['parameter', (one) => ({ tickets: [{ ...one, parameters: { projectKey: 'SHOP', labels: [] } }] })],
    ['ticket more', (one) => ({ tickets: [one, { ...one, platform: 'APP_STORE' }] })],
  ])('the same key with another %s is a conflict, and nothing is written', async (_, other) => {
    const idempotencyKey = randomUUID();
    await tickets.create({ idempotencyKey });
    const before = await fixture.rowCounts();
    const answer = await tickets.tryCreate({ idempotencyKey, ...other(aTicket()) });
    expect(refusal(answer)).toEqual(refused('CONFLICT', 'idempotencyKey'));
    expect(await fixture.rowCounts()).toEqual(before);
  });

  it('five calls with one key at once make one set of tickets; one call made them, to the others they existed', async () => {
    const { lab } = fixture;
    const input = tickets.input({ tickets: [aTicket(), aTicket({ platform: 'APP_STORE' })] });
    const before = lab.issues().length;
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => tickets.create(input)));
    expect(lab.issues()).toHaveLength(before + 2);
    expect(lab.calls.count(BULK)).toBe(1);
    const keys = answers.map((creations) => creations.map(({ ticket }) => ticket.key));
    expect(new Set(keys.map((pair) => pair.join())).size).toBe(1);
    for (const index of [0, 1]) {
      const outcomes = answers.map((creations) => creations[index].outcome).sort();
      expect(outcomes).toEqual(['CREATED', 'EXISTED', 'EXISTED', 'EXISTED', 'EXISTED']);
    }
  });

  it('of five different calls with one key at once one is let through; the others are conflicts', async () => {
    const idempotencyKey = randomUUID();
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        tickets.tryCreate({ idempotencyKey, tickets: [aTicket({ title: `Number ${n}` })] }),
      ),
    );
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions['code'] ?? 'made').sort();
    expect(codes).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'made']);
    expect(fixture.lab.calls.count(BULK)).toBe(1);
  });

  it('its keys count within their project, and are no keys of releases', async () => {
    const idempotencyKey = randomUUID();
    await fixture.create({ idempotencyKey });
    expect(outcomesOf(await tickets.create({ idempotencyKey }))).toEqual({ WEB: 'CREATED' });
    const projectId = await aProject(fixture.app);
    const connection = { jira: { baseUrl: fixture.lab.baseUrl, ...fixture.lab.credentials } };
    const { createIntegration } = await fixture.app.run(
      'mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }',
      { input: { projectId, name: 'Theirs', connection } },
    );
    const input = { ...tickets.input({ idempotencyKey }), integrationId: createIntegration.id };
    const { createTickets } = await fixture.app.run(CREATE_TICKETS, { input });
    expect(outcomesOf(createTickets)).toEqual({ WEB: 'CREATED' });
  });

  describe('what the tracker refuses', () => {
    it('is FAILED with its words; the others are made, and only it is tried again', async () => {
      const { lab } = fixture;
      const pmConfigId = await fixture.createConfig({ WEB: {}, APP_STORE: { priority: 'Whenever' } });
      const input = tickets.input({
        pmConfigId,
        tickets: [aTicket({}, null), aTicket({ platform: 'APP_STORE' }, null)],
      });
      const [made, failed] = await tickets.create(input);
      expect(failed).toEqual({
        platform: 'APP_STORE',
        outcome: 'FAILED',
        ticket: null,
        error: {
          failure: 'REJECTED',
          message: expect.stringContaining('Whenever'),
          retryable: false,
          fields: [{ path: 'priority', message: expect.any(String) }],
        },
      });
      expect(await tickets.create(input)).toEqual([{ ...made, outcome: 'EXISTED' }, failed]);

      const parameters = { projectKey: 'SHOP', priority: 'High' };
      await changeConfig(pmConfigId, {
        platformConfigurations: [
          { platform: 'WEB', parameters },
          { platform: 'APP_STORE', parameters },
        ],
      });
      const before = lab.issues().length;
      expect(outcomesOf(await tickets.create(input))).toEqual({ WEB: 'EXISTED', APP_STORE: 'CREATED' });
      expect(lab.issues()).toHaveLength(before + 1);
      expect(outcomesOf(await tickets.create(input))).toEqual({ WEB: 'EXISTED', APP_STORE: 'EXISTED' });
    });

    it('is not retried by a config that may not be used; what was made is answered all the same', async () => {
      const pmConfigId = await fixture.createConfig({ WEB: {}, APP_STORE: { priority: 'Whenever' } });
      const [web, appStore] = [aTicket({}, null), aTicket({ platform: 'APP_STORE' }, null)];
      const made = tickets.input({ pmConfigId, tickets: [web] });
      const failed = tickets.input({ pmConfigId, tickets: [web, appStore] });
      await tickets.create(made);
      await tickets.create(failed);
      await changeConfig(pmConfigId, { isActive: false });
      expect(outcomesOf(await tickets.create(made))).toEqual({ WEB: 'EXISTED' });
      expect(refusal(await tickets.tryCreate(failed))).toEqual(refused('BAD_USER_INPUT', 'pmConfigId'));
    });
  });

  it('waits for what is outside by answering UNCERTAIN with the reason, and goes on by itself', async () => {
    const setEnabled = (isEnabled: boolean) =>
      fixture.app.run(
        'mutation ($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { id } }',
        {
          input: { id: fixture.integrationId, isEnabled },
        },
      );
    await setEnabled(false);
    const input = tickets.input();
    const [waiting] = await tickets.create(input);
    expect(waiting).toMatchObject({
      outcome: 'UNCERTAIN',
      ticket: null,
      error: { failure: null, message: expect.stringContaining('switched off'), retryable: true },
    });
    expect(fixture.lab.calls.total).toBe(0);
    await setEnabled(true);
    await eventually(() => expect(fixture.lab.calls.count(BULK)).toBe(1));
    expect(await tickets.create(input)).toMatchObject([{ outcome: 'EXISTED', error: null }]);
    expect(fixture.lab.calls.count(BULK)).toBe(1);
  });

  it('stores the content of a ticket only until it is made or refused', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: {}, APP_STORE: { priority: 'Whenever' } });
    const input = tickets.input({
      pmConfigId,
      tickets: [aTicket({ title: 'Known to nobody' }, null), aTicket({ platform: 'APP_STORE' }, null)],
    });
    await tickets.create(input);
    expect(await tickets.storedContent(input.idempotencyKey)).toEqual({});
    const { rows } = await fixture.sql((client) =>
      client.query(`select from activity where summary || coalesce(details::text, '') like '%Known to nobody%'
                    union all select from ticket_drafts d where d::text like '%Known to nobody%'`),
    );
    expect(rows).toEqual([]);
    expect(fixture.app.logs.join()).not.toContain('Known to nobody');
  });

  it('is in the project’s activity', async () => {
    const input = tickets.input({ tickets: [aTicket({ platform: 'PLAY_STORE' })] });
    const [{ ticket }] = await tickets.create(input);
    await tickets.create(input);
    const [made, asked] = await tickets.activity();
    expect(asked).toMatchObject({
      action: 'tickets.requested',
      releaseId: null,
      actor: { kind: 'API_TOKEN' },
      details: { platforms: ['PLAY_STORE'], idempotencyKey: input.idempotencyKey },
    });
    expect(made).toMatchObject({
      action: 'ticket.created',
      releaseId: null,
      actor: { kind: 'SYSTEM' },
      summary: `${ticket.key} is the ticket for Play Store.`,
    });
  });
});

import { randomUUID } from 'node:crypto';
import { TICKET_STATUSES } from '../support/tickets.documents.js';
import { refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';
import { aTicket, TicketRequestClient } from '../support/fixtures/ticket-requests.client.js';

const SWITCH =
  'mutation ($id: ID!, $on: Boolean!) { updateIntegration(input: { id: $id, isEnabled: $on }) { id } }';
const READS = ['POST /rest/api/3/issue/bulkfetch', 'GET /rest/api/3/issue/{issueIdOrKey}'];
const NOT_THERE = {
  url: null,
  status: null,
  category: 'UNKNOWN',
  isCompleted: false,
  error: { failure: 'NOT_FOUND', message: expect.any(String), retryable: false },
};

describe('ticketStatuses', () => {
  let fixture: ReleaseFixture;
  let keys: string[];

  beforeAll(async () => {
    // A tracker that hangs is waited for so long.
    fixture = await ReleaseFixture.start({}, { env: { PROVIDER_TIMEOUT_MS: '3000' } });
    const creations = await new TicketRequestClient(fixture).create({
      tickets: ['WEB', 'PLAY_STORE', 'APP_STORE'].map((platform) => aTicket({ platform })),
    });
    keys = creations.map(({ ticket }) => ticket.key);
    fixture.lab.setStatus(keys[1]!, 'In Progress');
    fixture.lab.setStatus(keys[2]!, 'Done');
  });

  beforeEach(() => fixture.lab.calls.reset());
  afterAll(() => fixture.stop());

  /** Calls that read tickets: who we are may be asked at any time, once a tracker was down. */
  const reads = () => READS.reduce((sum, operation) => sum + fixture.lab.calls.count(operation), 0);
  const inputOf = (ticketKeys: readonly unknown[], more: object = {}) => ({
    integrationId: fixture.integrationId,
    ticketKeys,
    ...more,
  });
  const ask = async (ticketKeys: readonly string[], more: object = {}): Promise<any[]> =>
    (await fixture.run(TICKET_STATUSES, { input: inputOf(ticketKeys, more) })).ticketStatuses;
  const refuses = async (input: object, code: string, ...paths: string[]) => {
    const { status, data, errors } = await fixture.graphql(TICKET_STATUSES, { input });
    expect([status, data]).toEqual([200, { ticketStatuses: null }]);
    expect(refusal({ status, data: null, errors: errors! })).toEqual(refused(code, ...paths));
    expect(reads()).toBe(0);
  };

  it('reads any number of tickets by one call, and stores nothing', async () => {
    const before = await fixture.rowCounts();
    const url = (key: string) => `${fixture.lab.baseUrl}/browse/${key}`;
    const [todo, doing, done] = keys as [string, string, string];
    const found = { error: null };
    expect(await ask([done, todo, doing])).toEqual([
      { ...found, ticketKey: done, url: url(done), status: 'Done', category: 'DONE', isCompleted: true },
      { ...found, ticketKey: todo, url: url(todo), status: 'To Do', category: 'TODO', isCompleted: false },
      {
        ...{ ...found, ticketKey: doing, url: url(doing) },
        ...{ status: 'In Progress', category: 'IN_PROGRESS', isCompleted: false },
      },
    ]);
    expect(reads()).toBe(1);
    expect(await fixture.rowCounts()).toEqual(before);
  });

  it.each<[string, string[] | null, boolean[]]>([
    ['the names that are given, without case', [' iN pROGRESS ', 'Shipped'], [false, true, false]],
    ['the done category where the list is empty', [], [false, false, true]],
    ['the done category where there is none', null, [false, false, true]],
  ])('judges completion by %s', async (_, completedStatus, expected) => {
    expect((await ask(keys, { completedStatus })).map(({ isCompleted }) => isCompleted)).toEqual(expected);
  });

  it('answers per key what is not there, what could be no key, and what is asked twice', async () => {
    const lower = keys[0]!.toLowerCase();
    const asked = ['SHOP-9999', keys[0]!, '../project', lower, keys[0]!];
    const answer = await ask(asked);
    expect(answer.map(({ ticketKey }) => ticketKey)).toEqual(asked);
    expect(answer[0]).toEqual({ ticketKey: 'SHOP-9999', ...NOT_THERE });
    expect(answer[2]).toEqual({ ticketKey: '../project', ...NOT_THERE });
    for (const index of [1, 3, 4]) expect(answer[index]).toMatchObject({ status: 'To Do', error: null });
  });

  it('follows a ticket by the key that it had before it moved', async () => {
    const [{ ticket }] = await new TicketRequestClient(fixture).create();
    fixture.lab.site.addProject({ key: 'NEXT' });
    const moved = fixture.lab.moveIssue(ticket.key, 'NEXT');
    expect(await ask([ticket.key])).toMatchObject([
      { ticketKey: ticket.key, url: `${fixture.lab.baseUrl}/browse/${moved}`, error: null },
    ]);
  });

  it('is open to viewers', async () => {
    const input = inputOf(keys);
    const { errors } = await fixture.app.graphql(TICKET_STATUSES, { input }, fixture.team.VIEWER.token);
    expect(errors).toBeUndefined();
  });

  describe('is null with the reason where', () => {
    it.each([
      ['the tracker is down', 'server-error', 'UNAVAILABLE'],
      ['the tracker hangs', 'hang-before-commit', 'UNAVAILABLE'],
      ['the tracker refuses for now', 'rate-limit', 'RATE_LIMITED'],
      ['a page comes instead of an answer', 'html-page', 'UNEXPECTED'],
    ] as const)('%s', async (_, kind, failure) => {
      const fault = fixture.lab.faults.inject('*', { kind }, { times: Infinity });
      const { data, errors } = await fixture.graphql(TICKET_STATUSES, { input: inputOf(keys) });
      fault.remove();
      expect(data).toEqual({ ticketStatuses: null });
      expect(errors).toMatchObject([
        { extensions: { code: 'PROVIDER_ERROR', provider: { type: 'JIRA', failure } } },
      ]);
      expect(await ask(keys)).toMatchObject([{ error: null }, { error: null }, { error: null }]);
    });

    it('the integration is switched off, without asking', async () => {
      await fixture.app.run(SWITCH, { id: fixture.integrationId, on: false });
      const { data, errors } = await fixture.graphql(TICKET_STATUSES, { input: inputOf(keys) });
      expect(data).toEqual({ ticketStatuses: null });
      expect(errors).toMatchObject([
        { message: expect.stringContaining('switched off'), extensions: { code: 'CONFLICT' } },
      ]);
      expect(reads()).toBe(0);
      await fixture.app.run(SWITCH, { id: fixture.integrationId, on: true });
    });
  });

  describe('refuses', () => {
    const many = Array.from({ length: 101 }, (_, index) => `SHOP-${index}`);

    it.each<[string, unknown[], string]>([
      ['no key', [], 'ticketKeys'],
      ['more than a tracker reads by one call', many, 'ticketKeys'],
      ['an empty key', ['SHOP-1', ' '], 'ticketKeys.1'],
      ['a key with NUL', ['SHOP-1\u0000'], 'ticketKeys.0'],
      ['an endless key', ['x'.repeat(256)], 'ticketKeys.0'],
    ])('%s', (_, ticketKeys, path) => refuses(inputOf(ticketKeys), 'BAD_USER_INPUT', path));

    it('a completed status twice, in whatever case', () =>
      refuses(inputOf(keys, { completedStatus: ['Done', 'DONE'] }), 'BAD_USER_INPUT', 'completedStatus.1'));

    it.each([randomUUID(), 'no-id', ''])('the integration %j', (integrationId) =>
      refuses(inputOf(keys, { integrationId }), 'NOT_FOUND', 'integrationId'),
    );
  });

  it('refused credentials are an error, and not tried a second time', async () => {
    const { app, lab, integrationId } = fixture;
    lab.revokeToken();
    const input = inputOf(keys);
    const first = refusal(await fixture.graphql(TICKET_STATUSES, { input }));
    const calls = reads();
    const { data, errors } = await fixture.graphql(TICKET_STATUSES, { input });
    expect(first).toMatchObject({ code: 'PROVIDER_ERROR' });
    expect(data).toEqual({ ticketStatuses: null });
    expect(errors).toMatchObject([{ extensions: { provider: { failure: 'UNAUTHENTICATED' } } }]);
    expect(reads()).toBe(calls);
    await app.run('mutation ($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { id } }', {
      input: { id: integrationId, connection: { jira: { apiToken: lab.credentials.apiToken } } },
    });
    expect(await ask(keys)).toHaveLength(3);
  });

  it('does not find a tracker that was disconnected', async () => {
    const { projectId, lab } = fixture;
    const connection = { jira: { baseUrl: lab.baseUrl, ...lab.credentials } };
    const { createIntegration } = await fixture.app.run(
      'mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }',
      { input: { projectId, name: 'Of short life', connection } },
    );
    const { id } = createIntegration;
    await fixture.app.run('mutation ($id: ID!) { deleteIntegration(id: $id) }', { id });
    lab.calls.reset();
    await refuses(inputOf(keys, { integrationId: id }), 'NOT_FOUND', 'integrationId');
  });
});

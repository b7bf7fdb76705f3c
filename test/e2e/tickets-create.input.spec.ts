import { randomUUID } from 'node:crypto';
import { CREATE_TICKETS } from '../support/tickets.documents.js';
import { ReleaseFixture, SECRET } from '../support/fixtures/releases.fixture.js';
import { aTicket, TicketRequestClient } from '../support/fixtures/ticket-requests.client.js';

describe('createTickets refuses, and writes nothing', () => {
  let fixture: ReleaseFixture;
  let tickets: TicketRequestClient;
  let pmConfigId: string;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
    tickets = new TicketRequestClient(fixture);
    pmConfigId = await fixture.createConfig({ WEB: {} });
  });

  beforeEach(() => fixture.lab.calls.reset());
  afterEach(() => expect(fixture.lab.calls.total).toBe(0));
  afterAll(() => fixture.stop());

  const refuses = (more: object, code: string, ...paths: string[]) =>
    fixture.expectRefused(CREATE_TICKETS, { input: tickets.input(more) }, 200, code, ...paths);

  it('neither config nor integration, and both', async () => {
    const either = ['pmConfigId', 'integrationId'];
    await refuses({ integrationId: null }, 'BAD_USER_INPUT', ...either);
    await refuses({ pmConfigId: null, integrationId: null }, 'BAD_USER_INPUT', ...either);
    const { integrationId } = fixture;
    await refuses({ pmConfigId, integrationId }, 'BAD_USER_INPUT', ...either);
  });

  it.each<[string, readonly object[], string[]]>([
    ['no ticket', [], ['tickets']],
    ['a platform twice', [aTicket(), aTicket({ title: 'Another' })], ['tickets.1.platform']],
    ['no parameters with an integration', [aTicket({}, null)], ['tickets.0.parameters']],
    ['an empty title', [aTicket({ title: '  ' })], ['tickets.0.title']],
    ['a title of two lines', [aTicket({ title: 'a\nb' })], ['tickets.0.title']],
    ['a title that is too long', [aTicket({ title: 'x'.repeat(256) })], ['tickets.0.title']],
    [
      'a title that is too long as trackers count',
      [aTicket({ title: '😀'.repeat(128) })],
      ['tickets.0.title'],
    ],
    ['a title with half a sign', [aTicket({ title: 'a\ud800' })], ['tickets.0.title']],
    ['a description with NUL', [aTicket({ description: 'a\u0000' })], ['tickets.0.description']],
    ['an endless description', [aTicket({ description: 'x'.repeat(10_001) })], ['tickets.0.description']],
    ['an empty project key', [aTicket({}, { projectKey: ' ' })], ['tickets.0.parameters.projectKey']],
    ['what is no project key', [aTicket({}, { projectKey: '../x' })], ['tickets.0.parameters.projectKey']],
    ['a label with a space', [aTicket({}, { labels: ['a b'] })], ['tickets.0.parameters.labels.0']],
    [
      'mistakes in several tickets',
      [aTicket({}, { projectKey: '1' }), aTicket({ platform: 'APP_STORE' }, { parentKey: 'none' })],
      ['tickets.0.parameters.projectKey', 'tickets.1.parameters.parentKey'],
    ],
  ])('%s', (_, given, paths) => refuses({ tickets: given }, 'BAD_USER_INPUT', ...paths));

  it.each(['', '  ', 'x'.repeat(256), 'a\u0000b', 'a\nb', 'a\ud800'])('the key %j', (idempotencyKey) =>
    refuses({ idempotencyKey }, 'BAD_USER_INPUT', 'idempotencyKey'),
  );

  it('a variable that does not fit its type, with HTTP 400', async () => {
    const input = tickets.input({ tickets: [{ ...aTicket(), title: { secret: SECRET } }] });
    await fixture.expectRefused(CREATE_TICKETS, { input }, 400, 'BAD_USER_INPUT', 'tickets.0.title');
  });

  it('a platform that the config lacks, with and without parameters', async () => {
    const lacking = [aTicket({}, null), aTicket({ platform: 'APP_STORE' }, null)];
    await refuses({ pmConfigId, tickets: lacking }, 'BAD_USER_INPUT', 'tickets.1.platform');
    await refuses(
      { pmConfigId, tickets: [aTicket({ platform: 'APP_STORE' })] },
      'BAD_USER_INPUT',
      'tickets.0.platform',
    );
  });

  it('a config that is inactive, or deleted', async () => {
    const tickets = [aTicket({}, null)];
    const inactive = await fixture.createConfig({ WEB: {} });
    await fixture.run('mutation ($id: ID!) { updatePmConfig(input: { id: $id, isActive: false }) { id } }', {
      id: inactive,
    });
    await refuses({ pmConfigId: inactive, tickets }, 'BAD_USER_INPUT', 'pmConfigId');
    await fixture.run('mutation ($id: ID!) { deletePmConfig(id: $id) }', { id: inactive });
    await refuses({ pmConfigId: inactive, tickets }, 'NOT_FOUND', 'pmConfigId');
  });

  it.each([randomUUID(), 'no-id', ''])('the integration and the config %j', async (id) => {
    await refuses({ integrationId: id }, 'NOT_FOUND', 'integrationId');
    await refuses({ pmConfigId: id, tickets: [aTicket({}, null)] }, 'NOT_FOUND', 'pmConfigId');
  });
});

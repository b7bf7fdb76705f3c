import { randomUUID } from 'node:crypto';
import { startJiraCloudLab } from '../../lab/index.js';
import { eventually } from '../support/eventually.js';
import { aManualTicket, connectJira } from '../support/fixtures/jira.fixture.js';
import { ACTIVITY, LINK, RETRY, UNLINK } from '../support/releases.documents.js';
import { BULK, refusal, refused, ReleaseFixture, SECRET } from '../support/fixtures/releases.fixture.js';

const SWITCH =
  'mutation ($id: ID!, $on: Boolean!) { updateIntegration(input: { id: $id, isEnabled: $on }) { id } }';
const READ = 'POST /rest/api/3/issue/bulkfetch';

describe('linkReleaseTicket and unlinkReleaseTicket', () => {
  let fixture: ReleaseFixture;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start({ projects: [{}, { key: 'OTHER' }] });
  });

  afterEach(() => fixture.lab.faults.clear());
  afterAll(() => fixture.stop());

  const link = async (releaseId: string, ticketKey: string, more: object = {}): Promise<any> =>
    (await fixture.run(LINK, { input: { releaseId, platform: 'WEB', ticketKey, ...more } }))
      .linkReleaseTicket;
  const unlink = async (releaseId: string): Promise<any> =>
    (await fixture.run(UNLINK, { input: { releaseId, platform: 'WEB' } })).unlinkReleaseTicket;
  const lastActivity = async (id: string): Promise<any> =>
    (await fixture.run(ACTIVITY, { id })).release.activity.edges[0].node;
  const integrationId = () => ({ integrationId: fixture.integrationId });

  describe('linking', () => {
    it('to a release without config: the ticket is CREATED at once, with status and category', async () => {
      const key = aManualTicket(fixture.lab, 'OTHER');
      fixture.lab.setStatus(key, 'In Progress');
      const { id } = await fixture.create();
      fixture.lab.calls.reset();

      const release = await link(id, key, integrationId());

      expect(release.tickets).toMatchObject([
        {
          ...{ platform: 'WEB', state: 'CREATED', key, error: null, attempts: 0 },
          ...{ remoteId: fixture.lab.issue(key).id, url: `${fixture.lab.baseUrl}/browse/${key}` },
          ...{ status: 'In Progress', category: 'IN_PROGRESS', isCompleted: false },
          checkedAt: expect.any(String),
          integration: { id: fixture.integrationId },
          parameters: { projectKey: 'OTHER', completedStatus: [] },
        },
      ]);
      expect(release.webEpicId).toBe(key);
      expect(await fixture.read(id)).toEqual(release);
      expect(fixture.lab.calls.counts()).toEqual({ [READ]: 1 });
    });

    it('records in the activity who linked what', async () => {
      const key = aManualTicket(fixture.lab);
      const { id } = await fixture.create();
      await link(id, key, integrationId());
      expect(await lastActivity(id)).toMatchObject({
        action: 'release.ticket_linked',
        summary: expect.stringMatching(
          new RegExp(`linked ${key} as the ticket for Web of release 1.0.0\\.$`),
        ),
        details: { platform: 'WEB', key, replaced: null, alsoTicketOf: [] },
        actor: { kind: 'API_TOKEN' },
      });
    });

    it('takes a key in any case and with spaces around, and the tracker’s own id', async () => {
      const key = aManualTicket(fixture.lab);
      const { id } = await fixture.create();
      expect((await link(id, ` ${key.toLowerCase()} `, integrationId())).webEpicId).toBe(key);
      expect((await link(id, fixture.lab.issue(key).id, integrationId())).webEpicId).toBe(key);
      expect(await fixture.actions(id)).toEqual(['release.ticket_linked', 'release.created']);
    });

    it('by the key that it had before it was moved stores its current key', async () => {
      const key = aManualTicket(fixture.lab);
      const newKey = fixture.lab.moveIssue(key, 'OTHER');
      const { id } = await fixture.create();
      expect((await link(id, key, integrationId())).webEpicId).toBe(newKey);
    });

    it('uses the config’s integration and completedStatus', async () => {
      const pmConfigId = await fixture.createConfig({
        WEB: { createTicket: false, completedStatus: ['In Progress'] },
      });
      const { id, tickets } = await fixture.create({ pmConfigId });
      expect(tickets).toEqual([]);
      const key = aManualTicket(fixture.lab);
      fixture.lab.setStatus(key, 'In Progress');
      expect((await link(id, key)).tickets).toMatchObject([
        { isCompleted: true, parameters: { projectKey: 'SHOP', completedStatus: ['In Progress'] } },
      ]);
    });

    it('to a ticket in another tracker than the config’s: in the integration that is given', async () => {
      const elsewhere = await startJiraCloudLab({ name: 'elsewhere' });
      try {
        const other = await connectJira(fixture.app, fixture.projectId, elsewhere, 'Elsewhere');
        const { id } = await fixture.create({
          jiraConfig: fixture.jiraConfig({ createReleaseTicket: false }),
        });
        const key = aManualTicket(elsewhere);
        const release = await link(id, key, { integrationId: other });
        expect(release.tickets).toMatchObject([{ key, integration: { id: other } }]);
        expect(release.tickets[0].url).toBe(`${elsewhere.baseUrl}/browse/${key}`);
      } finally {
        await elsewhere.stop();
      }
    });

    it('another ticket instead of a created one is recorded, and leaves that one in the tracker', async () => {
      const { id, webEpicId } = await fixture.create({
        jiraConfig: fixture.jiraConfig(),
        waitForTicketsMs: 10_000,
      });
      const key = aManualTicket(fixture.lab);
      expect(await link(id, key)).toMatchObject({ webEpicId: key, tickets: [{ state: 'CREATED', key }] });
      expect(await lastActivity(id)).toMatchObject({
        summary: expect.stringContaining(`linked ${key}`),
        details: { key, replaced: webEpicId },
      });
      expect((await lastActivity(id)).summary).toContain(`instead of ${webEpicId}`);
      expect(fixture.lab.issue(webEpicId).key).toBe(webEpicId);
    });

    it('a ticket that is linked already updates its status only', async () => {
      const key = aManualTicket(fixture.lab);
      const { id } = await fixture.create();
      const before = await link(id, key, integrationId());
      fixture.lab.setStatus(key, 'Done');
      const after = await link(id, key);
      expect(after.tickets).toMatchObject([{ id: before.tickets[0].id, status: 'Done', isCompleted: true }]);
      expect(after.updatedAt).toBe(before.updatedAt);
      expect(await fixture.actions(id)).toEqual(['release.ticket_linked', 'release.created']);
    });

    it('a ticket that is linked already and was moved since stores its current key', async () => {
      const key = aManualTicket(fixture.lab);
      const { id } = await fixture.create();
      await link(id, key, integrationId());
      const newKey = fixture.lab.moveIssue(key, 'OTHER');
      expect(await link(id, newKey, integrationId())).toMatchObject({
        webEpicId: newKey,
        tickets: [{ state: 'CREATED', key: newKey, url: `${fixture.lab.baseUrl}/browse/${newKey}` }],
      });
      expect(await fixture.actions(id)).toEqual(['release.ticket_linked', 'release.created']);
    });

    it('one ticket to several platforms and releases is possible; the activity names the others', async () => {
      const key = aManualTicket(fixture.lab);
      const one = await fixture.create({ version: '7.0.0', platforms: ['WEB', 'IOS'] });
      const other = await fixture.create({ version: '7.0.1' });
      await link(one.id, key, integrationId());
      expect(await link(one.id, key, { platform: 'APP_STORE', ...integrationId() })).toMatchObject({
        webEpicId: key,
        iosEpicId: key,
      });
      expect(await link(other.id, key, integrationId())).toMatchObject({ webEpicId: key });
      const { summary, details } = await lastActivity(other.id);
      expect(summary).toContain('also the ticket of 7.0.0 (App Store), 7.0.0 (Web)');
      expect(details.alsoTicketOf).toEqual([
        { releaseId: one.id, version: '7.0.0', platform: 'APP_STORE' },
        { releaseId: one.id, version: '7.0.0', platform: 'WEB' },
      ]);
    });
  });

  describe('linking is refused, and changes nothing:', () => {
    const refuses = (id: string, input: object, code: string, ...paths: string[]) =>
      fixture.expectRefused(
        LINK,
        { input: { releaseId: id, platform: 'WEB', ticketKey: 'SHOP-1', ...integrationId(), ...input } },
        200,
        code,
        ...paths,
      );

    it.each(['SHOP-99999', 'NOWHERE-1', '../project', 'SHOP', `${SECRET}-1`, '0'])(
      'the key %j, which the tracker does not know',
      async (ticketKey) => {
        const { id } = await fixture.create();
        await refuses(id, { ticketKey }, 'NOT_FOUND', 'ticketKey');
      },
    );

    it.each(['', '  ', 'a\u0000b', 'x'.repeat(256)])('the key %j, which cannot be one', async (ticketKey) => {
      const { id } = await fixture.create();
      await refuses(id, { ticketKey }, 'BAD_USER_INPUT', 'ticketKey');
    });

    it('a ticket that our account may not see', async () => {
      const { id } = await fixture.create();
      const ticketKey = aManualTicket(fixture.lab);
      fixture.lab.hideIssue(ticketKey);
      await refuses(id, { ticketKey }, 'NOT_FOUND', 'ticketKey');
    });

    it('a platform that the release is not for', async () => {
      const { id } = await fixture.create();
      await refuses(id, { platform: 'APP_STORE' }, 'BAD_USER_INPUT', 'platform');
    });

    it('a missing integration where the release has no config', async () => {
      const { id } = await fixture.create();
      await refuses(id, { integrationId: null }, 'BAD_USER_INPUT', 'integrationId');
    });

    it.each([randomUUID(), 'no-id', ''])('the integration %j', async (unknown) => {
      const { id } = await fixture.create();
      await refuses(id, { integrationId: unknown }, 'NOT_FOUND', 'integrationId');
    });

    it.each([randomUUID(), 'no-id'])('the release %j', async (releaseId) => {
      await refuses(releaseId, {}, 'NOT_FOUND', 'releaseId');
    });

    it('a release that is not open', async () => {
      const { id } = await fixture.create();
      await fixture.moveThrough(id, 'CANCELLED');
      await refuses(id, {}, 'CONFLICT');
    });

    it('an integration that is switched off: CONFLICT, and the tracker is not called', async () => {
      const { id } = await fixture.create();
      await fixture.app.run(SWITCH, { id: fixture.integrationId, on: false });
      fixture.lab.calls.reset();
      await refuses(id, {}, 'CONFLICT');
      expect(fixture.lab.calls.total).toBe(0);
      await fixture.app.run(SWITCH, { id: fixture.integrationId, on: true });
    });

    it('a tracker that cannot be reached: PROVIDER_ERROR', async () => {
      const elsewhere = await startJiraCloudLab({ name: 'gone' });
      const other = await connectJira(fixture.app, fixture.projectId, elsewhere, 'Gone');
      await elsewhere.stop();
      const { id } = await fixture.create();
      await refuses(id, { integrationId: other }, 'PROVIDER_ERROR');
    });

    it('a tracker that limits our rate: PROVIDER_ERROR, and no call before its Retry-After is over', async () => {
      const elsewhere = await startJiraCloudLab({ name: 'down' });
      const other = await connectJira(fixture.app, fixture.projectId, elsewhere, 'Down');
      const { id } = await fixture.create();
      const before = await fixture.read(id);
      const input = { releaseId: id, platform: 'WEB', ticketKey: 'SHOP-1', integrationId: other };
      const provider = async () => {
        const { code, provider: said } = (await fixture.graphql(LINK, { input })).errors![0]!.extensions;
        return { code, ...said };
      };

      try {
        elsewhere.faults.inject('*', { kind: 'rate-limit', retryAfterSeconds: 30 }, { times: Infinity });
        const limited = { code: 'PROVIDER_ERROR', type: 'JIRA', failure: 'RATE_LIMITED', retryable: true };
        expect(await provider()).toMatchObject({ ...limited, retryAfterSeconds: 30 });
        elsewhere.calls.reset();
        expect(await provider()).toMatchObject(limited);
        expect(elsewhere.calls.total).toBe(0);
      } finally {
        await elsewhere.stop();
      }
      expect(await fixture.read(id)).toEqual(before);
    });
  });

  describe('unlinking', () => {
    it('stops following the ticket: none of its fields is shown, and it stays unchanged in the tracker', async () => {
      const { id, webEpicId } = await fixture.create({
        jiraConfig: fixture.jiraConfig(),
        waitForTicketsMs: 10_000,
      });
      const issue = structuredClone(fixture.lab.issue(webEpicId).fields);

      const release = await unlink(id);

      expect(release).toMatchObject({
        webEpicId: null,
        tickets: [
          {
            ...{ state: 'SKIPPED', remoteId: null, key: null, url: null, error: null },
            ...{ status: null, category: 'UNKNOWN', checkedAt: null, isCompleted: false },
          },
        ],
      });
      expect(await fixture.read(id)).toEqual(release);
      expect(fixture.lab.issue(webEpicId).fields).toEqual(issue);
      expect(await lastActivity(id)).toMatchObject({
        action: 'release.ticket_unlinked',
        details: { platform: 'WEB', key: webEpicId, state: 'CREATED' },
      });
    });

    it('creates no ticket afterwards, nor does a retry of all; a retry that names the platform does', async () => {
      const { id, webEpicId } = await fixture.create({
        jiraConfig: fixture.jiraConfig(),
        waitForTicketsMs: 10_000,
      });
      await unlink(id);
      fixture.lab.calls.reset();
      const retry = async (more: object) =>
        (await fixture.run(RETRY, { input: { releaseId: id, ...more } })).retryReleaseTickets;
      expect((await retry({})).tickets).toMatchObject([{ state: 'SKIPPED' }]);
      expect(fixture.lab.calls.total).toBe(0);

      const again = await retry({ platforms: ['WEB'] });
      expect(again.tickets).toMatchObject([{ state: 'CREATED' }]);
      expect(again.webEpicId).not.toBe(webEpicId);
      expect(fixture.lab.calls.count(BULK)).toBe(1);
    });
  });

  describe('unlinking is refused, and changes nothing:', () => {
    const refuses = (releaseId: string, input: object, code: string, ...paths: string[]) =>
      fixture.expectRefused(UNLINK, { input: { releaseId, platform: 'WEB', ...input } }, 200, code, ...paths);

    it('where there is no ticket', async () => {
      const { id } = await fixture.create();
      await refuses(id, {}, 'BAD_USER_INPUT', 'platform');
      await refuses(id, { platform: 'APP_STORE' }, 'BAD_USER_INPUT', 'platform');
    });

    it('a ticket that is SKIPPED already', async () => {
      const { id } = await fixture.create();
      await link(id, aManualTicket(fixture.lab), integrationId());
      await unlink(id);
      await refuses(id, {}, 'CONFLICT');
    });

    it('a ticket that is PENDING', async () => {
      await fixture.app.run(SWITCH, { id: fixture.integrationId, on: false });
      const { id } = await fixture.create({ jiraConfig: fixture.jiraConfig() });
      await refuses(id, {}, 'CONFLICT');
      await fixture.app.run(SWITCH, { id: fixture.integrationId, on: true });
      // Made in the background now: not to be taken for what a later test wrote.
      await eventually(async () =>
        expect(await fixture.read(id)).toMatchObject({ tickets: [{ state: 'CREATED' }] }),
      );
    });

    it('of a release that is not open', async () => {
      const { id } = await fixture.create();
      await link(id, aManualTicket(fixture.lab), integrationId());
      await fixture.moveThrough(id, 'CANCELLED');
      await refuses(id, {}, 'CONFLICT');
    });

    it.each([randomUUID(), 'no-id'])('of the release %j', async (releaseId) => {
      await refuses(releaseId, {}, 'NOT_FOUND', 'releaseId');
    });
  });

  it('answers what cannot be a platform with the list of those that are', async () => {
    const { id } = await fixture.create();
    const input = { releaseId: id, platform: 'IOS', ticketKey: 'SHOP-1' };
    expect(refusal(await fixture.graphql(LINK, { input }))).toMatchObject(
      refused('BAD_USER_INPUT', 'platform'),
    );
  });
});

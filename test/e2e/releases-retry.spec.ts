import { randomUUID } from 'node:crypto';
import { RETRY } from '../support/releases.documents.js';
import {
  ALL_PLATFORMS,
  BULK,
  refusal,
  refused,
  ReleaseFixture,
} from '../support/fixtures/releases.fixture.js';

const SWITCH =
  'mutation ($id: ID!, $on: Boolean!) { updateIntegration(input: { id: $id, isEnabled: $on }) { id } }';
const CONFIGURE = 'mutation ($input: UpdatePmConfigInput!) { updatePmConfig(input: $input) { id } }';

/** What can be wrong with one platform's parameters, and where Jira says so. */
const WRONG: readonly [string, Record<string, unknown>, RegExp][] = [
  ['an unknown type', { issueType: 'Saga' }, /Saga/],
  ['an unknown priority', { priority: 'Whenever' }, /Whenever/],
  ['an unknown project', { projectKey: 'NOWHERE' }, /NOWHERE/],
];

describe('retryReleaseTickets', () => {
  let fixture: ReleaseFixture;

  beforeAll(async () => {
    const fields = [
      { name: 'Change ticket', id: 'customfield_10300', required: true, types: ['Story'] },
    ] as const;
    fixture = await ReleaseFixture.start({ projects: [{ fields }] });
  });

  afterAll(() => fixture.stop());

  const retry = async (releaseId: string, more: object = {}): Promise<any> =>
    (await fixture.run(RETRY, { input: { releaseId, ...more } })).retryReleaseTickets;

  /** Three platforms of which the App Store's is refused. */
  const aPartlyFailed = async (wrong: object) => {
    const pmConfigId = await fixture.createConfig({ PLAY_STORE: {}, APP_STORE: wrong, WEB: {} });
    const release = await fixture.create({ platforms: ALL_PLATFORMS, pmConfigId, waitForTicketsMs: 10_000 });
    expect(release.tickets).toMatchObject([
      { platform: 'WEB', state: 'CREATED' },
      { platform: 'PLAY_STORE', state: 'CREATED' },
      { platform: 'APP_STORE', state: 'FAILED', key: null, error: { retryable: false } },
    ]);
    return { pmConfigId, release };
  };

  const correct = (id: string) => {
    const platformConfigurations = ['PLAY_STORE', 'APP_STORE', 'WEB'].map((platform) => ({
      platform,
      parameters: { projectKey: 'SHOP' },
    }));
    return fixture.run(CONFIGURE, { input: { id, platformConfigurations } });
  };

  it.each(WRONG)(
    'after %s was corrected in the config creates the failed ticket only',
    async (_, wrong, words) => {
      const { pmConfigId, release } = await aPartlyFailed(wrong);
      expect(release.tickets[2].error.message).toMatch(words);
      await correct(pmConfigId);
      fixture.lab.calls.reset();
      const made = fixture.lab.issues().length;
      const after = await retry(release.id);
      expect(after.tickets.map(({ state }: any) => state)).toEqual(['CREATED', 'CREATED', 'CREATED']);
      expect(after.tickets.slice(0, 2)).toEqual(release.tickets.slice(0, 2));
      expect(fixture.lab.issues()).toHaveLength(made + 1);
      expect(fixture.lab.calls.count(BULK)).toBe(1);
      expect((await fixture.actions(release.id)).slice(0, 2)).toEqual([
        'ticket.created',
        'release.tickets_retried',
      ]);
    },
  );

  it('fills a required field with the given parameters', async () => {
    const { release } = await aPartlyFailed({ issueType: 'Story' });
    expect(release.tickets[2].error).toMatchObject({
      failure: 'REJECTED',
      fields: [{ path: 'customfield_10300', message: expect.stringContaining('required') }],
    });
    fixture.lab.calls.reset();
    const parameters = {
      projectKey: 'SHOP',
      issueType: 'Story',
      completedStatus: ['Shipped'],
      customFields: { customfield_10300: 'CHG-1' },
    };
    const after = await retry(release.id, { platforms: ['APP_STORE'], parameters });
    expect(after.tickets[2]).toMatchObject({
      state: 'CREATED',
      parameters: { issueType: 'Story', completedStatus: ['Shipped'] },
    });
    expect(after.tickets.slice(0, 2)).toEqual(release.tickets.slice(0, 2));
    expect(fixture.lab.calls.count(BULK)).toBe(1);
    expect(fixture.lab.issue(after.iosEpicId).fields['customfield_10300']).toBe('CHG-1');
  });

  it('takes given parameters also with an inline jiraConfig', async () => {
    const jiraConfig = fixture.jiraConfig({ projectKey: 'NOWHERE' });
    const { id, tickets } = await fixture.create({ jiraConfig, waitForTicketsMs: 10_000 });
    expect(tickets).toMatchObject([{ state: 'FAILED' }]);
    expect((await retry(id)).tickets).toMatchObject([{ state: 'FAILED' }]);
    const after = await retry(id, { parameters: { projectKey: 'SHOP' } });
    expect(after.tickets).toMatchObject([{ state: 'CREATED', parameters: { projectKey: 'SHOP' } }]);
  });

  it('retries the named platforms only', async () => {
    const { pmConfigId, release } = await aPartlyFailed({ priority: 'Whenever' });
    await correct(pmConfigId);
    fixture.lab.calls.reset();
    const after = await retry(release.id, { platforms: ['WEB', 'PLAY_STORE'] });
    expect(after.tickets).toEqual(release.tickets);
    expect(fixture.lab.calls.total).toBe(0);
    expect(await fixture.actions(release.id)).not.toContain('release.tickets_retried');
  });

  it('does not change PENDING tickets', async () => {
    await fixture.app.run(SWITCH, { id: fixture.integrationId, on: false });
    const { id, tickets } = await fixture.create({
      jiraConfig: fixture.jiraConfig(),
      waitForTicketsMs: 5_000,
    });
    expect((await retry(id)).tickets).toMatchObject([{ state: 'PENDING', title: tickets[0].title }]);
    await fixture.app.run(SWITCH, { id: fixture.integrationId, on: true });
    expect((await retry(id)).tickets).toMatchObject([{ state: 'CREATED' }]);
  });

  describe('refuses, and changes nothing:', () => {
    let failed: any;

    beforeAll(async () => {
      const pmConfigId = await fixture.createConfig({ WEB: { priority: 'Whenever' } });
      failed = await fixture.create({ pmConfigId, waitForTicketsMs: 10_000 });
    });

    const refuses = async (input: object, code: string, ...paths: string[]) => {
      const before = [await fixture.read(failed.id), await fixture.rowCounts()];
      const answer = await fixture.graphql(RETRY, { input: { releaseId: failed.id, ...input } });
      expect(refusal(answer)).toEqual(refused(code, ...paths));
      expect([await fixture.read(failed.id), await fixture.rowCounts()]).toEqual(before);
    };

    it('platforms of which the release has no ticket', async () => {
      const platforms = ['WEB', 'APP_STORE', 'PLAY_STORE'];
      await refuses({ platforms }, 'BAD_USER_INPUT', 'platforms.1', 'platforms.2');
    });

    it('unknown platforms, and one given twice', async () => {
      await refuses({ platforms: [] }, 'BAD_USER_INPUT', 'platforms');
      await refuses({ platforms: ['WEB', 'WEB'] }, 'BAD_USER_INPUT', 'platforms.1');
    });

    it.each<[object, string]>([
      [{ projectKey: '' }, 'parameters.projectKey'],
      [{ projectKey: '../admin' }, 'parameters.projectKey'],
      [{ projectKey: 'SHOP', labels: ['a b'] }, 'parameters.labels.0'],
      [{ projectKey: 'SHOP', labels: ['a', '{{ver}}'] }, 'parameters.labels.1'],
      [{ projectKey: 'SHOP', titleTemplate: 'a\u0000' }, 'parameters.titleTemplate'],
      [{ projectKey: 'SHOP', titleTemplate: '{{releaseUrl}}'.repeat(9) }, 'parameters.titleTemplate'],
      [{ projectKey: 'SHOP', customFields: { a: '\u0000' } }, 'parameters.customFields'],
      [{ projectKey: 'SHOP', customFields: [] }, 'parameters.customFields'],
      [{}, 'parameters'],
    ])('the parameters %j', async (parameters, path) => {
      await refuses({ parameters }, 'BAD_USER_INPUT', path);
    });

    it.each([randomUUID(), 'no-id', '\u0000'])('the release %j', async (releaseId) => {
      await refuses({ releaseId }, 'NOT_FOUND', 'releaseId');
    });

    it('a release that is not open', async () => {
      const { id } = await fixture.create({ version: '0.0.1' });
      await fixture.moveThrough(id, 'CANCELLED');
      await refuses({ releaseId: id }, 'CONFLICT');
    });
  });
});

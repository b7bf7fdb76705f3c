import { eventually } from '../support/eventually.js';
import { ACTIVITY, UPDATE_RELEASE } from '../support/releases.documents.js';
import { BULK, ReleaseFixture } from '../support/fixtures/releases.fixture.js';

const SWITCH =
  'mutation ($id: ID!, $on: Boolean!) { updateIntegration(input: { id: $id, isEnabled: $on }) { id } }';

describe('platforms that are added later', () => {
  let fixture: ReleaseFixture;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
  });

  afterAll(() => fixture.stop());

  const update = async (id: string, input: object): Promise<any> =>
    (await fixture.run(UPDATE_RELEASE, { input: { id, ...input } })).updateRelease;
  const aRelease = (more: object = {}) =>
    fixture.create({ jiraConfig: fixture.jiraConfig(), waitForTicketsMs: 10_000, ...more });

  it('get their tickets by the inline config, and the answer waits for them', async () => {
    const { id, tickets } = await aRelease();
    fixture.lab.calls.reset();

    const release = await update(id, { platforms: ['WEB', 'ANDROID', 'IOS'] });

    expect(release.platforms).toEqual(['WEB', 'ANDROID', 'IOS']);
    expect(release.tickets).toMatchObject([
      { ...tickets[0] },
      { platform: 'PLAY_STORE', state: 'CREATED', title: 'Release v1.0.0 - Play Store' },
      { platform: 'APP_STORE', state: 'CREATED', title: 'Release v1.0.0 - App Store' },
    ]);
    expect(new Set([release.webEpicId, release.playStoreEpicId, release.iosEpicId]).size).toBe(3);
    expect(fixture.lab.calls.count(BULK)).toBe(1);
    expect(await fixture.read(id)).toEqual(release);
  });

  it('get their tickets by the current stored config, and none where its createTicket is off', async () => {
    const pmConfigId = await fixture.createConfig({
      WEB: {},
      PLAY_STORE: { titleTemplate: 'Store {{version}}' },
      APP_STORE: { createTicket: false },
    });
    const { id } = await aRelease({ jiraConfig: null, pmConfigId });
    const release = await update(id, { platforms: ['IOS', 'ANDROID', 'WEB'] });
    expect(release.tickets).toMatchObject([
      { platform: 'WEB', state: 'CREATED' },
      { platform: 'PLAY_STORE', state: 'CREATED', title: 'Store 1.0.0' },
    ]);
    expect(release.iosEpicId).toBeNull();
  });

  it('of a release without config get no tickets', async () => {
    const { id } = await fixture.create();
    expect(await update(id, { platforms: ['WEB', 'IOS'] })).toMatchObject({
      platforms: ['WEB', 'IOS'],
      tickets: [],
    });
  });

  it('are an edit: updatedAt changes, and the activity names them', async () => {
    const { id, updatedAt } = await fixture.create();
    const release = await update(id, { platforms: ['WEB', 'IOS'], ifUpdatedAt: updatedAt });
    expect(Date.parse(release.updatedAt)).toBeGreaterThan(Date.parse(updatedAt));
    const { edges } = (await fixture.run(ACTIVITY, { id })).release.activity;
    expect(edges[0].node).toMatchObject({
      action: 'release.updated',
      summary: expect.stringContaining('now for IOS as well'),
      details: { addedPlatforms: ['IOS'] },
    });
  });

  it('change nothing where the release has them already, in whatever order', async () => {
    const before = await fixture.create({ platforms: ['WEB', 'IOS'] });
    expect(await update(before.id, { platforms: ['IOS', 'WEB'], ifUpdatedAt: before.updatedAt })).toEqual(
      before,
    );
    expect(await fixture.actions(before.id)).toEqual(['release.created']);
  });

  it('together with another version get titles with that version', async () => {
    const { id } = await aRelease();
    const { tickets } = await update(id, { platforms: ['WEB', 'IOS'], version: '1.1.0' });
    expect(tickets.map(({ title }: any) => title)).toEqual([
      'Release v1.0.0 - Web',
      'Release v1.1.0 - App Store',
    ]);
  });

  it('wait with a reason while the integration is off, and get their tickets once it is on', async () => {
    const { id } = await aRelease();
    await fixture.app.run(SWITCH, { id: fixture.integrationId, on: false });
    const { tickets } = await update(id, { platforms: ['WEB', 'IOS'] });
    expect(tickets[1]).toMatchObject({ state: 'PENDING', error: { retryable: true } });
    await fixture.app.run(SWITCH, { id: fixture.integrationId, on: true });
    await eventually(async () => expect((await fixture.read(id)).tickets[1].state).toBe('CREATED'));
  });

  describe('are refused, and nothing changes:', () => {
    const refuses = (id: string, input: object, code: string, ...paths: string[]) =>
      fixture.expectRefused(UPDATE_RELEASE, { input: { id, ...input } }, 200, code, ...paths);

    it('a list that removes one', async () => {
      const { id } = await fixture.create({ platforms: ['WEB', 'IOS'] });
      await refuses(id, { platforms: ['WEB'] }, 'BAD_USER_INPUT', 'platforms');
      await refuses(id, { platforms: ['WEB', 'ANDROID'] }, 'BAD_USER_INPUT', 'platforms');
      expect((await fixture.read(id)).platforms).toEqual(['WEB', 'IOS']);
    });

    it.each<[object, string]>([
      [{ platforms: null }, 'platforms'],
      [{ platforms: [] }, 'platforms'],
      [{ platforms: ['WEB', 'WEB'] }, 'platforms.1'],
    ])('%j', async (input, path) => {
      const { id } = await fixture.create();
      await refuses(id, input, 'BAD_USER_INPUT', path);
    });

    it.each([['FRIDGE'], [null]])('the platform %j', async (platform) => {
      const { id } = await fixture.create();
      const input = { id, platforms: ['WEB', platform] };
      await fixture.expectRefused(UPDATE_RELEASE, { input }, 400, 'BAD_USER_INPUT', 'platforms.1');
    });

    it('those that the config lacks, each by its index, whatever else is given', async () => {
      const pmConfigId = await fixture.createConfig({ WEB: {} });
      const { id } = await aRelease({ jiraConfig: null, pmConfigId });
      const input = { platforms: ['ANDROID', 'WEB', 'IOS'], version: '2.0.0' };
      await refuses(id, input, 'BAD_USER_INPUT', 'platforms.0', 'platforms.2');
    });

    it('one whose ticket’s title would be too long', async () => {
      const pmConfigId = await fixture.createConfig({
        WEB: {},
        APP_STORE: { titleTemplate: '{{version}}'.repeat(20) },
      });
      const { id } = await fixture.create({ pmConfigId, version: `1.${'0'.repeat(40)}` });
      await refuses(id, { platforms: ['IOS', 'WEB'] }, 'BAD_USER_INPUT', 'platforms.0');
    });

    it('an edit with an old ifUpdatedAt', async () => {
      const { id } = await fixture.create();
      const ifUpdatedAt = '2020-01-01T00:00:00Z';
      await refuses(id, { platforms: ['WEB', 'IOS'], ifUpdatedAt }, 'CONFLICT');
    });

    it('a release that is not open', async () => {
      const { id } = await fixture.create();
      await fixture.moveThrough(id, 'CANCELLED');
      await refuses(id, { platforms: ['WEB', 'IOS'] }, 'CONFLICT');
    });
  });
});

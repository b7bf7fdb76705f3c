import { randomUUID } from 'node:crypto';
import { ReleaseConfigClient } from '../support/fixtures/release-configs.client.js';
import { BULK, refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';

const READ = `query ($id: ID!) { release(id: $id) {
  releaseConfig { id name } pmConfig { id } tickets { platform state parameters { labels linkBuilds } } } }`;

describe('createRelease by a release config', () => {
  let fixture: ReleaseFixture;
  let configs: ReleaseConfigClient;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
    configs = new ReleaseConfigClient(fixture);
  });

  beforeEach(() => fixture.lab.calls.reset());
  afterAll(() => fixture.stop());

  const read = async (id: string): Promise<any> => (await fixture.run(READ, { id })).release;

  it('creates its tickets with the release config’s parameters, and stores the release config', async () => {
    const jiraProject = { labels: ['{{version}}-mobile'], linkBuildsToIssues: true };
    const platforms = ['WEB', 'IOS', 'ANDROID'];
    const config = await configs.save(configs.jiraInput({ platforms }, jiraProject));
    const { id } = await fixture.create({
      version: '7.0.0',
      platforms: ['IOS', 'WEB'],
      releaseConfigId: config.id,
      waitForTicketsMs: 10_000,
    });
    expect(await read(id)).toEqual({
      releaseConfig: { id: config.id, name: config.name },
      pmConfig: { id: config.pmConfig.id },
      tickets: ['WEB', 'APP_STORE'].map((platform) => ({
        platform,
        state: 'CREATED',
        parameters: { labels: ['7.0.0-mobile'], linkBuilds: true },
      })),
    });
    expect(fixture.lab.calls.count(BULK)).toBe(1);
  });

  it.each<[string, () => Promise<object>]>([
    ['no Jira', async () => ({})],
    ['Jira switched off', async () => ({ jiraProject: fixture.jiraConfig({ enabled: false }) })],
    ['no release tickets', async () => ({ jiraProject: fixture.jiraConfig({ createReleaseTicket: false }) })],
    [
      'a stored config without',
      async () => ({ pmConfigId: await fixture.createConfig({ WEB: { createTicket: false } }) }),
    ],
  ])('makes none with %s', async (_, more) => {
    const config = await configs.save(configs.input(await more()));
    const { id, tickets } = await fixture.create({ releaseConfigId: config.id, waitForTicketsMs: 10_000 });
    expect(tickets).toEqual([]);
    expect(await read(id)).toMatchObject({ releaseConfig: { id: config.id } });
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('uses the current state of the stored config', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: {}, APP_STORE: {} });
    const config = await configs.save(configs.input({ pmConfigId }));
    await configs.editPmConfig(pmConfigId, {
      platformConfigurations: [{ platform: 'WEB', parameters: { projectKey: 'SHOP', labels: ['edited'] } }],
    });
    const { id } = await fixture.create({ releaseConfigId: config.id, waitForTicketsMs: 10_000 });
    expect((await read(id)).tickets).toMatchObject([
      { state: 'CREATED', parameters: { labels: ['edited'] } },
    ]);
  });

  it('does not change when its release config is changed or deleted', async () => {
    const input = configs.jiraInput({ platforms: ['WEB', 'IOS'] }, { labels: ['first'] });
    const config = await configs.save(input);
    const { id } = await fixture.create({ releaseConfigId: config.id, waitForTicketsMs: 10_000 });
    const jiraProject = { ...input.jiraProject, labels: ['second'] };
    const saved = await configs.save({ ...input, id: config.id, jiraProject });
    const expected = { pmConfig: { id: config.pmConfig.id }, releaseConfig: { id: config.id } };
    expect(await read(id)).toMatchObject(expected);
    const later = await fixture.create({ releaseConfigId: config.id, waitForTicketsMs: 10_000 });
    expect(await read(later.id)).toMatchObject({ ...expected, pmConfig: { id: saved.pmConfig.id } });

    await configs.delete(config.id);
    const { data } = await fixture.graphql(
      'mutation ($input: UpdateReleaseInput!) { updateRelease(input: $input) { id } }',
      { input: { id, platforms: ['WEB', 'IOS'] } },
    );
    expect(data.updateRelease.id).toBe(id);
    const parameters = { labels: ['first'] };
    expect(await read(id)).toMatchObject({
      releaseConfig: null,
      pmConfig: { id: config.pmConfig.id },
      tickets: [{ parameters }, { platform: 'APP_STORE', state: 'CREATED', parameters }],
    });
  });

  it('is the same request with the same key, and another one with another release config', async () => {
    const [one, other] = [await configs.save(configs.input()), await configs.save(configs.input())];
    const input = { releaseConfigId: one.id, idempotencyKey: randomUUID() };
    const first = await fixture.create(input);
    await configs.delete(one.id);
    expect((await fixture.create(input)).id).toBe(first.id);
    const answer = await fixture.tryCreate({ ...input, releaseConfigId: other.id });
    expect(refusal(answer)).toEqual(refused('CONFLICT', 'idempotencyKey'));
  });

  describe('is refused, and writes nothing,', () => {
    async function refuses(more: object, code: string, ...paths: string[]): Promise<void> {
      const before = await fixture.rowCounts();
      expect(refusal(await fixture.tryCreate(more))).toEqual(refused(code, ...paths));
      expect(await fixture.rowCounts()).toEqual(before);
    }

    it('together with another config', async () => {
      const { id: releaseConfigId } = await configs.save(configs.input());
      const pmConfigId = await fixture.createConfig({ WEB: {} });
      const jiraConfig = fixture.jiraConfig();
      await refuses({ releaseConfigId, pmConfigId }, 'BAD_USER_INPUT', 'pmConfigId', 'releaseConfigId');
      await refuses({ releaseConfigId, jiraConfig }, 'BAD_USER_INPUT', 'jiraConfig', 'releaseConfigId');
      const all = ['jiraConfig', 'pmConfigId', 'releaseConfigId'];
      await refuses({ releaseConfigId, jiraConfig, pmConfigId }, 'BAD_USER_INPUT', ...all);
    });

    it('for a platform that it lacks, or that its config lost', async () => {
      const { id } = await configs.save(configs.input({ platforms: ['WEB', 'IOS'] }));
      const platforms = ['WEB', 'ANDROID', 'IOS'];
      await refuses({ releaseConfigId: id, platforms }, 'BAD_USER_INPUT', 'platforms.1');
      const pmConfigId = await fixture.createConfig({ WEB: {}, APP_STORE: {} });
      const stored = await configs.save(configs.input({ platforms: ['WEB', 'IOS'], pmConfigId }));
      const parameters = { projectKey: 'SHOP' };
      await configs.editPmConfig(pmConfigId, { platformConfigurations: [{ platform: 'WEB', parameters }] });
      await refuses(
        { releaseConfigId: stored.id, platforms: ['WEB', 'IOS'] },
        'BAD_USER_INPUT',
        'platforms.1',
      );
    });

    it('while its config is inactive', async () => {
      const { id, pmConfig } = await configs.save(configs.jiraInput());
      await configs.editPmConfig(pmConfig.id, { isActive: false });
      await refuses({ releaseConfigId: id }, 'BAD_USER_INPUT', 'releaseConfigId');
    });

    it('where there is none', async () => {
      const { id } = await configs.save(configs.input());
      await configs.delete(id);
      for (const releaseConfigId of [id, randomUUID(), 'no-id', ''])
        await refuses({ releaseConfigId }, 'NOT_FOUND', 'releaseConfigId');
    });
  });
});

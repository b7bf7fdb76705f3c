import { startJiraCloudLab, type JiraCloudLab } from '../../lab/index.js';
import { connectJira } from '../support/fixtures/jira.fixture.js';
import { ReleaseConfigClient } from '../support/fixtures/release-configs.client.js';
import { refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';

const DELETE_INTEGRATION = 'mutation ($id: ID!) { deleteIntegration(id: $id) }';

/** Ways of a release config to change the pm config of its own, or to do without it. */
const CHANGES = [
  'another Jira project',
  'another integration',
  'a stored config',
  'Jira switched off',
  'no Jira at all',
  'other platforms',
  'its deletion',
] as const;

describe('the pm config of a release config', () => {
  let fixture: ReleaseFixture;
  let configs: ReleaseConfigClient;
  let otherLab: JiraCloudLab;
  let otherId: string;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
    configs = new ReleaseConfigClient(fixture);
    otherLab = await startJiraCloudLab({ name: 'other' });
    otherId = await connectJira(fixture.app, fixture.projectId, otherLab, 'Other Jira');
  });

  afterAll(async () => {
    await fixture.stop();
    await otherLab.stop();
  });

  async function make(change: (typeof CHANGES)[number], input: any, id: string): Promise<any> {
    const { jiraProject, ...rest } = { ...input, id };
    const changed = (more: object) => configs.save({ ...rest, jiraProject: { ...jiraProject, ...more } });
    switch (change) {
      case 'another Jira project':
        return changed({ projectKey: 'NEXT' });
      case 'another integration':
        return changed({ integrationId: otherId });
      case 'Jira switched off':
        return changed({ enabled: false });
      case 'a stored config':
        return configs.save({ ...rest, pmConfigId: await fixture.createConfig({ WEB: {} }) });
      case 'no Jira at all':
        return configs.save(rest);
      case 'other platforms':
        return configs.save({ ...input, id, platforms: ['WEB', 'IOS'] });
      case 'its deletion':
        return void (await configs.delete(id));
    }
  }

  describe.each(CHANGES)('by %s', (change) => {
    it('is changed or deleted where nothing else uses it', async () => {
      const input = configs.jiraInput();
      const { id, pmConfig } = await configs.save(input);
      const saved = await make(change, input, id);
      const after = await configs.pmConfig(pmConfig.id);
      const isStored = ['another Jira project', 'another integration', 'other platforms'].includes(change);
      if (isStored) expect(saved.pmConfig.id).toBe(pmConfig.id);
      else expect(after).toBeNull();
    });

    it.each<[string, (pmConfigId: string, releaseConfigId: string) => Promise<unknown>]>([
      ['an open release of it', (_, releaseConfigId) => fixture.create({ releaseConfigId })],
      ['an open release by the pm config itself', (pmConfigId) => fixture.create({ pmConfigId })],
      ['another release config', (pmConfigId) => configs.save(configs.input({ pmConfigId }))],
    ])('is left as it is where %s uses it', async (_, use) => {
      const input = configs.jiraInput();
      const { id, pmConfig } = await configs.save(input);
      await use(pmConfig.id, id);
      const before = await configs.pmConfig(pmConfig.id);
      const saved = await make(change, input, id);
      const after = await configs.pmConfig(pmConfig.id);
      const used = before.usedBy.filter((one: any) => one.id !== id);
      expect(after).toEqual({ ...before, usedBy: used });
      expect(used).toHaveLength(1);
      if (saved?.pmConfig) {
        expect(saved.pmConfig.id).not.toBe(pmConfig.id);
        expect(saved.pmConfig.usedBy).toEqual([{ kind: 'RELEASE_CONFIG', id, name: input.name }]);
      }
    });
  });

  it('is copied with the members that people set, under the next free name', async () => {
    const input = configs.jiraInput();
    const { id, pmConfig } = await configs.save(input);
    const parameters = { projectKey: 'SHOP', titleTemplate: 'Ship {{version}}' };
    await configs.editPmConfig(pmConfig.id, { platformConfigurations: [{ platform: 'WEB', parameters }] });
    await fixture.create({ releaseConfigId: id });
    const saved = await configs.save({ ...input, id, platforms: ['WEB', 'IOS'] });
    expect(saved.pmConfig).toMatchObject({
      name: `${input.name} - JIRA Config (2)`,
      platformConfigurations: [
        { platform: 'WEB', parameters: { titleTemplate: 'Ship {{version}}' } },
        { platform: 'APP_STORE', parameters: { titleTemplate: 'Release v{{version}} - {{platform}}' } },
      ],
    });
    // Nothing uses that one yet: the next change is made in place.
    const again = await configs.save({ ...input, id });
    expect(again.pmConfig).toMatchObject({ id: saved.pmConfig.id, name: saved.pmConfig.name });
  });

  it('is not copied where nothing about it changes', async () => {
    const input = configs.jiraInput();
    const { id, pmConfig } = await configs.save(input);
    await fixture.create({ releaseConfigId: id });
    const saved = await configs.save({ ...input, id, name: `${input.name} renamed` });
    expect(saved.pmConfig).toMatchObject({ id: pmConfig.id, name: pmConfig.name });
  });

  it('is changed in place once the releases that use it are not open', async () => {
    const input = configs.jiraInput();
    const { id, pmConfig } = await configs.save(input);
    const release = await fixture.create({ releaseConfigId: id });
    await fixture.moveThrough(release.id, 'CANCELLED');
    const saved = await configs.save({ ...input, id, platforms: ['IOS'] });
    expect(saved.pmConfig.id).toBe(pmConfig.id);
  });

  it('is never a config of that name that a person created', async () => {
    const input = configs.jiraInput({ name: 'Borrowed' });
    const pmConfigId = await fixture.createConfig(
      { WEB: { priority: 'Low' } },
      { name: 'Borrowed - JIRA Config' },
    );
    const before = await configs.pmConfig(pmConfigId);
    const { id, pmConfig } = await configs.save(input);
    expect(pmConfig).toMatchObject({ name: 'Borrowed - JIRA Config (2)' });
    await configs.save({ ...input, id, platforms: ['IOS'] });
    await configs.save(configs.input({ id, name: 'Borrowed' }));
    await configs.delete(id);
    expect(await configs.pmConfig(pmConfigId)).toEqual(before);
    expect(await configs.pmConfig(pmConfig.id)).toBeNull();
  });

  it('is no longer owned once the release config names it as its stored config', async () => {
    const input = configs.jiraInput();
    const { id, pmConfig } = await configs.save(input);
    const saved = await configs.save(configs.input({ id, name: input.name, pmConfigId: pmConfig.id }));
    expect(saved).toMatchObject({ jiraProject: null, pmConfig: { id: pmConfig.id, name: pmConfig.name } });
    await configs.delete(id);
    expect(await configs.pmConfig(pmConfig.id)).toMatchObject({ usedBy: [] });
  });

  it('has a shortened name where that of its release config is long', async () => {
    const name = '😀'.repeat(100);
    const [one, other] = [
      await configs.save(configs.jiraInput({ name })),
      await configs.save(configs.jiraInput({ name: `${'😀'.repeat(99)}x` })),
    ];
    expect(one.pmConfig.name).toBe(`${'😀'.repeat(86)} - JIRA Config`);
    expect(other.pmConfig.name).toBe(`${'😀'.repeat(82)} - JIRA Config (2)`);
  });

  it('cannot be deleted by itself, nor the Jira that it needs be disconnected, while its release config uses them', async () => {
    const id3 = await connectJira(fixture.app, fixture.projectId, fixture.lab, 'Needed Jira');
    const input = configs.jiraInput({}, { integrationId: id3 });
    const { id, name, pmConfig } = await configs.save(input);
    expect(refusal(await configs.deletePmConfig(pmConfig.id))).toEqual(refused('CONFLICT'));
    // Switched off by a person, it is still the release config's.
    await configs.editPmConfig(pmConfig.id, { isActive: false });
    const answer = await fixture.app.graphql(DELETE_INTEGRATION, { id: id3 }, fixture.team.OWNER.token);
    expect(answer.errors![0]!.extensions).toMatchObject({
      code: 'CONFLICT',
      usedBy: [{ kind: 'RELEASE_CONFIG', id, name }],
    });
    await configs.save({ ...input, id, jiraProject: { ...input.jiraProject, enabled: false } });
    expect(
      (await fixture.app.graphql(DELETE_INTEGRATION, { id: id3 }, fixture.team.OWNER.token)).errors,
    ).toBeUndefined();
    expect(await configs.find(id)).toMatchObject({ jiraProject: { enabled: false, integrationId: id3 } });
  });
});

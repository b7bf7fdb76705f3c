import { randomUUID } from 'node:crypto';
import { ReleaseConfigClient } from '../support/fixtures/release-configs.client.js';
import { refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';

const ACTIVITY = `query ($projectId: ID!) { activity(projectId: $projectId, first: 100) {
  edges { node { action summary details actor { kind } } } } }`;
const REMOTE_ID = 'query ($id: ID!) { releaseConfig(id: $id) { name jiraProject { remoteProjectId } } }';
const SWITCH =
  'mutation ($id: ID!, $on: Boolean!) { updateIntegration(input: { id: $id, isEnabled: $on }) { id } }';

describe('a release config', () => {
  let fixture: ReleaseFixture;
  let configs: ReleaseConfigClient;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
    configs = new ReleaseConfigClient(fixture);
  });

  beforeEach(() => fixture.lab.calls.reset());
  afterAll(() => fixture.stop());

  const actions = async (count: number): Promise<any[]> => {
    const { activity } = await fixture.run(ACTIVITY, { projectId: fixture.projectId });
    return activity.edges.slice(0, count).map(({ node }: any) => node);
  };

  it('can be saved without tickets', async () => {
    const config = await configs.save(configs.input({ name: ' Quiet ', platforms: ['IOS', 'ANDROID'] }));
    expect(config).toMatchObject({
      projectId: fixture.projectId,
      name: 'Quiet',
      platforms: ['IOS', 'ANDROID'],
      jiraProject: null,
      pmConfig: null,
      createdBy: { id: fixture.team.EDITOR.accountId },
    });
    expect(await configs.find(config.id)).toEqual(config);
  });

  it('creates a pm config of its own with the parameters of its Jira project, and calls no tracker', async () => {
    const jiraProject = {
      issueTypeForRelease: 'Story',
      completedStatus: ['Shipped'],
      labels: ['mobile'],
      linkBuildsToIssues: true,
    };
    const config = await configs.save(
      configs.jiraInput({ name: 'Mobile', platforms: ['IOS', 'ANDROID'] }, jiraProject),
    );
    expect(config.jiraProject).toEqual({
      enabled: true,
      integrationId: fixture.integrationId,
      projectKey: 'SHOP',
      createReleaseTicket: true,
      ...jiraProject,
    });
    const parameters = {
      projectKey: 'SHOP',
      issueType: 'Story',
      completedStatus: ['Shipped'],
      labels: ['mobile'],
      priority: null,
      titleTemplate: 'Release v{{version}} - {{platform}}',
      createTicket: true,
      linkBuilds: true,
    };
    expect(config.pmConfig).toEqual({
      id: expect.any(String),
      name: 'Mobile - JIRA Config',
      isActive: true,
      integration: { id: fixture.integrationId },
      usedBy: [{ kind: 'RELEASE_CONFIG', id: config.id, name: 'Mobile' }],
      platformConfigurations: [
        { platform: 'APP_STORE', integrationId: null, parameters },
        { platform: 'PLAY_STORE', integrationId: null, parameters },
      ],
    });
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('applies the defaults of a Jira project, and stores createReleaseTicket off', async () => {
    const config = await configs.save(configs.jiraInput({}, { createReleaseTicket: false }));
    expect(config.jiraProject).toMatchObject({
      issueTypeForRelease: 'Epic',
      completedStatus: [],
      labels: ['release', '{{version}}'],
    });
    expect(config.pmConfig.platformConfigurations).toMatchObject([
      { platform: 'WEB', parameters: { createTicket: false, linkBuilds: false } },
    ]);
  });

  it('can use a stored config, which then counts as used', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: {} });
    const config = await configs.save(configs.input({ pmConfigId }));
    expect(config).toMatchObject({ jiraProject: null, pmConfig: { id: pmConfigId } });
    const answer = await configs.deletePmConfig(pmConfigId);
    expect(refusal(answer)).toEqual(refused('CONFLICT'));
    expect(answer.errors![0]!.extensions['usedBy']).toEqual([
      { kind: 'RELEASE_CONFIG', id: config.id, name: config.name },
    ]);
    await configs.delete(config.id);
    expect((await configs.deletePmConfig(pmConfigId)).errors).toBeUndefined();
  });

  it('stores a Jira project that is not enabled, and creates no pm config', async () => {
    const config = await configs.save(configs.jiraInput({}, { enabled: false }));
    expect(config).toMatchObject({ jiraProject: { enabled: false, projectKey: 'SHOP' }, pmConfig: null });
    expect(await configs.pmConfigNames()).not.toContain(`${config.name} - JIRA Config`);
  });

  describe('saved again', () => {
    it('replaces all of it, and updates its pm config', async () => {
      const { id, createdAt, updatedAt, pmConfig } = await configs.save(configs.jiraInput());
      const input = configs.jiraInput(
        { id, platforms: ['WEB', 'IOS'] },
        { labels: ['a'], projectKey: 'NEXT' },
      );
      const saved = await configs.save(input);
      expect(saved).toMatchObject({ id, createdAt, name: input.name, platforms: ['WEB', 'IOS'] });
      expect(Date.parse(saved.updatedAt)).toBeGreaterThan(Date.parse(updatedAt));
      expect(saved.pmConfig).toMatchObject({
        id: pmConfig.id,
        name: `${input.name} - JIRA Config`,
        platformConfigurations: [
          { platform: 'WEB', parameters: { projectKey: 'NEXT', labels: ['a'] } },
          { platform: 'APP_STORE', parameters: { projectKey: 'NEXT', labels: ['a'] } },
        ],
      });
    });

    it('does not change members of its pm config that a Jira project does not have', async () => {
      const input = configs.jiraInput();
      const { id, pmConfig } = await configs.save(input);
      const parameters = { projectKey: 'OTHER', titleTemplate: 'Ship {{version}}', priority: 'High' };
      await configs.editPmConfig(pmConfig.id, {
        name: 'What we call it',
        isActive: false,
        platformConfigurations: [{ platform: 'WEB', parameters }],
      });
      const saved = await configs.save({ ...input, id });
      expect(saved.pmConfig).toMatchObject({
        id: pmConfig.id,
        name: 'What we call it',
        isActive: true,
        platformConfigurations: [
          { parameters: { projectKey: 'SHOP', titleTemplate: 'Ship {{version}}', priority: 'High' } },
        ],
      });
      const renamed = await configs.save({ ...input, id, name: `${input.name} renamed` });
      expect(renamed.pmConfig.name).toBe(`${input.name} renamed - JIRA Config`);
    });

    it('without a change writes nothing: no updatedAt, no activity', async () => {
      const input = configs.jiraInput();
      const { id, updatedAt } = await configs.save(input);
      const before = await fixture.rowCounts();
      const again = await configs.save({ ...input, id, ifUpdatedAt: updatedAt });
      expect(again).toEqual(await configs.find(id));
      expect(again.updatedAt).toBe(updatedAt);
      expect(await fixture.rowCounts()).toEqual(before);
    });

    it('with an ifUpdatedAt that is not the stored one any more is a conflict, and changes nothing', async () => {
      const input = configs.jiraInput();
      const { id, updatedAt } = await configs.save(input);
      const saved = await configs.save({ ...input, id, platforms: ['IOS'], ifUpdatedAt: updatedAt });
      const answer = await configs.trySave({ ...input, id, name: 'Late', ifUpdatedAt: updatedAt });
      expect(refusal(answer)).toEqual(refused('CONFLICT'));
      expect(await configs.find(id)).toEqual(saved);
      expect(await configs.pmConfig(saved.pmConfig.id)).toMatchObject({ name: saved.pmConfig.name });
    });
  });

  it('has a name that is free again once it is deleted, and stands in the list by it', async () => {
    const input = configs.input({ name: 'Alpha' });
    const { id } = await configs.save(input);
    const beta = await configs.save(configs.input({ name: 'Beta' }));
    expect(refusal(await configs.trySave(input))).toEqual(refused('CONFLICT', 'name'));
    expect(refusal(await configs.trySave({ ...input, id: beta.id }))).toEqual(refused('CONFLICT', 'name'));
    const names = (await configs.list()).map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(names.slice(0, 2)).toEqual(['Alpha', 'Beta']);
    expect((await configs.delete(id)).data).toEqual({ deleteReleaseConfig: id });
    expect((await configs.save(input)).id).not.toBe(id);
  });

  it('cannot be found or deleted after it was deleted', async () => {
    const { id, pmConfig } = await configs.save(configs.jiraInput());
    await configs.delete(id);
    expect(await configs.find(id)).toBeNull();
    expect((await configs.list()).map((one) => one.id)).not.toContain(id);
    expect(await configs.pmConfig(pmConfig.id)).toBeNull();
    expect(refusal(await configs.delete(id))).toEqual(refused('NOT_FOUND'));
    expect(refusal(await configs.trySave(configs.input({ id })))).toEqual(refused('NOT_FOUND', 'id'));
    for (const unknown of [randomUUID(), 'no-id', ''])
      expect(refusal(await configs.delete(unknown))).toEqual(refused('NOT_FOUND'));
  });

  it('is recorded in the project’s activity, its pm config too', async () => {
    const input = configs.jiraInput();
    const { id, pmConfig } = await configs.save(input);
    await configs.save({ ...input, id, platforms: ['IOS'] });
    await configs.delete(id);
    const recorded = await actions(6);
    expect(recorded.map(({ action }) => action).sort()).toEqual(
      ['created', 'deleted', 'updated']
        .flatMap((what) => [`pm_config.${what}`, `release_config.${what}`])
        .sort(),
    );
    const made = recorded.find(({ action }) => action === 'release_config.created');
    expect(made).toMatchObject({
      summary: `Test token created the release config ${input.name}.`,
      details: { releaseConfigId: id, pmConfigId: pmConfig.id },
      actor: { kind: 'API_TOKEN' },
    });
  });

  describe('has Jira’s own id of the project', () => {
    let id: string;

    beforeAll(async () => {
      ({ id } = await configs.save(configs.jiraInput({}, { projectKey: 'shop' })));
    });

    it('by one call to Jira for any number of them', async () => {
      const { data } = await fixture.graphql(
        `query ($id: ID!) { a: releaseConfig(id: $id) { jiraProject { remoteProjectId } }
                            b: releaseConfig(id: $id) { jiraProject { remoteProjectId } } }`,
        { id },
      );
      const { id: remoteProjectId } = fixture.lab.site.project('SHOP')!;
      expect(data).toEqual({
        a: { jiraProject: { remoteProjectId } },
        b: { jiraProject: { remoteProjectId } },
      });
      expect(fixture.lab.calls.total).toBe(1);
    });

    it('null where there is no such project', async () => {
      const other = await configs.save(configs.jiraInput({}, { projectKey: 'NOWHERE' }));
      const { releaseConfig } = await fixture.run(REMOTE_ID, { id: other.id });
      expect(releaseConfig.jiraProject.remoteProjectId).toBeNull();
    });

    it('null while the integration is switched off, without a call', async () => {
      await fixture.app.run(SWITCH, { id: fixture.integrationId, on: false });
      const { data, errors } = await fixture.graphql(REMOTE_ID, { id });
      await fixture.app.run(SWITCH, { id: fixture.integrationId, on: true });
      expect([data.releaseConfig.jiraProject.remoteProjectId, errors]).toEqual([null, undefined]);
      expect(fixture.lab.calls.total).toBe(0);
    });

    it('null with an error where Jira cannot be called; the rest of the answer is complete', async () => {
      const other = await configs.save(configs.jiraInput({}, { projectKey: 'UNASKED' }));
      const fault = fixture.lab.faults.inject('*', { kind: 'html-page' }, { times: Infinity });
      const { data, errors } = await fixture.graphql(REMOTE_ID, { id: other.id });
      fault.remove();
      expect(data.releaseConfig).toEqual({ name: other.name, jiraProject: { remoteProjectId: null } });
      expect(errors).toMatchObject([{ extensions: { code: 'PROVIDER_ERROR' } }]);
    });
  });
});

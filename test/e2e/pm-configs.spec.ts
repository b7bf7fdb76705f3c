import { randomUUID } from 'node:crypto';
import { UsageRegistry } from '../../src/shared/usage/index.js';
import { startAppInside, type TestAppInside } from '../support/app-inside.js';
import { aTeam, type Role } from '../support/fixtures/team.fixture.js';
import {
  aPlatform,
  PmConfigFixture,
  CREATE,
  DELETE,
  FIND,
  LIST,
  UPDATE,
} from '../support/fixtures/pm-configs.fixture.js';

const ACTIVITY = `query ($projectId: ID!) { activity(projectId: $projectId, first: 50) {
  edges { node { action summary actor { name } } } } }`;
const DISCONNECT = 'mutation ($id: ID!) { deleteIntegration(id: $id) }';

describe('PM configs', () => {
  let fixture: PmConfigFixture;
  let inside: TestAppInside;
  beforeAll(async () => {
    fixture = await PmConfigFixture.start(
      {},
      {},
      async (options) => (inside = await startAppInside(options)),
    );
  });
  afterAll(() => fixture.stop());

  it('are stored with every default', async () => {
    const config = await fixture.create({ description: ' All stores ' });
    expect(config).toMatchObject({
      description: 'All stores',
      isActive: true,
      integration: { id: fixture.integrationId },
      createdBy: { id: fixture.team.EDITOR.accountId },
      usedBy: [],
    });
    expect(config.platformConfigurations).toEqual([
      {
        platform: 'WEB',
        integrationId: null,
        integration: { id: fixture.integrationId },
        parameters: {
          projectKey: 'SHOP',
          issueType: 'Epic',
          completedStatus: [],
          priority: null,
          labels: ['release', '{{version}}'],
          assignee: null,
          parentKey: null,
          titleTemplate: 'Release v{{version}} - {{platform}}',
          descriptionTemplate: 'Release tracking ticket for {{version}} on {{platform}}',
          customFields: null,
          createTicket: true,
          linkBuilds: false,
        },
      },
    ]);
    expect((await fixture.run(FIND, { id: config.id })).pmConfig).toEqual(config);
  });

  it('are stored with every given member, another tracker per platform included', async () => {
    const other = await fixture.connect(fixture.lab, 'Second Jira');
    const parameters = {
      projectKey: 'shop',
      issueType: 'Story',
      completedStatus: ['Done', 'Released'],
      priority: 'High',
      labels: [],
      assignee: 'user-1',
      parentKey: 'SHOP-1',
      titleTemplate: '{{ project }} {{version}}',
      descriptionTemplate: '# Notes\n\n{{releaseUrl}}',
      customFields: { customfield_10011: { id: '7', list: [1, null, 'a'] } },
      createTicket: false,
      linkBuilds: true,
    };
    const given = [
      { platform: 'APP_STORE', integrationId: other, parameters },
      { platform: 'WEB', integrationId: null, parameters: { projectKey: 'SHOP' } },
    ];
    const config = await fixture.create({ platformConfigurations: given });
    expect(config.platformConfigurations[0]).toMatchObject({ ...given[0], integration: { id: other } });
    expect(config.platformConfigurations[1]).toMatchObject({ integration: { id: fixture.integrationId } });
  });

  it('are listed by name, inactive ones only on request', async () => {
    const team = await aTeam(fixture.app);
    const jira = fixture.lab.baseUrl;
    const connection = { jira: { baseUrl: jira, ...fixture.lab.credentials } };
    const { createIntegration } = await fixture.app.run(
      'mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }',
      { input: { projectId: team.projectId, name: 'Jira', connection } },
    );
    const ids: Record<string, string> = {};
    for (const name of ['Zulu', 'Alpha', 'Mike']) {
      const input = fixture.input({ projectId: team.projectId, integrationId: createIntegration.id, name });
      ids[name] = (await fixture.app.run(CREATE, { input })).createPmConfig.id;
    }
    await fixture.app.run(UPDATE, { input: { id: ids['Mike'], isActive: false } });
    const namesOf = async (all: boolean) =>
      (await fixture.app.run(LIST, { projectId: team.projectId, all }, team.VIEWER.token)).pmConfigs.map(
        ({ name }: { name: string }) => name,
      );
    expect(await namesOf(false)).toEqual(['Alpha', 'Zulu']);
    expect(await namesOf(true)).toEqual(['Alpha', 'Mike', 'Zulu']);
  });

  it('change only the members that an update has, and replace the platforms as a whole', async () => {
    const before = await fixture.create({
      description: 'Kept',
      platformConfigurations: [aPlatform(), aPlatform({}, { platform: 'PLAY_STORE' })],
    });
    const renamed = (await fixture.run(UPDATE, { input: { id: before.id, name: ' Renamed ' } }))
      .updatePmConfig;
    expect(renamed).toEqual({ ...before, name: 'Renamed', updatedAt: renamed.updatedAt });
    expect(Date.parse(renamed.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt));

    const platformConfigurations = [aPlatform({ issueType: 'Task' }, { platform: 'APP_STORE' })];
    const input = { id: before.id, description: null, platformConfigurations, isActive: false };
    const changed = (await fixture.run(UPDATE, { input })).updatePmConfig;
    expect(changed).toMatchObject({ name: 'Renamed', description: null, isActive: false });
    expect(changed.platformConfigurations).toMatchObject([
      { platform: 'APP_STORE', parameters: { issueType: 'Task', labels: ['release', '{{version}}'] } },
    ]);
  });

  it('refuse the second of two edits with the same ifUpdatedAt', async () => {
    const { id, updatedAt } = await fixture.create();
    await fixture.run(UPDATE, { input: { id, description: 'first', ifUpdatedAt: updatedAt } });
    const { errors } = await fixture.graphql(UPDATE, {
      input: { id, description: 'second', ifUpdatedAt: updatedAt },
    });
    expect(errors![0]!.extensions['code']).toBe('CONFLICT');
    expect((await fixture.run(FIND, { id })).pmConfig.description).toBe('first');
  });

  it('accept one of two simultaneous edits', async () => {
    const { id, updatedAt } = await fixture.create();
    const edits = ['one', 'two', 'three'].map((description) =>
      fixture.graphql(UPDATE, { input: { id, description, ifUpdatedAt: updatedAt } }),
    );
    const codes = (await Promise.all(edits)).map(({ errors }) => errors?.[0]?.extensions['code'] ?? 'OK');
    expect(codes.sort()).toEqual(['CONFLICT', 'CONFLICT', 'OK']);
  });

  it('have unique names in a project, also when two people take one at once', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => fixture.graphql(CREATE, { input: fixture.input({ name: 'Wanted by all' }) })),
    );
    const refused = answers.filter(({ errors }) => errors);
    expect(refused).toHaveLength(2);
    for (const { errors } of refused) {
      expect(errors![0]!.extensions).toMatchObject({ code: 'CONFLICT', fields: [{ path: 'name' }] });
    }
    const { id } = await fixture.create();
    const { errors } = await fixture.graphql(UPDATE, { input: { id, name: 'Wanted by all' } });
    expect(errors![0]!.extensions).toMatchObject({ code: 'CONFLICT', fields: [{ path: 'name' }] });
  });

  it('cannot be found once deleted, and their name is free', async () => {
    const { id } = await fixture.create({ name: 'Short-lived' });
    expect((await fixture.run(DELETE, { id })).deletePmConfig).toBe(id);
    expect((await fixture.run(FIND, { id })).pmConfig).toBeNull();
    for (const answer of [
      await fixture.graphql(DELETE, { id }),
      await fixture.graphql(UPDATE, { input: { id, name: 'Again' } }),
    ]) {
      expect(answer.errors![0]!.extensions['code']).toBe('NOT_FOUND');
    }
    await fixture.create({ name: 'Short-lived' });
  });

  it('are not deleted while something uses them, and the users are named', async () => {
    const { id } = await fixture.create();
    const user = { kind: 'RELEASE', id: randomUUID(), name: '1.2.0' };
    let isUsed = true;
    inside.app
      .get(UsageRegistry)
      .register('pm-config', async (_, ids) => new Map(isUsed && ids.includes(id) ? [[id, [user]]] : []));
    expect((await fixture.run(FIND, { id })).pmConfig.usedBy).toEqual([user]);
    const { errors } = await fixture.graphql(DELETE, { id });
    expect(errors![0]!.extensions).toMatchObject({ code: 'CONFLICT', usedBy: [user] });
    expect(errors![0]!.message).toContain('1.2.0');
    expect((await fixture.graphql(DELETE, { id: id.toUpperCase() })).errors![0]!.extensions['code']).toBe(
      'NOT_FOUND',
    );
    expect((await fixture.run(FIND, { id })).pmConfig.usedBy).toEqual([user]);
    isUsed = false;
    await fixture.run(DELETE, { id });
  });

  it('prevent the disconnection of their trackers while they are active, of a single platform’s too', async () => {
    const own = await fixture.connect(fixture.lab, 'Own tracker');
    const platform = await fixture.connect(fixture.lab, 'Platform tracker');
    const config = await fixture.create({
      integrationId: own,
      platformConfigurations: [aPlatform({}, { integrationId: platform })],
    });
    const disconnect = (id: string) => fixture.app.graphql(DISCONNECT, { id }, fixture.team.OWNER.token);
    for (const id of [own, platform]) {
      const { errors } = await disconnect(id);
      const usedBy = [{ kind: 'PM_CONFIG', id: config.id, name: config.name }];
      expect(errors![0]!.extensions).toMatchObject({ code: 'CONFLICT', usedBy });
    }
    await fixture.run(UPDATE, { input: { id: config.id, isActive: false } });
    for (const id of [own, platform]) expect((await disconnect(id)).errors).toBeUndefined();

    const { errors } = await fixture.graphql(UPDATE, { input: { id: config.id, isActive: true } });
    expect(errors![0]!.extensions).toMatchObject({ code: 'NOT_FOUND' });
    await fixture.run(UPDATE, { input: { id: config.id, name: 'Still renamed' } });
  });

  it('cannot be saved with a tracker that is being disconnected', async () => {
    for (let round = 0; round < 5; round += 1) {
      const integrationId = await fixture.connect(fixture.lab, `Racing ${round}`);
      const [made, disconnected] = await Promise.all([
        fixture.graphql(CREATE, { input: fixture.input({ integrationId }) }),
        fixture.app.graphql(DISCONNECT, { id: integrationId }, fixture.team.OWNER.token),
      ]);
      expect([made.errors, disconnected.errors].filter((errors) => errors === undefined)).toHaveLength(1);
    }
  });

  it('record in the activity who did what', async () => {
    const { id, name } = await fixture.create();
    await fixture.run(UPDATE, { input: { id, description: 'Now with words' } });
    await fixture.run(DELETE, { id });
    const { activity } = await fixture.run(ACTIVITY, { projectId: fixture.projectId });
    const latest = activity.edges.slice(0, 3).map(({ node }: any) => [node.action, node.summary]);
    expect(latest).toEqual([
      ['pm_config.deleted', `Test token deleted the config ${name}.`],
      ['pm_config.updated', `Test token changed the config ${name}.`],
      ['pm_config.created', `Test token created the config ${name}.`],
    ]);
  });

  it('can be read by every member and changed by editors', async () => {
    const { id } = await fixture.create();
    const viewer = fixture.team.VIEWER.token;
    expect((await fixture.app.run(FIND, { id }, viewer)).pmConfig.id).toBe(id);
    for (const [query, variables] of [
      [CREATE, { input: fixture.input() }],
      [UPDATE, { input: { id, name: 'Mine' } }],
      [DELETE, { id }],
    ] as const) {
      const { errors } = await fixture.app.graphql(query, variables, viewer);
      expect(errors![0]!.extensions['code']).toBe('FORBIDDEN');
    }
  });

  it.each<Role>(['OWNER', 'EDITOR', 'VIEWER'])('do not exist for the %s of another project', async (role) => {
    const { id } = await fixture.create();
    const { token } = (await aTeam(fixture.app))[role];
    expect((await fixture.app.run(FIND, { id }, token)).pmConfig).toBeNull();
    for (const [query, variables] of [
      [CREATE, { input: fixture.input() }],
      [UPDATE, { input: { id, name: 'Mine' } }],
      [DELETE, { id }],
      [LIST, { projectId: fixture.projectId }],
    ] as const) {
      const { errors } = await fixture.app.graphql(query, variables, token);
      expect(errors![0]!.extensions['code']).toBe('NOT_FOUND');
    }
  });

  it('call no tracker when they are created or changed', async () => {
    fixture.lab.calls.reset();
    const { id } = await fixture.create({ platformConfigurations: [aPlatform({ projectKey: 'NOWHERE' })] });
    await fixture.run(UPDATE, {
      input: { id, platformConfigurations: [aPlatform({ projectKey: 'NEITHER' })] },
    });
    expect(fixture.lab.calls.total).toBe(0);
  });
});

import { Client } from 'pg';
import type { GraphqlResponse } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { connectJira } from '../support/fixtures/jira.fixture.js';
import { ReleaseConfigClient } from '../support/fixtures/release-configs.client.js';
import { ReleaseFixture } from '../support/fixtures/releases.fixture.js';

const ROUNDS = [1, 2, 3, 4];
const DELETE_INTEGRATION = 'mutation ($id: ID!) { deleteIntegration(id: $id) }';
const RELEASE = 'query ($id: ID!) { release(id: $id) { pmConfig { id } tickets { parameters { labels } } } }';

/** Simultaneous changes: none is lost, and no reference to a deleted row remains. */
describe('a release config edited by two people at once', () => {
  let fixture: ReleaseFixture;
  let configs: ReleaseConfigClient;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
    configs = new ReleaseConfigClient(fixture);
  });

  afterAll(() => fixture.stop());

  const codeOf = ({ errors }: GraphqlResponse): string => errors?.[0]?.extensions['code'] ?? 'done';

  it('saved twice at once from the same state: one is stored, the other is CONFLICT', async () => {
    const input = configs.jiraInput();
    const { id, updatedAt } = await configs.save(input);
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((label) =>
        configs.trySave({
          ...{ ...input, id, ifUpdatedAt: updatedAt },
          jiraProject: { ...input.jiraProject, labels: [label] },
        }),
      ),
    );
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', 'CONFLICT', 'done']);
    const stored = answers.find((answer) => codeOf(answer) === 'done')!.data.saveReleaseConfig;
    expect(await configs.find(id)).toEqual(stored);
  });

  it('saved twice at once without ifUpdatedAt: the whole of one of the two is stored, its pm config too', async () => {
    const input = configs.jiraInput();
    const { id, pmConfig } = await configs.save(input);
    await Promise.all(
      ['a', 'b', 'c'].map((label) =>
        configs.save({
          ...{ ...input, id, name: `${input.name} ${label}` },
          jiraProject: { ...input.jiraProject, labels: [label] },
        }),
      ),
    );
    const saved = await configs.find(id);
    const [label] = saved.jiraProject.labels;
    expect(saved).toMatchObject({
      name: `${input.name} ${label}`,
      pmConfig: {
        id: pmConfig.id,
        name: `${input.name} ${label} - JIRA Config`,
        platformConfigurations: [{ parameters: { labels: [label] } }],
      },
    });
  });

  it('created five times at once with one name: one exists, with one pm config', async () => {
    const input = configs.jiraInput({ name: 'Contested' });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => configs.trySave(input)));
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'done']);
    const names = (await configs.pmConfigNames()).filter((name) => name.startsWith('Contested'));
    expect(names).toEqual(['Contested - JIRA Config']);
  });

  it('created while a person takes the name of its pm config: that gets the next free name', async () => {
    const input = configs.jiraInput({ name: 'Raced' });
    const client = new Client({ connectionString: fixture.app.databaseUrl });
    await client.connect();
    await client.query('begin');
    await client.query(
      `insert into project_management_configs (id, project_id, integration_id, name, platform_configurations, is_active,
         created_by_id, created_at, updated_at)
       values (gen_random_uuid(), $1, $2, 'Raced - JIRA Config', '[]', true, $3, now(), now())`,
      [fixture.projectId, fixture.integrationId, fixture.team.EDITOR.accountId],
    );
    const saving = configs.save(input);
    await eventually(async () => {
      const { rows } = await client.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(rows.length).toBeGreaterThan(0);
    });
    await client.query('commit');
    await client.end();
    expect((await saving).pmConfig.name).toBe('Raced - JIRA Config (2)');
  });

  it.each(ROUNDS)('saved while a person edits its pm config: both changes are stored (%i)', async () => {
    const input = configs.jiraInput();
    const { id, pmConfig } = await configs.save(input);
    const parameters = { projectKey: 'SHOP', priority: 'High' };
    await Promise.all([
      configs.editPmConfig(pmConfig.id, { platformConfigurations: [{ platform: 'WEB', parameters }] }),
      configs.save({ ...input, id, name: `${input.name} renamed` }),
    ]);
    expect(await configs.find(id)).toMatchObject({
      name: `${input.name} renamed`,
      pmConfig: {
        id: pmConfig.id,
        name: `${input.name} renamed - JIRA Config`,
        platformConfigurations: [{ parameters: { priority: 'High' } }],
      },
    });
  });

  it.each(ROUNDS)(
    'saved while a release is created from it: the release has one state of it (%i)',
    async () => {
      const input = configs.jiraInput({}, { labels: ['first'] });
      const { id } = await configs.save(input);
      const jiraProject = { ...input.jiraProject, labels: ['second'] };
      const [release] = await Promise.all([
        fixture.create({ releaseConfigId: id }),
        configs.save({ ...input, id, jiraProject }),
      ]);
      const { pmConfig, tickets } = (await fixture.run(RELEASE, { id: release.id })).release;
      const { platformConfigurations } = await configs.pmConfig(pmConfig.id);
      expect(platformConfigurations[0].parameters.labels).toEqual(tickets[0].parameters.labels);
      expect((await configs.find(id)).pmConfig.platformConfigurations[0].parameters.labels).toEqual([
        'second',
      ]);
    },
  );

  it.each(ROUNDS)(
    'doing without its pm config while a release is created by that: never a release without (%i)',
    async () => {
      const input = configs.jiraInput();
      const { id, pmConfig } = await configs.save(input);
      const [created] = await Promise.all([
        fixture.tryCreate({ pmConfigId: pmConfig.id }),
        configs.save({ ...configs.input({ id }), name: input.name }),
      ]);
      const after = await configs.pmConfig(pmConfig.id);
      if (codeOf(created) === 'done') expect(after).toMatchObject({ usedBy: [{ kind: 'RELEASE' }] });
      else expect([codeOf(created), after]).toEqual(['NOT_FOUND', null]);
    },
  );

  it.each(ROUNDS)('saved by a stored config that is deleted: one of the two happens (%i)', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: {} });
    const answers = await Promise.all([
      configs.trySave(configs.input({ pmConfigId })),
      configs.deletePmConfig(pmConfigId),
    ]);
    expect(['NOT_FOUND,done', 'done,CONFLICT']).toContain(answers.map(codeOf).join());
  });

  it.each(ROUNDS)('saved by a Jira that is disconnected: one of the two happens (%i)', async (round) => {
    const integrationId = await connectJira(fixture.app, fixture.projectId, fixture.lab, `Jira ${round}`);
    const answers = await Promise.all([
      configs.trySave(configs.jiraInput({}, { integrationId })),
      fixture.app.graphql(DELETE_INTEGRATION, { id: integrationId }, fixture.team.OWNER.token),
    ]);
    expect(['NOT_FOUND,done', 'done,CONFLICT']).toContain(answers.map(codeOf).join());
  });

  it.each(ROUNDS)('saved while it is deleted: neither it nor its pm config exists (%i)', async () => {
    const input = configs.jiraInput();
    const { id, pmConfig } = await configs.save(input);
    const [saved, deleted] = await Promise.all([
      configs.trySave({ ...input, id, platforms: ['IOS'] }),
      configs.delete(id),
    ]);
    expect(codeOf(deleted)).toBe('done');
    expect(['done', 'NOT_FOUND']).toContain(codeOf(saved));
    expect([await configs.find(id), await configs.pmConfig(pmConfig.id)]).toEqual([null, null]);
  });
});

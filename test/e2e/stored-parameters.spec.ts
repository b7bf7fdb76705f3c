import { FIND, UPDATE, VERIFY } from '../support/fixtures/pm-configs.fixture.js';
import { ReleaseConfigClient } from '../support/fixtures/release-configs.client.js';
import { ReleaseFixture } from '../support/fixtures/releases.fixture.js';
import { RETRY } from '../support/releases.documents.js';

/** Stands for members that are added to the parameters after a row was written. */
const LATER_MEMBERS = ['completedStatus', 'priority', 'labels', 'customFields', 'createTicket', 'linkBuilds'];

const CHANGE_TICKET = 'customfield_10300';

describe('parameters that were stored before a member was added', () => {
  let fixture: ReleaseFixture;
  let configs: ReleaseConfigClient;

  beforeAll(async () => {
    const fields = [{ name: 'Change ticket', id: CHANGE_TICKET, required: true, types: ['Story'] }] as const;
    fixture = await ReleaseFixture.start({ projects: [{ fields }] });
    configs = new ReleaseConfigClient(fixture);
  });

  afterAll(() => fixture.stop());

  const update = async (statement: string, id: string): Promise<void> => {
    const { rowCount } = await fixture.sql((client) => client.query(statement, [id, LATER_MEMBERS]));
    expect(rowCount).toBe(1);
  };
  const ageConfig = (id: string) =>
    update(
      `update project_management_configs set platform_configurations = (
         select jsonb_agg(jsonb_set(one, '{parameters}', (one -> 'parameters') - $2::text[]) order by position)
         from jsonb_array_elements(platform_configurations) with ordinality as list (one, position))
       where id = $1`,
      id,
    );
  const ageTicket = (releaseId: string) =>
    update(
      'update release_tickets set parameters = parameters - $2::text[] where release_id = $1',
      releaseId,
    );
  const ageInline = (table: string, id: string) =>
    update(
      `update ${table} set inline_configuration =
         jsonb_set(inline_configuration, '{parameters}', (inline_configuration -> 'parameters') - $2::text[])
       where id = $1`,
      id,
    );
  const find = async (id: string): Promise<any> => (await fixture.run(FIND, { id })).pmConfig;

  describe('of a pm config', () => {
    it('are read with the members’ defaults', async () => {
      const id = await fixture.createConfig({ WEB: {}, APP_STORE: { priority: 'High', linkBuilds: true } });
      const before = await find(id);

      await ageConfig(id);

      const defaults = { priority: null, linkBuilds: false };
      const [web, appStore] = before.platformConfigurations;
      expect(await find(id)).toEqual({
        ...before,
        platformConfigurations: [web, { ...appStore, parameters: { ...appStore.parameters, ...defaults } }],
      });
    });

    it('are verified, and stay when something else is edited', async () => {
      const id = await fixture.createConfig({ WEB: {} });
      const { platformConfigurations } = await find(id);
      await ageConfig(id);

      expect((await fixture.run(VERIFY, { id })).verifyPmConfig).toMatchObject({
        isValid: true,
        problems: [],
        rendered: [{ platform: 'WEB' }],
      });
      await fixture.run(UPDATE, { input: { id, name: 'Renamed', isActive: false } });
      await fixture.run(UPDATE, { input: { id, isActive: true } });

      expect(await find(id)).toMatchObject({ name: 'Renamed', platformConfigurations });
    });

    it('are what the ticket of a new release is made with', async () => {
      const pmConfigId = await fixture.createConfig({ WEB: {} });
      await ageConfig(pmConfigId);

      const { tickets } = await fixture.create({ pmConfigId });

      expect(tickets).toMatchObject([
        {
          state: 'CREATED',
          parameters: {
            completedStatus: [],
            labels: ['release', '1.0.0'],
            createTicket: true,
            linkBuilds: false,
          },
        },
      ]);
      expect(fixture.lab.issue(tickets[0].key).fields).toMatchObject({
        labels: expect.arrayContaining(['release', '1.0.0']),
      });
    });
  });

  describe('of a release’s ticket', () => {
    it('are read with the members’ defaults', async () => {
      const release = await fixture.create({ pmConfigId: await fixture.createConfig({ WEB: {} }) });

      await ageTicket(release.id);

      expect(await fixture.read(release.id)).toEqual(release);
    });

    it('are what it is made with when it is retried after its config was deleted', async () => {
      const pmConfigId = await fixture.createConfig({ WEB: { issueType: 'Story' } });
      const release = await fixture.create({ pmConfigId });
      expect(release.tickets).toMatchObject([{ state: 'FAILED' }]);
      await ageTicket(release.id);
      fixture.lab.site.project('SHOP')!.removeField(CHANGE_TICKET);
      await fixture.sql((client) =>
        client.query('update project_management_configs set deleted_at = now() where id = $1', [pmConfigId]),
      );

      const retried = (await fixture.run(RETRY, { input: { releaseId: release.id } })).retryReleaseTickets;

      expect(retried.tickets).toMatchObject([
        { state: 'CREATED', parameters: release.tickets[0].parameters },
      ]);
    });
  });

  describe('of an inline configuration', () => {
    it('are what the ticket of an added platform is made with', async () => {
      const release = await fixture.create({ jiraConfig: fixture.jiraConfig() });
      await ageInline('releases', release.id);

      const { data } = await fixture.update({ id: release.id, platforms: ['WEB', 'IOS'] });

      expect((data as any).updateRelease.tickets).toMatchObject([
        { platform: 'WEB', state: 'CREATED' },
        { platform: 'APP_STORE', state: 'CREATED', parameters: release.tickets[0].parameters },
      ]);
    });

    it('count as unchanged when a release config is saved again as it is', async () => {
      const input = configs.jiraInput();
      const saved = await configs.save(input);
      await ageInline('release_configs', saved.id);
      await ageConfig(saved.pmConfig.id);

      expect(await configs.find(saved.id)).toEqual(saved);
      expect(await configs.save({ ...input, id: saved.id })).toEqual(saved);
    });
  });
});

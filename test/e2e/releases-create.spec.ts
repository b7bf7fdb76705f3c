import { randomUUID } from 'node:crypto';
import { startJiraCloudLab } from '../../lab/index.js';
import { eventually } from '../support/eventually.js';
import { connectJira } from '../support/fixtures/jira.fixture.js';
import { aProject } from '../support/fixtures/team.fixture.js';
import {
  ALL_PLATFORMS,
  BULK,
  refusal,
  refused,
  ReleaseFixture,
} from '../support/fixtures/releases.fixture.js';

const INPUT_OF_ANOTHER_PROJECT =
  'mutation ($input: CreatePmConfigInput!) { createPmConfig(input: $input) { id } }';

const LINK = 'POST /rest/api/3/issue/{issueIdOrKey}/remotelink';

describe('createRelease', () => {
  let fixture: ReleaseFixture;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
  });

  afterAll(() => fixture.stop());

  beforeEach(() => fixture.lab.calls.reset());

  const ofType = ({ tickets }: any, member: string) => tickets.map((ticket: any) => ticket[member]);

  it('fills the placeholders in custom fields, and shows them filled', async () => {
    const project = fixture.lab.site.project('SHOP')!;
    project.addField({ id: 'customfield_30001', name: 'Train', types: ['Story'] });
    project.addField({ id: 'customfield_30002', name: 'Notes', type: 'textarea', types: ['Story'] });
    const customFields = {
      customfield_30001: '{{project}} {{version}}, {{ plannedDate }}',
      customfield_30002: 'For **{{platform}}**',
    };
    const pmConfigId = await fixture.createConfig({ WEB: { issueType: 'Story', customFields } });
    const release = await fixture.create({
      ...{ version: '2.0.7', platforms: ['WEB'], plannedDate: '2031-05-06' },
      ...{ pmConfigId, waitForTicketsMs: 10_000 },
    });
    const [ticket] = release.tickets;
    expect(ticket).toMatchObject({ state: 'CREATED', error: null });
    const { fields } = fixture.lab.issue(ticket.key);
    expect(fields['customfield_30001']).toBe('Shop team 2.0.7, 2031-05-06');
    expect(textOf(fields['customfield_30002'])).toBe('For Web');
    const { rows } = await fixture.sql((client) =>
      client.query('select parameters, custom_fields from release_tickets where release_id = $1', [
        release.id,
      ]),
    );
    expect(rows[0].parameters.customFields).toEqual(customFields);
    expect(rows[0].custom_fields.customfield_30001).toBe('Shop team 2.0.7, 2031-05-06');
  });

  it('with a jiraConfig creates an epic per platform, with the default title, labels and description', async () => {
    const release = await fixture.create({
      version: 'v2.0.0-RC.1',
      platforms: ALL_PLATFORMS,
      jiraConfig: fixture.jiraConfig(),
      waitForTicketsMs: 10_000,
    });
    expect(release).toMatchObject({
      version: '2.0.0-RC.1',
      type: 'MINOR',
      status: 'PLANNED',
      pmConfig: null,
    });
    expect(ofType(release, 'platform')).toEqual(['WEB', 'PLAY_STORE', 'APP_STORE']);
    expect(ofType(release, 'state')).toEqual(['CREATED', 'CREATED', 'CREATED']);
    expect(ofType(release, 'title')).toEqual([
      'Release v2.0.0-RC.1 - Web',
      'Release v2.0.0-RC.1 - Play Store',
      'Release v2.0.0-RC.1 - App Store',
    ]);
    const keys = ofType(release, 'key');
    expect([release.webEpicId, release.playStoreEpicId, release.iosEpicId]).toEqual(keys);
    const issue = fixture.lab.issue(keys[1]);
    expect(issue.type.name).toBe('Epic');
    expect(issue.labels).toEqual(expect.arrayContaining(['release', '2.0.0-rc.1']));
    expect(issue.fields['description']).toMatchObject({ type: 'doc', version: 1 });
    expect(textOf(issue.fields['description'])).toBe('Release tracking ticket for 2.0.0-RC.1 on Play Store');
    expect(fixture.lab.calls.count(BULK)).toBe(1);
    expect(fixture.lab.violations).toEqual([]);
  });

  it('sends Markdown of a config as the tracker’s own kind of document', async () => {
    const pmConfigId = await fixture.createConfig({
      WEB: {
        descriptionTemplate: '# {{version}}\n\n- **bold** on {{platform}}\n- [all of it]({{releaseUrl}})',
      },
    });
    const release = await fixture.create({ pmConfigId, waitForTicketsMs: 10_000 });
    const document = JSON.stringify(fixture.lab.issue(release.webEpicId).fields['description']);
    for (const part of ['"heading"', '"bulletList"', '"strong"', `http://delivr.test/releases/${release.id}`])
      expect(document).toContain(part);
    expect(release.pmConfig).toEqual({ id: pmConfigId });
  });

  it('without a config creates a release without tickets, and calls no tracker', async () => {
    const release = await fixture.create({ platforms: ALL_PLATFORMS, plannedDate: '2001-02-03' });
    expect(release).toMatchObject({
      tickets: [],
      webEpicId: null,
      plannedDate: '2001-02-03',
      pmConfig: null,
    });
    expect(fixture.lab.calls.total).toBe(0);
  });

  it.each([
    ['not enabled', { enabled: false }],
    ['switched off by createReleaseTicket', { createReleaseTicket: false }],
  ])('with a jiraConfig that is %s makes no tickets', async (_, more) => {
    const release = await fixture.create({ platforms: ALL_PLATFORMS, jiraConfig: fixture.jiraConfig(more) });
    expect(release.tickets).toEqual([]);
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('creates no ticket for a platform whose createTicket is off', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: { createTicket: false }, APP_STORE: {} });
    const release = await fixture.create({ platforms: ['IOS', 'WEB'], pmConfigId, waitForTicketsMs: 10_000 });
    expect(ofType(release, 'platform')).toEqual(['APP_STORE']);
  });

  it('creates the tickets of one release in two Jira sites, each platform in its own', async () => {
    const other = await startJiraCloudLab({ name: 'other', projects: [{ key: 'APPS' }] });
    try {
      const otherId = await connectJira(fixture.app, fixture.projectId, other, 'Other Jira');
      const pmConfigId = await fixture.createConfig(
        {},
        {
          platformConfigurations: [
            { platform: 'WEB', parameters: { projectKey: 'SHOP' } },
            { platform: 'APP_STORE', integrationId: otherId, parameters: { projectKey: 'APPS' } },
          ],
        },
      );
      const before = fixture.lab.issues().length;
      const release = await fixture.create({
        platforms: ['IOS', 'WEB'],
        pmConfigId,
        waitForTicketsMs: 10_000,
      });
      expect(release.tickets).toMatchObject([
        { platform: 'WEB', state: 'CREATED', integration: { id: fixture.integrationId } },
        { platform: 'APP_STORE', state: 'CREATED', integration: { id: otherId }, key: 'APPS-1' },
      ]);
      expect([fixture.lab.issues().length - before, other.issues().length]).toEqual([1, 1]);
      expect([fixture.lab.calls.count(BULK), other.calls.count(BULK)]).toEqual([1, 1]);
      // In the background they are linked to each other: not to be taken for calls of the tests that follow.
      await eventually(
        () => expect([fixture.lab.calls.count(LINK), other.calls.count(LINK)]).toEqual([1, 1]),
        {
          timeoutMs: 20_000,
        },
      );
    } finally {
      await other.stop();
    }
  });

  it('answers at once with waitForTicketsMs 0, and the tickets are created afterwards', async () => {
    fixture.lab.faults.latencyMs = 500;
    const release = await fixture.create({
      platforms: ALL_PLATFORMS,
      jiraConfig: fixture.jiraConfig(),
      waitForTicketsMs: 0,
    });
    expect(ofType(release, 'state')).not.toContain('CREATED');
    expect(release.webEpicId).toBeNull();
    fixture.lab.faults.latencyMs = 0;
    await eventually(async () =>
      expect(ofType(await fixture.read(release.id), 'state')).toEqual(['CREATED', 'CREATED', 'CREATED']),
    );
  });

  describe('is refused, and writes nothing:', () => {
    const refuses = async (more: object, code: string, ...paths: string[]) => {
      const before = await fixture.rowCounts();
      expect(refusal(await fixture.tryCreate(more))).toEqual(refused(code, ...paths));
      expect(await fixture.rowCounts()).toEqual(before);
      expect(fixture.lab.calls.total).toBe(0);
    };

    it('a jiraConfig together with a pmConfigId', async () => {
      const pmConfigId = await fixture.createConfig({ WEB: {} });
      const both = { jiraConfig: fixture.jiraConfig(), pmConfigId };
      await refuses(both, 'BAD_USER_INPUT', 'jiraConfig', 'pmConfigId');
    });

    it('platforms that the config lacks, each by its index', async () => {
      const pmConfigId = await fixture.createConfig({ WEB: {} });
      const lacking = { pmConfigId, platforms: ['IOS', 'WEB', 'ANDROID'] };
      await refuses(lacking, 'BAD_USER_INPUT', 'platforms.0', 'platforms.2');
    });

    it('an inactive config', async () => {
      const pmConfigId = await fixture.createConfig({ WEB: {} });
      await fixture.run(
        `mutation ($id: ID!) { updatePmConfig(input: { id: $id, isActive: false }) { id } }`,
        {
          id: pmConfigId,
        },
      );
      await refuses({ pmConfigId }, 'BAD_USER_INPUT', 'pmConfigId');
    });

    it('a deleted config', async () => {
      const pmConfigId = await fixture.createConfig({ WEB: {} });
      await fixture.run(`mutation ($id: ID!) { deletePmConfig(id: $id) }`, { id: pmConfigId });
      await refuses({ pmConfigId }, 'NOT_FOUND', 'pmConfigId');
    });

    it.each([randomUUID(), 'no-id', '', 'a\u0000b', '\ud800', '1 or 1=1'])(
      'the unknown id %j',
      async (id) => {
        await refuses({ pmConfigId: id }, 'NOT_FOUND', 'pmConfigId');
        const jiraConfig = fixture.jiraConfig({ integrationId: id });
        await refuses({ jiraConfig }, 'NOT_FOUND', 'jiraConfig.integrationId');
        await refuses({ projectId: id }, 'NOT_FOUND', 'projectId');
      },
    );

    it('a disconnected integration', async () => {
      const gone = await connectJira(fixture.app, fixture.projectId, fixture.lab, 'Gone');
      await fixture.app.run('mutation ($id: ID!) { deleteIntegration(id: $id) }', { id: gone });
      fixture.lab.calls.reset();
      const jiraConfig = fixture.jiraConfig({ integrationId: gone });
      await refuses({ jiraConfig }, 'NOT_FOUND', 'jiraConfig.integrationId');
    });

    it('a config or integration of another project, whether the caller is its member or not', async () => {
      const foreign = await aProject(fixture.app, 'Elsewhere');
      const integrationId = await connectJira(fixture.app, foreign, fixture.lab, 'Theirs');
      const platformConfigurations = [{ platform: 'WEB', parameters: { projectKey: 'SHOP' } }];
      const config = { projectId: foreign, integrationId, name: 'Theirs', platformConfigurations };
      const pmConfigId = (await fixture.app.run(INPUT_OF_ANOTHER_PROJECT, { input: config })).createPmConfig
        .id;
      fixture.lab.calls.reset();
      await refuses({ pmConfigId }, 'NOT_FOUND', 'pmConfigId');
      const jiraConfig = fixture.jiraConfig({ integrationId });
      await refuses({ jiraConfig }, 'NOT_FOUND', 'jiraConfig.integrationId');
      // The administrator is a member of both.
      const input = fixture.input({ pmConfigId });
      const query = 'mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { id } }';
      expect(refusal(await fixture.app.graphql(query, { input }))).toEqual(
        refused('NOT_FOUND', 'pmConfigId'),
      );
    });

    it.each([-1, 30_001])('a wait of %d ms', async (waitForTicketsMs) => {
      await refuses({ waitForTicketsMs }, 'BAD_USER_INPUT', 'waitForTicketsMs');
    });

    it('a version whose title would be too long', async () => {
      const pmConfigId = await fixture.createConfig({ WEB: { titleTemplate: '{{version}} '.repeat(20) } });
      await refuses({ pmConfigId, version: `1.${'0'.repeat(60)}` }, 'BAD_USER_INPUT', 'version');
    });
  });
});

/** All text of a document. */
function textOf(node: any): string {
  return `${node.text ?? ''}${(node.content ?? []).map(textOf).join('')}`;
}

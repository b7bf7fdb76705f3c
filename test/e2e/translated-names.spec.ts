import { PREVIEW, VERIFY } from '../support/fixtures/pm-configs.fixture.js';
import { ReleaseFixture } from '../support/fixtures/releases.fixture.js';
import { REFRESH } from '../support/releases.documents.js';

describe('names that were chosen in one language', () => {
  let fixture: ReleaseFixture;
  beforeAll(async () => {
    fixture = await ReleaseFixture.start({ projects: [{}, { key: 'NAMES', style: 'next-gen' }] });
  });
  afterAll(() => fixture.stop());

  const project = (key: string) => fixture.lab.site.project(key)!;
  const refresh = async (id: string) => (await fixture.run(REFRESH, { id })).refreshReleaseTickets.tickets[0];
  const verify = async (id: string) => (await fixture.run(VERIFY, { id })).verifyPmConfig;
  const resolvedIn = async (table: string, expression: string) => {
    const { rows } = await fixture.sql((client) =>
      client.query(`select ${expression} as names from ${table} order by created_at desc limit 1`),
    );
    return rows[0].names;
  };
  const releaseOf = (version: string, pmConfigId: string) =>
    fixture.create({ version, platforms: ['WEB'], pmConfigId, waitForTicketsMs: 10_000 });

  it('mean the same to an account of another language, without anybody having checked the config', async () => {
    const parameters = { projectKey: 'SHOP', issueType: 'Task', completedStatus: ['Done'] };
    project('SHOP').translate({ Task: 'Taak', Done: 'Gereed', 'To Do': 'Te doen' });
    const pmConfigId = await fixture.createConfig({ WEB: parameters });
    const { id, tickets } = await releaseOf('5.0.0', pmConfigId);
    expect(tickets).toMatchObject([{ state: 'CREATED', error: null }]);
    expect(fixture.lab.issue(tickets[0].key).type.name).toBe('Taak');
    expect(await refresh(id)).toMatchObject({ status: 'Te doen', isCompleted: false });

    fixture.lab.setStatus(tickets[0].key, 'Gereed');
    expect(await refresh(id)).toMatchObject({ status: 'Gereed', category: 'DONE', isCompleted: true });
    const done = project('SHOP').statusNamed('Gereed');
    expect(await resolvedIn('release_tickets', "parameters -> 'resolvedNames'")).toMatchObject({
      ...{ projectKey: 'SHOP', statuses: { done: done.id } },
    });
    expect(await verify(pmConfigId)).toMatchObject({ isValid: true, problems: [] });
  });

  it('are looked up once, also where there is nothing of that name', async () => {
    const parameters = { projectKey: 'SHOP', completedStatus: ['Nowhere'] };
    const pmConfigId = await fixture.createConfig({ WEB: parameters });
    const { id } = await releaseOf('5.0.1', pmConfigId);
    expect(await refresh(id)).toMatchObject({ isCompleted: false });
    expect(await resolvedIn('release_tickets', "parameters -> 'resolvedNames'")).toMatchObject({
      statuses: { nowhere: null },
    });
  });

  it('mean the same after they were changed in the tracker, and the new ones are shown', async () => {
    const parameters = { projectKey: 'NAMES', issueType: 'Story', completedStatus: ['In Progress', 'Done'] };
    const pmConfigId = await fixture.createConfig({ WEB: parameters });
    expect(await verify(pmConfigId)).toMatchObject({ isValid: true, problems: [] });
    const names = "platform_configurations #> '{0,parameters,resolvedNames}'";
    const { types, statuses } = project('NAMES');
    const story = types.find(({ name }) => name === 'Story')!;
    const doing = project('NAMES').statusNamed('In Progress');
    expect(await resolvedIn('project_management_configs', names)).toMatchObject({
      issueTypes: { story: story.id },
      statuses: { 'in progress': doing.id },
    });

    story.name = 'Verhaal';
    doing.name = 'Shipping';
    // Somebody takes the name for something else.
    statuses.find(({ name }) => name === 'To Do')!.name = 'In Progress';
    const { isValid, problems } = await verify(pmConfigId);
    expect(isValid).toBe(true);
    expect(problems.map(({ message }: any) => message)).toEqual([
      'Story is called Verhaal now, and that is meant.',
      'In Progress is called Shipping now, and that is meant.',
    ]);
    const preview = await fixture.run(PREVIEW, {
      input: {
        ...{ id: pmConfigId, projectId: fixture.projectId, integrationId: fixture.integrationId },
        platformConfigurations: [{ platform: 'WEB', parameters }],
      },
    });
    expect(preview.previewPmConfig.problems).toEqual(problems);
    const { id, tickets } = await releaseOf('5.1.0', pmConfigId);
    expect(fixture.lab.issue(tickets[0].key).type.id).toBe(story.id);
    expect(await refresh(id)).toMatchObject({ status: 'In Progress', category: 'TODO', isCompleted: false });
    fixture.lab.setStatus(tickets[0].key, 'Shipping');
    expect(await refresh(id)).toMatchObject({ status: 'Shipping', isCompleted: true });
  });
});

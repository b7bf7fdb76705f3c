import { startJiraCloudLab, type JiraCloudLab } from '../index.js';
import { LabClient } from '../support/lab-client.js';

describe('discovery', () => {
  let lab: JiraCloudLab;
  let client: LabClient;

  beforeEach(async () => {
    lab = await startJiraCloudLab();
    client = new LabClient(lab);
  });
  afterEach(() => lab.stop());

  it('pages through projects by key, and finds them by name', async () => {
    for (const key of ['WEB', 'APP']) lab.site.addProject({ key, name: `The ${key}` });
    const first = await client.get('project/search?startAt=0&maxResults=2&orderBy=key');
    expect(first.body).toMatchObject({ isLast: false, total: 3, nextPage: expect.any(String) });
    expect(first.body.values.map(({ key }: { key: string }) => key)).toEqual(['APP', 'SHOP']);
    const second = await client.get('project/search?startAt=2&maxResults=2&orderBy=key');
    expect(second.body).toMatchObject({ isLast: true, values: [{ key: 'WEB' }] });
    const found = await client.get('project/search?query=the%20app');
    expect(found.body.values).toHaveLength(1);
    expect(lab.violations).toEqual([]);
  });

  it('leaves out, with action=create, projects in which nothing may be created', async () => {
    lab.site.project('SHOP')?.setPermission('CREATE_ISSUES', false);
    expect((await client.get('project/search?action=create')).body.total).toBe(0);
    expect((await client.get('project/search')).body.total).toBe(1);
  });

  it('hides a project that may not be browsed', async () => {
    lab.site.project('SHOP')?.setPermission('BROWSE_PROJECTS', false);
    expect((await client.get('project/search')).body.total).toBe(0);
    for (const path of ['project/SHOP', 'project/SHOP/statuses', 'issue/createmeta/SHOP/issuetypes']) {
      expect((await client.get(path)).status).toBe(404);
    }
    expect(lab.violations).toEqual([]);
  });

  it('names types with their level, and statuses with their category', async () => {
    const types = await client.get('issue/createmeta/SHOP/issuetypes');
    const levels = types.body.issueTypes.map((type: any) => [type.name, type.hierarchyLevel, type.subtask]);
    expect(levels).toEqual([
      ['Epic', 1, false],
      ['Story', 0, false],
      ['Task', 0, false],
      ['Sub-task', -1, true],
    ]);
    const statuses = await client.get('project/SHOP/statuses');
    const categories = statuses.body[0].statuses.map((each: any) => [each.name, each.statusCategory.key]);
    expect(categories).toEqual([
      ['To Do', 'new'],
      ['In Progress', 'indeterminate'],
      ['Done', 'done'],
    ]);
    expect(lab.violations).toEqual([]);
  });

  it('gives team-managed projects types and statuses of their own', async () => {
    lab.site.addProject({ key: 'TEAM', style: 'next-gen' });
    lab.site.addProject({ key: 'COMP', style: 'classic' });
    const idOf = async (key: string) =>
      (await client.get(`issue/createmeta/${key}/issuetypes`)).body.issueTypes[0].id;
    expect(await idOf('COMP')).toBe(await idOf('SHOP'));
    expect(await idOf('TEAM')).not.toBe(await idOf('SHOP'));
    const { body } = await client.get('project/TEAM');
    expect(body).toMatchObject({ style: 'next-gen', simplified: true });
    expect(lab.violations).toEqual([]);
  });

  it('lists the fields that a creation must send', async () => {
    lab.site.project('SHOP')?.addField({
      name: 'Risk',
      id: 'customfield_10011',
      type: 'option',
      options: ['Low', 'High'],
      required: true,
      types: ['Epic'],
    });
    const types = await client.get('issue/createmeta/SHOP/issuetypes');
    const { id } = types.body.issueTypes[0];
    const { body } = await client.get(`issue/createmeta/SHOP/issuetypes/${id}`);
    const mustAsk = body.fields.filter((field: any) => field.required && !field.hasDefaultValue);
    expect(mustAsk.map((field: any) => field.fieldId)).toEqual([
      'summary',
      'issuetype',
      'project',
      'customfield_10011',
    ]);
    expect(mustAsk.at(-1).allowedValues.map((option: any) => option.value)).toEqual(['Low', 'High']);
    expect(lab.violations).toEqual([]);
  });

  it('refuses pages of more than 200 in create-meta', async () => {
    const { status, body } = await client.get('issue/createmeta/SHOP/issuetypes?maxResults=201');
    expect(status).toBe(400);
    expect(body.errorMessages).toEqual(["Parameter 'maxResults' must not exceed the limit '200'"]);
  });

  it('has one list of labels for the whole site', async () => {
    await client.post('issue', { fields: await client.epic('a', { labels: ['train', 'beta'] }) });
    expect((await client.get('label')).body).toMatchObject({ total: 2, values: ['beta', 'train'] });
  });
});

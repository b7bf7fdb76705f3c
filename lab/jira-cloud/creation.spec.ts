import { startJiraCloudLab, type JiraCloudLab } from '../index.js';
import { adf, LabClient } from '../support/lab-client.js';

describe('creation', () => {
  let lab: JiraCloudLab;
  let client: LabClient;

  beforeEach(async () => {
    lab = await startJiraCloudLab();
    client = new LabClient(lab);
  });
  afterEach(async () => {
    await lab.stop();
    expect(lab.violations).toEqual([]);
  });

  async function errorMessage(extra: Record<string, unknown>): Promise<Record<string, string>> {
    const { status, body } = await client.post('issue', { fields: await client.epic('A', extra) });
    expect(status).toBe(400);
    expect(lab.issues()).toHaveLength(0);
    return body.errors;
  }

  it('answers id, key and self, and keeps what was sent', async () => {
    const fields = await client.epic('Web 1.2.0', {
      labels: ['delivr-1'],
      description: adf('hello'),
      priority: { id: '2' },
      duedate: '2026-03-31',
    });
    const properties = [{ key: 'delivr.operation', value: { id: 'one' } }];
    const created = await client.post('issue', { fields, properties });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: '10000',
      key: 'SHOP-1',
      self: `${lab.baseUrl}/rest/api/3/issue/10000`,
    });
    const read = await client.get('issue/SHOP-1?fields=summary,labels,priority,duedate,description,status');
    expect(read.body.fields).toMatchObject({
      summary: 'Web 1.2.0',
      labels: ['delivr-1'],
      priority: { name: 'High' },
      duedate: '2026-03-31',
      description: adf('hello'),
      status: { name: 'To Do' },
    });
    const property = await client.get('issue/10000/properties/delivr.operation');
    expect(property.body).toEqual({ key: 'delivr.operation', value: { id: 'one' } });
  });

  it('creates the valid elements in bulk, and reports the others by index', async () => {
    const good = { fields: await client.epic('good') };
    const bad = { fields: await client.epic('bad', { priority: { id: '99' } }) };
    const { status, body } = await client.post('issue/bulk', { issueUpdates: [good, bad, good] });
    expect(status).toBe(201);
    expect(body.issues.map(({ key }: { key: string }) => key)).toEqual(['SHOP-1', 'SHOP-2']);
    expect(body.errors).toEqual([
      {
        status: 400,
        failedElementNumber: 1,
        elementErrors: { errorMessages: [], errors: { priority: 'The priority selected is invalid.' } },
      },
    ]);
  });

  it('answers a bulk call of which nothing could be made with 400', async () => {
    const bad = { fields: await client.epic('') };
    const { status, body } = await client.post('issue/bulk', { issueUpdates: [bad, bad] });
    expect(status).toBe(400);
    expect(body.issues).toEqual([]);
    expect(body.errors.map((each: any) => each.failedElementNumber)).toEqual([0, 1]);
  });

  it('refuses more than 50 in bulk', async () => {
    const issueUpdates = Array.from({ length: 51 }, () => ({ fields: {} }));
    expect((await client.post('issue/bulk', { issueUpdates })).status).toBe(400);
  });

  it('asks for project and type where nothing was sent', async () => {
    const { status, body } = await client.post('issue', {});
    expect(status).toBe(400);
    expect(body).toEqual({
      errorMessages: [],
      errors: { project: expect.any(String), issuetype: expect.any(String) },
    });
  });

  it('refuses a description that is a string, no document, or has empty text', async () => {
    const words = 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';
    expect(await errorMessage({ description: 'hello' })).toEqual({ description: words });
    expect(await errorMessage({ description: adf('') })).toEqual({ description: 'INVALID_INPUT' });
    expect(await errorMessage({ description: { type: 'doc', content: [] } })).toEqual({
      description: 'INVALID_INPUT',
    });
  });

  it('refuses labels with spaces, in these words', async () => {
    expect(await errorMessage({ labels: ['x y'] })).toEqual({
      labels: "The label 'x y' contains spaces which is invalid.",
    });
  });

  it('refuses summaries that are empty, too long, or of several lines', async () => {
    expect(await errorMessage({ summary: ' ' })).toEqual({ summary: 'Summary is required.' });
    expect(await errorMessage({ summary: 'x'.repeat(256) })).toHaveProperty('summary');
    expect(await errorMessage({ summary: 'a\nb' })).toHaveProperty('summary');
  });

  it('refuses fields that are not on the create screen', async () => {
    lab.site.project('SHOP')?.removeField('labels', ['Epic']);
    expect(await errorMessage({ labels: ['a'], colour: 'red' })).toEqual({
      labels: "Field 'labels' cannot be set. It is not on the appropriate screen, or unknown.",
      colour: "Field 'colour' cannot be set. It is not on the appropriate screen, or unknown.",
    });
  });

  it('demands required custom fields until they are no longer required', async () => {
    const project = lab.site.project('SHOP');
    const field = project?.addField({ name: 'Risk', id: 'customfield_10011', required: true });
    expect(await errorMessage({})).toEqual({ customfield_10011: 'Risk is required.' });
    project?.requireField(field?.fieldId ?? '', false);
    expect((await client.post('issue', { fields: await client.epic('A') })).status).toBe(201);
  });

  it('refuses unknown projects, types, priorities, users and parents', async () => {
    expect(await errorMessage({ project: { key: 'NOPE' } })).toEqual({
      project: 'valid project is required',
    });
    expect(await errorMessage({ issuetype: { id: '99' } })).toEqual({
      issuetype: 'Specify a valid issue type',
    });
    lab.site.addProject({ key: 'TEAM', style: 'next-gen' });
    const foreign = lab.site.project('TEAM')?.types[0]?.id;
    expect(await errorMessage({ issuetype: { id: foreign } })).toEqual({
      issuetype: 'The issue type selected is invalid.',
    });
    expect(await errorMessage({ priority: { id: '99' } })).toHaveProperty('priority');
    expect(await errorMessage({ assignee: { id: 'nobody' } })).toHaveProperty('assignee');
    expect(await errorMessage({ parent: { key: 'SHOP-99' } })).toHaveProperty('parent');
  });

  it('takes an epic as the parent of a task, and refuses a task as the parent of an epic', async () => {
    await client.post('issue', { fields: await client.epic('epic') });
    const task = lab.site.project('SHOP')?.types.find(({ name }) => name === 'Task')?.id;
    const fields = await client.epic('task', { issuetype: { id: task }, parent: { key: 'SHOP-1' } });
    expect((await client.post('issue', { fields })).status).toBe(201);
    expect((await client.get('issue/SHOP-2?fields=parent')).body.fields.parent.key).toBe('SHOP-1');
    const upside = await client.epic('epic', { parent: { key: 'SHOP-2' } });
    expect((await client.post('issue', { fields: upside })).body.errors).toHaveProperty('parent');
  });

  it('forbids creation without the permission', async () => {
    const fields = await client.epic('A');
    lab.site.project('SHOP')?.setPermission('CREATE_ISSUES', false);
    expect((await client.post('issue', { fields })).status).toBe(403);
    expect((await client.post('issue/bulk', { issueUpdates: [{ fields }] })).status).toBe(400);
  });
});

import { type AsanaLab, startAsanaLab } from '../index.js';
import { AsanaClient } from '../support/asana-client.js';

describe('creation in Asana', () => {
  let lab: AsanaLab;
  let client: AsanaClient;

  beforeEach(async () => {
    lab = await startAsanaLab();
    client = new AsanaClient(lab);
  });
  afterEach(async () => {
    await lab.stop();
    expect(lab.violations).toEqual([]);
  });

  const inShop = (more: object = {}) => ({ name: 'Web 1.2.0', projects: [lab.project().gid], ...more });

  async function errorMessage(more: object): Promise<string> {
    const { status, body } = await client.post('tasks', inShop(more));
    expect(status).toBe(400);
    expect(lab.tasks()).toHaveLength(0);
    return body.errors[0].message;
  }

  it('answers what was asked for, and keeps what was sent', async () => {
    const [priority, build] = [lab.project().field('Priority'), lab.project().field('Build')];
    const high = priority.options[0]!.gid;
    const tag = lab.addTag('release');
    const { status, body } = await client.post(
      'tasks?opt_fields=name,permalink_url',
      inShop({
        html_notes: '<body><strong>Notes</strong>\n<ul><li>one</li></ul>[mark]</body>',
        due_on: '2026-03-31',
        assignee: 'me',
        tags: [tag.gid],
        custom_fields: { [priority.gid]: high, [build.gid]: '77' },
      }),
    );
    expect(status).toBe(201);
    const gid = lab.tasks()[0]!.gid;
    const permalink = `${lab.webUrl}/1/${lab.workspace.gid}/project/${lab.project().gid}/task/${gid}`;
    expect(body).toEqual({ data: { gid, name: 'Web 1.2.0', permalink_url: permalink } });
    const fields =
      'notes,due_on,assignee.name,tags.name,memberships.section.name,custom_fields.enum_value.name';
    const read = await client.get(`tasks/${gid}?opt_fields=${fields}`);
    expect(read.body.data).toMatchObject({
      notes: 'Notes\n\n• one\n[mark]',
      due_on: '2026-03-31',
      assignee: { name: 'Release Bot' },
      tags: [{ name: 'release' }],
      memberships: [{ section: { name: 'To do' } }],
    });
    expect(read.body.data.custom_fields[0].enum_value.name).toBe('High');
    expect((await fetch(permalink)).status).toBe(200);
  });

  it('asks where the task belongs', async () => {
    const { body } = await client.post('tasks', { name: 'Nowhere' });
    expect(body.errors[0].message).toMatch(/one of workspace, parent, projects/);
  });

  it.each([
    ['external', { external: { gid: 'mine' } }, /OAuth/],
    ['a strange project', { projects: ['SHOP'] }, /projects: \[0\]: Not a recognized ID/],
    ['an unknown project', { projects: ['42'] }, /projects: \[0\]: Unknown object: 42/],
    ['an unknown parent', { parent: '42' }, /parent: Unknown object/],
    ['an unknown assignee', { assignee: '42' }, /assignee: Unknown object/],
    ['an unknown tag', { tags: ['42'] }, /tags: \[0\]: Unknown object/],
    ['an unknown field', { custom_fields: { 42: 'x' } }, /ID 42 is not on given object/],
    ['a strange date', { due_on: '31.03.2026' }, /due_on/],
  ])('refuses %s', async (_, more, words) => {
    lab.violations.length = 0;
    expect(await errorMessage(more)).toMatch(words);
    // The document, too, knows no such date.
    lab.violations.length = 0;
  });

  it('refuses a value that an enum field does not have, or no longer', async () => {
    const field = lab.project().addField({ name: 'Team', type: 'enum', disabledOptions: ['Old'] });
    const words = /enum_value: Unknown object/;
    expect(await errorMessage({ custom_fields: { [field.gid]: 'Red' } })).toMatch(words);
    expect(await errorMessage({ custom_fields: { [field.gid]: field.options[0]!.gid } })).toMatch(words);
  });

  it.each([
    'no root',
    '<body>open',
    '<body><p>a</p></body>',
    '<body>a<br/></body>',
    '<body>a &nbsp; b</body>',
    '<body>a & b</body>',
    '<body><strong class="x">a</strong></body>',
    '<body><a>a</a></body>',
    '<body><a href="javascript:x">a</a></body>',
    '<body><li>a</li></body>',
    '<body><ul>a</ul></body>',
    '<body><ul><li><h1>a</h1></li></ul></body>',
    '<body><blockquote><ul><li>a</li></ul></blockquote></body>',
    '<body>a</body><body>b</body>',
    '<body>\u0001</body>',
  ])('refuses notes that are not of its rich text: %s', async (html) => {
    expect(await errorMessage({ html_notes: html })).toMatch(/XML is invalid/);
  });

  it('is forbidden to those who may only comment, and to nobody who sees the project through a team', async () => {
    lab.project().access = 'commenter';
    expect((await client.post('tasks', inShop())).status).toBe(403);
    lab.project().access = null;
    expect((await client.post('tasks', inShop())).status).toBe(201);
  });

  it('puts a subtask into no project by itself', async () => {
    const { body } = await client.post('tasks', inShop());
    await client.post('tasks', { name: 'below', parent: body.data.gid });
    await client.post('tasks', inShop({ name: 'in both', parent: body.data.gid }));
    expect(lab.tasks().map(({ memberships }) => memberships.length)).toEqual([1, 0, 1]);
  });

  it('lets several actions go as one call, and answers each by itself', async () => {
    const post = (data: object) => ({
      method: 'post',
      relative_path: '/tasks',
      data,
      options: { fields: ['name'] },
    });
    const actions = [
      post(inShop({ name: 'a' })),
      post(inShop({ assignee: '42' })),
      post(inShop({ name: 'b' })),
    ];
    lab.site.limitedActions = { left: 1, retryAfterSeconds: 9 };
    const { status, body } = await client.post('batch', { actions });
    expect([status, ...body.data.map((each: any) => each.status_code)]).toEqual([200, 429, 400, 201]);
    expect(body.data[0].headers).toEqual({ 'Retry-After': '9' });
    expect(body.data[2].body.data).toEqual({ gid: lab.tasks()[0]!.gid, name: 'b' });
    expect((await client.post('batch', { actions: [] })).status).toBe(400);
    expect((await client.post('batch', { actions: Array(11).fill(actions[0]) })).status).toBe(400);
  });
});

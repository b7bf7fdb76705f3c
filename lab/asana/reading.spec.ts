import { type AsanaLab, startAsanaLab } from '../index.js';
import { AsanaClient } from '../support/asana-client.js';

describe('reading from Asana', () => {
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

  async function aTask(name = 'Web'): Promise<string> {
    const { body } = await client.post('tasks', { name, projects: [lab.project().gid] });
    return body.data.gid;
  }

  it('is for known tokens alone, with the same words for any other', async () => {
    for (const authorization of [null, 'Bearer nobody', 'Basic abc']) {
      const { status, body } = await new AsanaClient(lab, authorization).get('users/me');
      expect([status, body.errors[0].message]).toEqual([401, 'Not Authorized']);
    }
    const fields = 'name,email,workspaces.name';
    const { body } = await client.get(`users/me?opt_fields=${fields}`);
    const { gid, name, email } = lab.account.user;
    const workspaces = [{ gid: lab.workspace.gid, name: 'Acme' }];
    expect(body.data).toEqual({ gid, name, email, workspaces });
    lab.revokeToken();
    expect((await client.get('users/me')).status).toBe(401);
  });

  it('is sparse: lists are compact, single things in full with compact things below', async () => {
    const gid = await aTask();
    const list = await client.get(`tasks?project=${lab.project().gid}`);
    const compact = { gid, resource_type: 'task', resource_subtype: 'default_task', name: 'Web' };
    expect(list.body).toEqual({ data: [compact] });
    const { body } = await client.get(`tasks/${gid}`);
    expect(body.data.completed).toBe(false);
    expect(body.data.workspace).toEqual({ gid: lab.workspace.gid, resource_type: 'workspace', name: 'Acme' });
    expect((await client.get(`tasks/${gid}?opt_fields=completed`)).body.data).toEqual({
      gid,
      completed: false,
    });
  });

  it('pages by a token, and refuses what is too long without', async () => {
    for (let number = 0; number < 250; number += 1) lab.addTag(`tag ${number}`);
    const path = `workspaces/${lab.workspace.gid}/tags`;
    const first = await client.get(`${path}?limit=100`);
    const { offset } = first.body.next_page;
    const second = await client.get(`${path}?limit=100&offset=${offset}`);
    const last = await client.get(`${path}?limit=100&offset=${second.body.next_page.offset}`);
    expect([first, second, last].map(({ body }) => body.data.length)).toEqual([100, 100, 50]);
    expect(last.body.next_page).toBeNull();
    expect((await client.get(`${path}?limit=100&offset=nonsense`)).status).toBe(400);
    for (let number = 250; number < 1_001; number += 1) lab.addTag(`tag ${number}`);
    expect((await client.get(path)).status).toBe(400);
  });

  it('shows a new task in lists at once, in searches only later, and there only to those who pay', async () => {
    lab.site.searchLagMs = 60_000;
    await aTask('Findable');
    const search = `workspaces/${lab.workspace.gid}/tasks/search?text=findable`;
    const listed = await client.get(`tasks?project=${lab.project().gid}&modified_since=2026-01-01T00:00:00Z`);
    expect([listed.body.data.length, (await client.get(search)).body.data.length]).toEqual([1, 0]);
    lab.clockOffsetMs += 60_001;
    expect((await client.get(search)).body.data).toHaveLength(1);
    lab.workspace.isPremium = false;
    expect((await client.get(search)).status).toBe(402);
  });

  it('lists what was modified since, completed or not', async () => {
    const [old, fresh] = [await aTask('old'), await aTask('fresh')];
    lab.clockOffsetMs += 3_600_000;
    const since = new Date(lab.site.now() - 60_000).toISOString();
    const names = async () => {
      const { body } = await client.get(`tasks?project=${lab.project().gid}&modified_since=${since}`);
      return body.data.map(({ name }: { name: string }) => name);
    };
    expect(await names()).toEqual([]);
    await client.put(`tasks/${fresh}`, { completed: true });
    expect(await names()).toEqual(['fresh']);
    lab.setSection(old, 'Doing');
    expect(await names()).toEqual(['old', 'fresh']);
  });

  it('tells deleted, hidden and strange tasks apart', async () => {
    const [gone, hidden] = [await aTask(), await aTask()];
    lab.deleteTask(gone);
    lab.hideTask(hidden);
    const statuses = [];
    for (const gid of [gone, hidden, 'SHOP-1', 'external:mine'])
      statuses.push((await client.get(`tasks/${gid}`)).status);
    expect(statuses).toEqual([404, 403, 400, 404]);
    expect((await client.get(`tasks/${gone}`)).body.errors[0].message).toBe(`task: Unknown object: ${gone}`);
  });

  it('answers a batch in order, each action by itself', async () => {
    const [one, other] = [await aTask('one'), await aTask('other')];
    const get = (gid: string) => ({
      method: 'get',
      relative_path: `/tasks/${gid}`,
      options: { fields: ['name'] },
    });
    const list = {
      method: 'get',
      relative_path: '/tasks',
      data: { project: lab.project().gid },
      options: { limit: 1 },
    };
    const { status, body } = await client.post('batch', { actions: [get(other), get('9'), get(one), list] });
    expect([status, ...body.data.map((each: any) => each.status_code)]).toEqual([200, 200, 404, 200, 200]);
    expect([body.data[0].body.data.name, body.data[2].body.data.name]).toEqual(['other', 'one']);
    expect(body.data[1].body.errors[0].message).toBe('task: Unknown object: 9');
    expect(body.data[3].body.next_page.offset).toEqual(expect.any(String));
  });

  it('gives events from a token on, which the first call refuses to go without', async () => {
    const path = `events?resource=${lab.project().gid}`;
    const first = await client.get(path);
    expect([first.status, first.body.sync]).toEqual([412, expect.any(String)]);
    const gid = await aTask();
    lab.deleteTask(gid);
    const { body } = await client.get(`${path}&sync=${first.body.sync}`);
    expect(body.data.map(({ action, resource }: any) => [action, resource.gid])).toEqual([
      ['added', gid],
      ['deleted', gid],
    ]);
    expect((await client.get(`${path}&sync=${body.sync}`)).body).toMatchObject({ data: [], has_more: false });
  });

  it('answers too many calls with a pause', async () => {
    lab.faults.inject('GET /users/{user_gid}', { kind: 'rate-limit', retryAfterSeconds: 30 });
    const { status, headers, body } = await client.get('users/me');
    expect([status, headers.get('retry-after')]).toEqual([429, '30']);
    expect(body.errors[0].message).toMatch(/rate limit/);
  });

  it('describes a project: sections, fields, what the account may do', async () => {
    const { gid } = lab.project();
    const sections = await client.get(`projects/${gid}/sections?opt_fields=name`);
    expect(sections.body.data.map(({ name }: any) => name)).toEqual(['To do', 'Doing', 'Done']);
    const wanted = 'custom_field.name,custom_field.resource_subtype,custom_field.enum_options.name';
    const fields = await client.get(`projects/${gid}/custom_field_settings?opt_fields=${wanted}`);
    expect(fields.body.data[0].custom_field).toMatchObject({ name: 'Priority', resource_subtype: 'enum' });
    lab.project().access = 'viewer';
    const memberships = await client.get(
      `projects/${gid}/project_memberships?user=me&opt_fields=access_level`,
    );
    expect(memberships.body.data).toEqual([{ gid: expect.any(String), access_level: 'viewer' }]);
    lab.workspace.isPremium = false;
    expect((await client.get(`projects/${gid}/custom_field_settings`)).status).toBe(402);
    const archived = lab.addProject({ name: 'Old', isArchived: true });
    const live = await client.get(`projects?workspace=${lab.workspace.gid}&archived=false&limit=100`);
    expect(live.body.data.map((each: any) => each.gid)).not.toContain(archived.gid);
  });
});

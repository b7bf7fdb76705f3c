import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AsanaLab, startAsanaLab } from '../index.js';
import { AsanaClient } from '../support/asana-client.js';

describe('changes in Asana', () => {
  let lab: AsanaLab;
  let client: AsanaClient;
  let gid: string;

  beforeEach(async () => {
    lab = await startAsanaLab();
    client = new AsanaClient(lab);
    const { body } = await client.post('tasks', { name: 'Web', projects: [lab.project().gid] });
    gid = body.data.gid;
  });
  afterEach(async () => {
    await lab.stop();
    expect(lab.violations).toEqual([]);
  });

  it('completes a task, and opens it again', async () => {
    expect(
      (await client.put(`tasks/${gid}?opt_fields=completed`, { completed: true })).body.data.completed,
    ).toBe(true);
    await client.put(`tasks/${gid}`, { completed: false });
    expect(lab.task(gid).isCompleted).toBe(false);
  });

  it('moves a task out of one section into another, as often as asked', async () => {
    const section = lab.project().sectionNamed('Doing').gid;
    for (let time = 0; time < 2; time += 1) {
      expect((await client.post(`sections/${section}/addTask`, { task: gid })).body).toEqual({ data: {} });
      expect(lab.task(gid).sectionName).toBe('Doing');
    }
    expect((await client.post('sections/9/addTask', { task: gid })).status).toBe(404);
    lab.project().access = 'commenter';
    expect((await client.post(`sections/${section}/addTask`, { task: gid })).status).toBe(403);
  });

  it('keeps every comment beside its own stories, in a smaller rich text', async () => {
    const comment = { html_text: '<body>It <strong>shipped</strong></body>' };
    for (let time = 0; time < 2; time += 1) await client.post(`tasks/${gid}/stories`, comment);
    const { body } = await client.get(`tasks/${gid}/stories?opt_fields=text,type`);
    expect(body.data.map(({ type, text }: any) => [type, text])).toEqual([
      ['system', 'added to Shop'],
      ['comment', 'It shipped'],
      ['comment', 'It shipped'],
    ]);
    expect((await client.post(`tasks/${gid}/stories`, { html_text: '<body><h1>a</h1></body>' })).status).toBe(
      400,
    );
    lab.project().access = 'commenter';
    expect((await client.post(`tasks/${gid}/stories`, { text: 'still' })).status).toBe(201);
  });

  it('takes links as forms alone, doubles included', async () => {
    const link = {
      parent: gid,
      resource_subtype: 'external',
      url: 'https://ci.example.test/7',
      name: 'Build 7',
    };
    const made = await client.form('attachments', link);
    await client.form('attachments', link);
    expect(made.status).toBe(200);
    expect(lab.task(gid).attachments.map(({ url }) => url)).toEqual([link.url, link.url]);
    const { body } = await client.get(`attachments?parent=${gid}&opt_fields=name,view_url`);
    expect(body.data[0]).toEqual({ gid: made.body.data.gid, name: 'Build 7', view_url: link.url });
    await client.send('DELETE', `attachments/${made.body.data.gid}`);
    expect(lab.task(gid).attachments).toHaveLength(1);
    const asJson = await client.post('attachments', link);
    expect(asJson.status).toBe(400);
    lab.violations.length = 0;
  });

  it('makes tags by name, doubles included, unless that is forbidden', async () => {
    const path = `workspaces/${lab.workspace.gid}/tags`;
    for (let time = 0; time < 2; time += 1) await client.post(path, { name: 'release' });
    expect(lab.workspace.tags.map(({ name }) => name)).toEqual(['release', 'release']);
    lab.workspace.allowsNewTags = false;
    expect((await client.post(path, { name: 'other' })).status).toBe(403);
  });

  it('tries an address out before it sends to it, and signs what it sends', async () => {
    const got: { headers: Record<string, unknown>; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        got.push({ headers: request.headers, body });
        const secret = request.headers['x-hook-secret'];
        const isEcho = request.url === '/hook' && typeof secret === 'string';
        response.writeHead(200, isEcho ? { 'x-hook-secret': secret } : {}).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const secret = await lab.webhooks.establish(lab.project().gid, target);
    lab.setCompleted(gid);
    expect(await lab.webhooks.deliver()).toEqual([200]);
    expect(await lab.webhooks.deliver()).toEqual([200]);
    expect(got.map(({ body }) => (body === '' ? 'handshake' : JSON.parse(body).events.length))).toEqual([
      'handshake',
      1,
      0,
    ]);
    const signature = createHmac('sha256', secret).update(got[1]!.body).digest('hex');
    expect(got[1]!.headers['x-hook-signature']).toBe(signature);
    await expect(lab.webhooks.establish(lab.project().gid, target.replace('/hook', '/deaf'))).rejects.toThrow(
      /handshake/,
    );
    await new Promise((resolve) => server.close(resolve));
  });
});

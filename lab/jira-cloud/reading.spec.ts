import { startJiraCloudLab, type JiraCloudLab } from '../index.js';
import { adf, LabClient } from '../support/lab-client.js';

describe('reading and changing issues', () => {
  let lab: JiraCloudLab;
  let client: LabClient;

  beforeEach(async () => {
    lab = await startJiraCloudLab({ projects: [{}, { key: 'NEXT' }] });
    client = new LabClient(lab);
    for (const summary of ['one', 'two', 'three']) {
      await client.post('issue', { fields: await client.epic(summary) });
    }
  });
  afterEach(async () => {
    await lab.stop();
    expect(lab.violations).toEqual([]);
  });

  const bulk = (issueIdsOrKeys: readonly string[], more: object = {}) =>
    client.post('issue/bulkfetch', { issueIdsOrKeys, fields: ['status'], ...more });

  it('fetches in bulk by id and key, in the order of ids, the unknown left out without a word', async () => {
    lab.hideIssue('SHOP-2');
    const { status, body } = await bulk(['SHOP-3', '99999', 'SHOP-2', '10000', 'NOPE-1']);
    expect(status).toBe(200);
    expect(body.issues.map(({ id }: { id: string }) => id)).toEqual(['10000', '10002']);
    expect(body.issueErrors).toEqual([]);
    expect(body.issues[0].fields.status.statusCategory.key).toBe('new');
  });

  it('fetches at most 100 in bulk, and nothing that its body does not know', async () => {
    const many = Array.from({ length: 101 }, (_, index) => `SHOP-${index + 1}`);
    expect((await bulk(many.slice(1))).status).toBe(200);
    expect((await bulk(many)).status).toBe(400);
  });

  it('fetches properties in bulk where they are asked for', async () => {
    const properties = [{ key: 'delivr.operation', value: 'x' }];
    await client.post('issue', { fields: await client.epic('four'), properties });
    const { body } = await bulk(['SHOP-1', 'SHOP-4'], { properties: ['delivr.operation'] });
    expect(body.issues.map((issue: any) => issue.properties)).toEqual([{}, { 'delivr.operation': 'x' }]);
  });

  it('answers 404 alike for what is missing and what is hidden', async () => {
    lab.hideIssue('SHOP-1');
    lab.deleteIssue('SHOP-2');
    for (const key of ['SHOP-1', 'SHOP-2', 'SHOP-77']) {
      const { status, body } = await client.get(`issue/${key}?fields=status`);
      expect(status).toBe(404);
      expect(body).toEqual({
        errorMessages: ['Issue does not exist or you do not have permission to see it.'],
        errors: {},
      });
    }
  });

  it('answers for a moved issue with its new key, asked by the old one or by id', async () => {
    expect(lab.moveIssue('SHOP-1', 'NEXT')).toBe('NEXT-1');
    for (const idOrKey of ['SHOP-1', 'NEXT-1', '10000']) {
      const { status, body } = await client.get(`issue/${idOrKey}?fields=status`);
      expect([status, body.id, body.key]).toEqual([200, '10000', 'NEXT-1']);
    }
  });

  it('moves along the workflow by transition, not by edit', async () => {
    const { body } = await client.get('issue/SHOP-1/transitions');
    const done = body.transitions.find((each: any) => each.to.name === 'Done');
    expect((await client.post('issue/SHOP-1/transitions', { transition: { id: '999' } })).status).toBe(400);
    expect((await client.post('issue/SHOP-1/transitions', { transition: { id: done.id } })).status).toBe(204);
    expect(lab.issue('SHOP-1').status.name).toBe('Done');
  });

  it('demands the fields of a transition screen, and hops only where the workflow allows', async () => {
    lab.site.addProject({
      key: 'FLOW',
      transitions: [
        { name: 'Start', from: ['To Do'], to: 'In Progress' },
        { name: 'Finish', from: ['In Progress'], to: 'Done', requires: ['resolution'] },
      ],
    });
    await client.post('issue', { fields: await client.epic('flow', { project: { key: 'FLOW' } }) });
    const { body } = await client.get('issue/FLOW-1/transitions?expand=transitions.fields');
    expect(body.transitions.map(({ name }: { name: string }) => name)).toEqual(['Start']);
    lab.setStatus('FLOW-1', 'In Progress');
    const bare = { transition: { id: '21' } };
    expect((await client.post('issue/FLOW-1/transitions', bare)).status).toBe(400);
    const full = { ...bare, fields: { resolution: { name: 'Done' } } };
    expect((await client.post('issue/FLOW-1/transitions', full)).status).toBe(204);
  });

  it('edits fields and adds labels', async () => {
    await client.put('issue/SHOP-1', { fields: { summary: 'new' }, update: { labels: [{ add: 'x' }] } });
    const { status } = await client.put('issue/SHOP-1', { update: { labels: [{ add: 'y' }] } });
    expect(status).toBe(204);
    expect([lab.issue('SHOP-1').summary, lab.issue('SHOP-1').labels]).toEqual(['new', ['x', 'y']]);
  });

  it('keeps every comment, the same one twice included', async () => {
    for (let times = 0; times < 2; times += 1) {
      expect((await client.post('issue/SHOP-1/comment', { body: adf('shipped') })).status).toBe(201);
    }
    expect((await client.get('issue/SHOP-1/comment')).body).toMatchObject({ total: 2 });
    expect((await client.post('issue/SHOP-1/comment', { body: 'shipped' })).status).toBe(400);
  });

  it('overwrites a remote link of the same global id, and needs a content type to delete it', async () => {
    const link = (title: string) => ({ globalId: 'build=1', object: { url: 'https://ci.test/1', title } });
    expect((await client.post('issue/SHOP-1/remotelink', link('a'))).status).toBe(201);
    expect((await client.post('issue/SHOP-1/remotelink', link('b'))).status).toBe(200);
    expect((await client.get('issue/SHOP-1/remotelink')).body).toMatchObject([{ object: { title: 'b' } }]);
    const path = 'issue/SHOP-1/remotelink?globalId=build%3D1';
    expect((await client.get(path)).body).toMatchObject({ object: { title: 'b' } });
    expect((await client.send('DELETE', path)).status).toBe(415);
    const typed = { 'content-type': 'application/json' };
    expect((await client.send('DELETE', path, undefined, typed)).status).toBe(204);
  });

  it('shows a ticket to people at /browse, and all of them at /', async () => {
    await client.post('issue', {
      fields: await client.epic('<b>bold</b>', { description: adf('a & b <i>') }),
    });
    const page = await (await fetch(`${lab.baseUrl}/browse/SHOP-4`)).text();
    expect(page).toContain('&#60;b&#62;bold');
    expect(page).toContain('a &#38; b &#60;i&#62;');
    expect(await (await fetch(lab.baseUrl)).text()).toContain('/browse/SHOP-4');
    expect((await fetch(`${lab.baseUrl}/browse/SHOP-99`)).status).toBe(404);
  });
});

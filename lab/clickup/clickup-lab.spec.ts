import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClickUpLab, startClickUpLab } from '../index.js';
import { signatureOf } from './webhooks.js';

let lab: ClickUpLab;

beforeEach(async () => {
  lab = await startClickUpLab();
});
afterEach(async () => {
  await lab.stop();
  expect(lab.violations).toEqual([]);
});

/** Plain fetch, as strange to the lab as any client. `path` is below /api/v2. */
async function ask(method: string, path: string, body?: object, token: string | null = lab.account.token) {
  const response = await fetch(`${lab.baseUrl}/v2/${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: token }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(5_000),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}

const create = async (parts: object = {}) =>
  (await ask('POST', 'list/901/task', { name: 'A task', ...parts })).body;
const refusalOf = async (...call: Parameters<typeof ask>) => {
  const { status, body } = await ask(...call);
  return [status, body.ECODE];
};

describe('the emulated ClickUp', () => {
  it('takes a raw token, and says of each 401 what it is about', async () => {
    expect((await ask('GET', 'user')).body.user).toMatchObject({
      id: lab.account.id,
      username: 'Release Bot',
    });
    expect(await refusalOf('GET', 'user', undefined, null)).toEqual([401, 'OAUTH_017']);
    expect(await refusalOf('GET', 'user', undefined, 'pk_nobody')).toEqual([401, 'OAUTH_025']);
    lab.site.addTeam('Strangers');
    lab.site.addList({ team: 'Strangers', id: '77' });
    for (const path of ['list/77', 'list/4711', 'task/86zzzzzz', 'team/9002/space']) {
      expect([path, ...(await refusalOf('GET', path))]).toEqual([path, 401, 'OAUTH_027']);
    }
  });

  it('answers 200 to a creation, with times as texts, tags in lower case and the first open status', async () => {
    const { status, body } = await ask('POST', 'list/901/task', {
      ...{ name: 'Fix', markdown_content: '# Text', description: 'ignored', tags: ['App-1'], priority: 2 },
      due_date: 1_763_800_000_000,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ status: { status: 'to do', type: 'open' }, priority: { id: '2', priority: 'high' } },
      ...{ tags: [{ name: 'app-1' }], due_date: '1763800000000', custom_id: null },
      ...{ date_created: expect.stringMatching(/^[0-9]{13}$/), url: `${lab.webUrl}/t/${body.id}` },
    });
    const { body: read } = await ask('GET', `task/${body.id}`);
    expect([read.description, read.markdown_description]).toEqual([' Text', undefined]);
  });

  it.each([
    [{ name: ' ' }, 400, 'INPUT_005'],
    [{ status: 'nowhere' }, 400, 'ITEM_114'],
    [{ parent: '86zzzzzz' }, 404, 'ITEM_013'],
    [{ priority: 5 }, 400, 'INPUT_006'],
    [{ assignees: [4711] }, 400, 'ITEM_087'],
    [{ custom_item_id: 4711 }, 400, 'ITEM_230'],
    [{ custom_fields: [{ id: 'f-9', value: 'x' }] }, 400, 'FIELD_012'],
    [{ custom_fields: [{ id: 'f-1', value: 'green' }] }, 400, 'FIELD_011'],
    [{ check_required_custom_fields: true }, 400, 'FIELD_013'],
  ])('refuses %j with %i %s, and makes nothing', async (parts, status, ecode) => {
    const fields = [
      { id: 'f-1', name: 'Team', type: 'drop_down', options: ['Red'], required: true },
    ] as const;
    lab.site.addList({ id: '902', fields });
    expect(await refusalOf('POST', 'list/902/task', { name: 'x', ...parts })).toEqual([status, ecode]);
    expect(lab.tasks()).toEqual([]);
  });

  it('lets required fields pass unless it is asked not to, and takes statuses in any case', async () => {
    lab.site.addList({ id: '902', fields: [{ name: 'Team', required: true }] });
    const { status, body } = await ask('POST', 'list/902/task', { name: 'x', status: 'In PROGRESS' });
    expect([status, body.status.status]).toEqual([200, 'in progress']);
  });

  it('takes a parent from the same list alone', async () => {
    const { id } = await create();
    lab.site.addList({ id: '902' });
    expect(await refusalOf('POST', 'list/902/task', { name: 'x', parent: id })).toEqual([400, 'ITEM_137']);
    expect((await create({ parent: id })).top_level_parent).toBe(id);
  });

  it('leaves out subtasks, closed and archived tasks unless they are asked for', async () => {
    const [parent, closed, archived] = [await create(), await create(), await create()];
    const child = await create({ parent: parent.id });
    lab.setStatus(closed.id, 'complete');
    lab.archiveTask(archived.id);
    const idsOf = async (query: string) =>
      (await ask('GET', `list/901/task?${query}`)).body.tasks.map(({ id }: any) => id).sort();
    expect(await idsOf('page=0')).toEqual([parent.id]);
    expect(await idsOf('subtasks=true&include_closed=true')).toEqual([parent.id, closed.id, child.id].sort());
    expect(await idsOf('archived=true')).toEqual([archived.id]);
  });

  it('pages by a hundred, newest first, and a list alone says which page is the last', async () => {
    for (let number = 0; number < 101; number += 1) await create({ name: String(number) });
    const page = async (path: string) => (await ask('GET', path)).body;
    const [first, second] = [await page('list/901/task?page=0'), await page('list/901/task?page=1')];
    expect([first.tasks.length, first.last_page, second.tasks.length, second.last_page]).toEqual([
      ...[100, false, 1, true],
    ]);
    const team = await page(`team/${lab.team.id}/task?page=1`);
    expect([team.tasks.length, team.last_page]).toEqual([1, undefined]);
  });

  it('answers the status times of two to a hundred tasks at once, where that is switched on', async () => {
    const [one, other] = [await create(), await create()];
    const ask2 = (ids: readonly string[]) => {
      const query = ids.map((id) => `task_ids=${id}`).join('&');
      return ask('GET', `task/bulk_time_in_status/task_ids?${query}`);
    };
    lab.setStatus(one.id, 'in progress');
    const { body } = await ask2([one.id, other.id]);
    expect(body[one.id]).toMatchObject({
      current_status: { status: 'in progress' },
      status_history: [
        { status: 'to do', type: 'open' },
        { status: 'in progress', type: 'custom' },
      ],
    });
    expect((await ask2([one.id])).status).toBe(400);
    expect((await ask2(Array.from({ length: 101 }, () => one.id))).status).toBe(400);
    lab.team.hasTimeInStatus = false;
    expect((await ask2([one.id, other.id])).status).toBe(403);
  });

  it('says of a deleted task that it is gone, and of a hidden one nothing', async () => {
    const [deleted, hidden] = [await create(), await create()];
    lab.deleteTask(deleted.id);
    lab.task(hidden.id).isHidden = true;
    expect(await refusalOf('GET', `task/${deleted.id}`)).toEqual([404, 'ITEM_013']);
    expect(await refusalOf('GET', `task/${hidden.id}`)).toEqual([401, 'OAUTH_027']);
  });

  it('gives comments by 25, newest first, and before one of them', async () => {
    const { id } = await create();
    for (let number = 0; number < 27; number += 1) {
      await ask('POST', `task/${id}/comment`, { comment_text: `Talk ${number}`, notify_all: false });
    }
    const { comments } = (await ask('GET', `task/${id}/comment`)).body;
    expect([comments.length, comments[0].comment_text]).toEqual([25, 'Talk 26']);
    const { date, id: last } = comments.at(-1);
    const { comments: older } = (await ask('GET', `task/${id}/comment?start=${date}&start_id=${last}`)).body;
    expect(older.map(({ comment_text: text }: any) => text)).toEqual(['Talk 1', 'Talk 0']);
  });

  it('counts calls by the minute, and says when the next one begins', async () => {
    await lab.stop();
    lab = await startClickUpLab({ callsPerMinute: 2 });
    await ask('GET', 'user');
    await ask('GET', 'user');
    const { status, body, headers } = await ask('GET', 'user');
    expect([status, body]).toEqual([429, { err: 'Rate limit reached', ECODE: 'APP_002' }]);
    const inSeconds = Number(headers.get('x-ratelimit-reset')) - Date.now() / 1_000;
    expect([headers.get('x-ratelimit-remaining'), headers.get('retry-after')]).toEqual(['0', null]);
    expect(inSeconds).toBeGreaterThan(50);
    expect(inSeconds).toBeLessThan(62);
    lab.clockOffsetMs = 61_000;
    expect((await ask('GET', 'user')).status).toBe(200);
  });

  it('shows people what there is', async () => {
    const { id } = await create({ name: 'A <b>', markdown_content: '# <script>' });
    const pages = await Promise.all(
      ['/', `/t/${id}`].map(async (path) => (await fetch(lab.webUrl + path)).text()),
    );
    for (const page of pages) expect(page).toContain('A &#60;b&#62;');
    expect(pages[1]).not.toContain('<script>');
    expect((await fetch(`${lab.webUrl}/t/none`)).status).toBe(404);
  });
});

describe('webhooks of the emulated ClickUp', () => {
  /** A receiver of deliveries, which answers with this status. */
  async function aListener(statusOf: () => number) {
    const told: { body: string; signature: unknown }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        told.push({ body: Buffer.concat(chunks).toString(), signature: request.headers['x-signature'] });
        response.writeHead(statusOf()).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    return { told, endpoint, close: () => new Promise((resolve) => server.close(resolve)) };
  }

  const register = (endpoint: string, more: object = {}) =>
    ask('POST', `team/${lab.team.id}/webhook`, {
      endpoint,
      events: ['taskStatusUpdated', 'taskDeleted'],
      ...more,
    });

  it('are signed, tell what they were made for, and where they were made for', async () => {
    const listener = await aListener(() => 200);
    lab.site.addList({ id: '902' });
    const { body } = await register(listener.endpoint, { list_id: 901 });
    const twice = { endpoint: listener.endpoint, events: ['*'], list_id: 901 };
    expect(await refusalOf('POST', `team/${lab.team.id}/webhook`, twice)).toEqual([400, 'OAUTH_171']);
    const elsewhere = await register(listener.endpoint, { list_id: 902 });
    expect((await ask('GET', `team/${lab.team.id}/webhook`)).body.webhooks).toHaveLength(2);

    const { id } = await create();
    lab.setStatus(id, 'complete');
    lab.deleteTask(id);
    await lab.site.webhooks.untilIdle();
    const events = listener.told.map((one) => JSON.parse(one.body));
    expect(events.map(({ event, task_id }) => [event, task_id]).sort()).toEqual([
      ['taskDeleted', id],
      ['taskStatusUpdated', id],
    ]);
    const status = events.find(({ event }) => event === 'taskStatusUpdated');
    expect(status.history_items[0]).toMatchObject({
      before: { status: 'to do' },
      after: { status: 'complete' },
    });
    for (const one of listener.told) expect(one.signature).toBe(signatureOf(one.body, body.webhook.secret));
    await ask('DELETE', `webhook/${elsewhere.body.id}`);
    expect(lab.site.webhooks.all).toHaveLength(1);
    await listener.close();
  });

  it('come five times where nobody takes them, and are suspended after a hundred such failures', async () => {
    const listener = await aListener(() => 500);
    lab.site.webhooks.retryAfterMs = 0;
    const { body } = await register(listener.endpoint);
    const [webhook] = lab.site.webhooks.all;
    const { id } = await create();
    lab.setStatus(id, 'in progress');
    await lab.site.webhooks.untilIdle();
    expect([listener.told.length, webhook?.status, webhook?.failCount]).toEqual([5, 'failing', 1]);
    webhook!.failCount = 99;
    lab.setStatus(id, 'complete');
    await lab.site.webhooks.untilIdle();
    lab.setStatus(id, 'to do');
    await lab.site.webhooks.untilIdle();
    expect([listener.told.length, webhook?.status]).toEqual([10, 'suspended']);
    const revived = { endpoint: listener.endpoint, events: ['*'], status: 'active' };
    expect((await ask('PUT', `webhook/${body.id}`, revived)).body.webhook.health).toEqual({
      ...{ status: 'active', fail_count: 0 },
    });
    await listener.close();
  });

  it('are suspended at once by 410', async () => {
    const listener = await aListener(() => 410);
    await register(listener.endpoint);
    const { id } = await create();
    lab.setStatus(id, 'complete');
    await lab.site.webhooks.untilIdle();
    expect([listener.told.length, lab.site.webhooks.all[0]?.status]).toEqual([1, 'suspended']);
    await listener.close();
  });
});

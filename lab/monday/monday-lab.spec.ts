import { sdlDifferences } from '../graphql/schemas.js';
import { type MondayLab, startMondayLab } from '../index.js';
import { MONDAY_SDL } from './schema.js';

const CREATE = `mutation ($board: ID!, $name: String!, $values: JSON) {
  create_item(board_id: $board, item_name: $name, column_values: $values) { id url name } }`;
const READ = `query ($ids: [ID!], $limit: Int = 25) { items(ids: $ids, limit: $limit, exclude_nonactive: false) {
  id state column_values(types: [status]) { id text ... on StatusValue { index label is_done } } } }`;
const FIND = `query ($board: ID!, $value: String!) { items_page_by_column_values(
  board_id: $board, columns: [{ column_id: "text_mkd3", column_values: [$value] }]) { items { id } } }`;

describe('the emulated monday.com', () => {
  let lab: MondayLab;
  let board: string;

  beforeEach(async () => {
    lab = await startMondayLab();
    board = lab.board.id;
  });
  afterEach(async () => {
    await lab.stop();
    expect(lab.violations).toEqual([]);
  });

  async function send(query: string, variables: object = {}, headers: Record<string, string> = {}) {
    const response = await fetch(lab.baseUrl, {
      method: 'POST',
      headers: {
        authorization: lab.credentials.apiToken,
        'api-version': '2026-10',
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as any };
  }

  const create = (name: string, more: object = {}, headers: Record<string, string> = {}) =>
    send(CREATE, { board, name, ...more }, headers);
  const codeOf = ({ body }: { body: any }) => body.errors?.[0]?.extensions?.code;

  it('says nothing in its SDL that the vendor’s does not say too', () => {
    expect(sdlDifferences(MONDAY_SDL, 'monday/schema.graphql')).toEqual([]);
  });

  it('takes the token raw, and refuses another with a list of one text', async () => {
    const me = '{ me { name account { slug } } version { value } }';
    expect((await send(me)).body.data).toEqual({
      me: { name: 'Release Bot', account: { slug: 'monday' } },
      version: { value: '2026-10' },
    });
    const { status, body } = await send(me, {}, { authorization: 'lab-token-other' });
    expect([status, body]).toEqual([401, { errors: ['Not Authenticated'] }]);
  });

  it('executes a key once in half an hour, and repeats the cached answer', async () => {
    const key = { 'idempotency-key': 'one' };
    const first = await create('One', {}, key);
    const again = await create('Otherwise', {}, key);
    expect(again.body).toEqual(first.body);
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    lab.clockOffsetMs = 31 * 60_000;
    expect((await create('One', {}, key)).body.data.create_item.id).not.toBe(first.body.data.create_item.id);
    expect(lab.items()).toHaveLength(2);
  });

  it('caches refusals as well, or not', async () => {
    const values = JSON.stringify({ nowhere: 'x' });
    const key = { 'idempotency-key': 'two' };
    expect(codeOf(await create('One', { values }, key))).toBe('InvalidColumnIdException');
    expect((await create('One', {}, key)).headers.get('idempotency-replayed')).toBe('true');
    lab.site.idempotencyCache.cachesErrors = false;
    const other = { 'idempotency-key': 'three' };
    await create('One', { values }, other);
    expect((await create('One', {}, other)).body.data.create_item.name).toBe('One');
  });

  it('gives 25 items where no limit is given, and leaves out what there is not', async () => {
    for (let number = 0; number < 30; number += 1) await create(`Item ${number}`);
    const ids = lab.items().map(({ id }) => id);
    expect((await send(READ, { ids })).body.data.items).toHaveLength(25);
    expect((await send(READ, { ids: [...ids, '4711'], limit: 100 })).body.data.items).toHaveLength(30);
    const many = Array.from({ length: 101 }, (_, index) => String(index));
    expect(codeOf(await send(READ, { ids: many }))).toBe('InvalidArgumentException');
  });

  it('takes column values as a text that holds JSON alone', async () => {
    const values = { project_status: { label: 'Done' } };
    expect(codeOf(await create('One', { values }))).toBe('JsonParseException');
    const { body } = await create('One', { values: JSON.stringify(values) });
    const { items } = (await send(READ, { ids: [body.data.create_item.id] })).body.data;
    expect(items[0].column_values[1]).toEqual({
      id: 'project_status',
      text: 'Done',
      index: 1,
      label: 'Done',
      is_done: true,
    });
  });

  it('refuses with 200, an error and the rest of the data', async () => {
    const { status, body } = await create('One', { values: JSON.stringify({ project_status: 'Nope' }) });
    expect([status, body.data, body.errors[0].extensions.code]).toEqual([
      200,
      { create_item: null },
      'ColumnValueException',
    ]);
  });

  it('finds by a column once the index knows, and active items alone', async () => {
    const find = async () =>
      (await send(FIND, { board, value: 'abc' })).body.data.items_page_by_column_values.items.length;
    await create('One', { values: JSON.stringify({ text_mkd3: 'abc' }) });
    expect(await find()).toBe(1);
    lab.items()[0]!.state = 'archived';
    expect(await find()).toBe(0);
    lab.site.indexLagMs = 60_000;
    await create('Two', { values: JSON.stringify({ text_mkd3: 'abc' }) });
    expect(await find()).toBe(0);
  });

  it('logs who made what, also of what was archived', async () => {
    await create('One');
    const log = '{ boards { activity_logs(user_ids: ["77001"]) { event data created_at } } }';
    const [entry] = (await send(log)).body.data.boards[0].activity_logs;
    expect(entry).toMatchObject({ event: 'create_pulse', created_at: expect.stringMatching(/^\d{17}$/) });
    expect(JSON.parse(entry.data)).toMatchObject({ pulse_id: Number(lab.items()[0]!.id), pulse_name: 'One' });
  });

  it('limits calls: by a budget for a while, by a number for a day', async () => {
    lab.faults.inject('mutation create_item', {
      kind: 'rate-limit',
      retryAfterSeconds: 17,
      resetInSeconds: 17,
    });
    const limited = await create('One');
    expect([limited.status, limited.headers.get('retry-after'), codeOf(limited)]).toEqual([
      429,
      '17',
      'COMPLEXITY_BUDGET_EXHAUSTED',
    ]);
    lab.site.dailyLimit = 0;
    expect(codeOf(await create('One'))).toBe('DAILY_LIMIT_EXCEEDED');
  });

  it('shows its boards and items to people', async () => {
    await create('One & only');
    const origin = new URL(lab.baseUrl).origin;
    const home = await (await fetch(origin)).text();
    expect(home).toContain('One &#38; only');
    expect(await (await fetch(lab.site.urlOf(lab.items()[0]!))).text()).toContain('<dt>Status</dt>');
    expect((await fetch(`${origin}/boards/1/pulses/1`)).status).toBe(404);
  });
});

import { type CreateOutcome, ProviderFailure, type TicketDraft } from '../../src/providers/contract/index.js';
import type { Fault } from '../../lab/index.js';
import {
  BOARDS,
  CREATE,
  CREATE_SUBITEM,
  CREATE_UPDATE,
  MondayHarness,
  TAG,
} from '../support/adapters/monday.harness.js';

let harness: MondayHarness;

beforeEach(async () => {
  harness = await MondayHarness.start();
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
});

const create = (...drafts: TicketDraft[]) => harness.connect().createTickets(drafts);
const kinds = (outcomes: readonly CreateOutcome[]) => outcomes.map(({ kind }) => kind);
const titles = () => harness.lab.items().map(({ name }) => name);

describe('creating tickets in monday.com', () => {
  it('takes one call for each, each with its operation id inside', async () => {
    const drafts = ['Android', 'iOS', 'Web'].map((title) => harness.draft({ title }));
    const outcomes = await create(...drafts);
    const items = harness.lab.items();
    expect(items.map(({ name }) => name)).toEqual(['Android', 'iOS', 'Web']);
    expect(items.map((item) => item.textOf('delivr'))).toEqual(drafts.map(({ operationId }) => operationId));
    expect(outcomes).toEqual(
      items.map((item, index) => ({
        kind: 'created',
        operationId: drafts[index]!.operationId,
        ticket: { remoteId: item.id, key: item.id, url: harness.lab.site.urlOf(item) },
      })),
    );
    expect(harness.lab.calls.counts()).toEqual({ [BOARDS]: 1, [CREATE]: 3 });
  });

  it('one after another on one board, whoever asks: monday.com wants no two at once', async () => {
    harness.lab.faults.latencyMs = 20;
    const [one, other] = [harness.connect(), harness.connect()];
    await Promise.all([
      one.createTickets([harness.draft(), harness.draft()]),
      other.createTickets([harness.draft()]),
    ]);
    const calls = harness.lab.calls.of(CREATE);
    expect(calls).toHaveLength(3);
    for (const [index, { at }] of calls.entries()) {
      if (index > 0) expect(at).toBeGreaterThanOrEqual(calls[index - 1]!.finishedAt!);
    }
  });

  it('writes the description as an update, once, where no column can hold it', async () => {
    harness.lab.board.removeColumn('Description');
    await create(harness.draft());
    const [item] = harness.lab.items();
    expect(item?.updates.map(({ body }) => body)).toEqual([expect.stringContaining('<h1>Notes</h1>')]);
    expect(item?.updates[0]?.body).toContain('<li>one</li>');
    expect(harness.lab.calls.count(CREATE_UPDATE)).toBe(1);
  });

  it('does so too where it is longer than a column takes', async () => {
    await create(harness.draft({ description: 'word '.repeat(500) }));
    expect(harness.lab.items()[0]?.updates).toHaveLength(1);
  });

  it('makes a missing tag once, and asks for it once', async () => {
    const connection = harness.connect();
    await connection.createTickets([harness.draft({ labels: ['release', '1.0'] })]);
    await connection.createTickets([harness.draft({ labels: ['release', '2.0'] })]);
    expect(harness.lab.site.tags.map(({ name }) => name)).toEqual(['release', '1.0', '2.0']);
    expect(harness.lab.calls.count(TAG)).toBe(3);
  });

  it('takes a dropdown for labels where there are no tags, with a label that is new', async () => {
    harness.lab.board.removeColumn('Tags');
    const labels = [{ index: 1, label: 'Release' }];
    const column = harness.lab.board.addColumn({ title: 'Labels', type: 'dropdown', labels });
    expect(kinds(await create(harness.draft({ labels: ['release', '1.2.0'] })))).toEqual(['created']);
    expect(column.labels.map(({ label }) => label)).toEqual(['Release', '1.2.0']);
    expect(harness.lab.items()[0]?.values.get(column.id)).toEqual([1, 2]);
  });

  it('leaves out labels and a due date that the board has no column for', async () => {
    harness.lab.board.removeColumn('Tags');
    harness.lab.board.removeColumn('Due date');
    const draft = harness.draft({ labels: ['release'], dueDate: '2026-12-24' });
    expect(kinds(await create(draft))).toEqual(['created']);
  });

  it('reads settings of both forms', async () => {
    harness.lab.board.settingsForm = 'legacy';
    expect(kinds(await create(harness.draft({ priority: 'hIGH' })))).toEqual(['created']);
    const { id } = harness.lab.board.columnTitled('Priority');
    expect(harness.lab.items()[0]?.values.get(id)).toBe(110);
  });

  it('makes a subitem where a parent is given, on the hidden board behind it', async () => {
    const [parent] = await create(harness.draft({ title: 'Release 1.2.0' }));
    if (parent?.kind !== 'created') throw new Error('No parent.');
    const parentKey = parent.ticket.key;
    const below = await create(harness.draft({ title: 'Web', parentKey, issueType: 'subitem' }));
    expect(kinds(below)).toEqual(['created']);
    expect(harness.lab.items().map(({ name, parent: above }) => [name, above?.name])).toEqual([
      ['Release 1.2.0', undefined],
      ['Web', 'Release 1.2.0'],
    ]);
    expect(harness.lab.calls.count(CREATE_SUBITEM)).toBe(1);
  });

  it('makes a subitem on the same board where that has several levels', async () => {
    const board = harness.lab.site.addBoard({ name: 'Levels', hierarchy: 'multi_level' });
    const [parent] = await create(harness.draft({ projectKey: board.id }));
    if (parent?.kind !== 'created') throw new Error('No parent.');
    const draft = harness.draft({ projectKey: board.id, parentKey: parent.ticket.key, priority: 'Low' });
    expect(kinds(await create(draft))).toEqual(['created']);
    expect(harness.lab.items(board.id).map((item) => item.textOf('delivr'))).toContain(draft.operationId);
  });
});

describe('what monday.com, or the adapter for it, refuses', () => {
  it.each([
    [{ issueType: 'Epic' }, 'issue_type'],
    [{ issueType: 'Subitem' }, 'parent_item_id'],
    [{ issueType: 'Item', parentKey: '19000001' }, 'parent_item_id'],
    [{ parentKey: '4711' }, 'parent_item_id'],
    [{ parentKey: '../1' }, 'parent_item_id'],
    [{ projectKey: '4711' }, 'board_id'],
    [{ projectKey: '../me' }, 'board_id'],
    [{ priority: 'Huge' }, 'priority'],
    [{ assignee: 'ann' }, 'assignee'],
    [{ title: ' ' }, 'item_name'],
    [{ title: 'x'.repeat(256) }, 'item_name'],
    [{ customFields: { nowhere: 'x' } }, 'nowhere'],
  ] as const)('is found without sending: %j', async (parts, path) => {
    const [outcome] = await create(harness.draft(parts));
    expect(outcome).toMatchObject({ kind: 'rejected', error: { tookEffect: 'no' } });
    if (outcome?.kind === 'rejected') expect(outcome.error.fields.map((field) => field.path)).toEqual([path]);
    expect(harness.lab.calls.count(CREATE)).toBe(0);
  });

  it('is passed on with its words and its column', async () => {
    const { id } = harness.lab.board.columnTitled('Due date');
    const [outcome] = await create(harness.draft({ customFields: { [id]: { date: 'tomorrow' } } }));
    expect(outcome).toMatchObject({
      kind: 'rejected',
      error: {
        failure: ProviderFailure.REJECTED,
        message: 'A date is written as YYYY-MM-DD.',
        fields: [{ path: id }],
      },
    });
  });

  it('is never a matter of what is remembered of the board', async () => {
    const connection = harness.connect();
    await connection.createTickets([harness.draft()]);
    const priority = harness.lab.board.columnTitled('Priority');
    priority.labels.push({ index: 111, label: 'Urgent', isDone: false, isDeactivated: false });
    expect(kinds(await connection.createTickets([harness.draft({ priority: 'Urgent' })]))).toEqual([
      'created',
    ]);
  });

  it('because the board was changed meanwhile is tried again, under a key of its own', async () => {
    const connection = harness.connect();
    await connection.createTickets([harness.draft()]);
    harness.lab.board.removeColumn('Description');
    const draft = harness.draft({ title: 'Again' });
    const outcomes = await connection.createTickets([draft]);
    expect(outcomes).toMatchObject([{ kind: 'notCreated', error: { failure: ProviderFailure.UNAVAILABLE } }]);
    expect(kinds(await connection.createTickets([{ ...draft, generation: 1 }]))).toEqual(['created']);
    expect(titles().filter((title) => title === 'Again')).toHaveLength(1);
  });

  it('where the account may only look', async () => {
    harness.lab.board.access = 'view';
    expect(await create(harness.draft())).toMatchObject([
      { kind: 'rejected', error: { failure: ProviderFailure.FORBIDDEN } },
    ]);
    expect(harness.lab.calls.count(CREATE)).toBe(0);
  });
});

describe('sending the same again to monday.com', () => {
  it('makes nothing twice, and tells the ticket that was made', async () => {
    const draft = harness.draft();
    harness.lab.faults.inject(CREATE, { kind: 'drop-after-commit' });
    expect(kinds(await create(draft))).toEqual(['uncertain']);
    const [again] = await create(draft);
    expect(again).toMatchObject({ kind: 'created', ticket: { remoteId: harness.lab.items()[0]?.id } });
    expect(harness.lab.items()).toHaveLength(1);
  });

  it('adds the description that the first time did not come to', async () => {
    harness.lab.board.removeColumn('Description');
    const draft = harness.draft();
    harness.lab.faults.inject(CREATE, { kind: 'drop-after-commit' });
    await create(draft);
    await create(draft);
    await create(draft);
    expect(harness.lab.items().map(({ updates }) => updates.length)).toEqual([1]);
  });

  it('after a refusal that nobody heard of, tries once more under another key, and finds that one again', async () => {
    const { id } = harness.lab.board.columnTitled('Due date');
    const wrong = harness.draft({ customFields: { [id]: { date: 'never' } } });
    harness.lab.faults.inject(CREATE, { kind: 'drop-after-commit' });
    expect(kinds(await create(wrong))).toEqual(['uncertain']);
    const mended = { ...wrong, customFields: { [id]: '2026-12-24' } };
    harness.lab.faults.inject(CREATE, { kind: 'drop-after-commit' }, { skip: 1 });
    expect(kinds(await create(mended))).toEqual(['uncertain']);
    expect(kinds(await create(mended))).toEqual(['created']);
    expect(harness.lab.items()).toHaveLength(1);
  });

  it('where refusals are not remembered: as if nothing had been', async () => {
    harness.lab.site.idempotencyCache.cachesErrors = false;
    const { id } = harness.lab.board.columnTitled('Due date');
    const wrong = harness.draft({ customFields: { [id]: { date: 'never' } } });
    expect(kinds(await create(wrong))).toEqual(['rejected']);
    const mended = { ...wrong, customFields: { [id]: '2026-12-24' }, generation: 1 };
    expect(kinds(await create(mended))).toEqual(['created']);
    expect(harness.lab.items()).toHaveLength(1);
  });
});

describe('what became of a ticket when monday.com does not say "created"', () => {
  const daily = { kind: 'rate-limit', limiter: 'daily' } as const;
  const cases: readonly [string, Fault, string, ProviderFailure][] = [
    ['429', { kind: 'rate-limit', retryAfterSeconds: 7 }, 'notCreated', ProviderFailure.RATE_LIMITED],
    ['the daily limit', daily, 'notCreated', ProviderFailure.RATE_LIMITED],
    ['423', { kind: 'server-error', status: 423 }, 'notCreated', ProviderFailure.UNAVAILABLE],
    ['401', { kind: 'token-revoked' }, 'notCreated', ProviderFailure.UNAUTHENTICATED],
    ['403', { kind: 'server-error', status: 403 }, 'rejected', ProviderFailure.FORBIDDEN],
    ['the same key at work', { kind: 'server-error', status: 409 }, 'uncertain', ProviderFailure.UNAVAILABLE],
    ['408', { kind: 'server-error', status: 408 }, 'uncertain', ProviderFailure.UNAVAILABLE],
    ['500', { kind: 'server-error', status: 500 }, 'uncertain', ProviderFailure.UNAVAILABLE],
    [
      '503 as a page',
      { kind: 'server-error', status: 503, body: 'html' },
      'uncertain',
      ProviderFailure.UNAVAILABLE,
    ],
    ['a redirect', { kind: 'redirect' }, 'uncertain', ProviderFailure.UNEXPECTED],
    ['a page', { kind: 'html-page' }, 'uncertain', ProviderFailure.UNEXPECTED],
    ['half an answer', { kind: 'bad-json' }, 'uncertain', ProviderFailure.UNEXPECTED],
    ['a reset', { kind: 'drop-before-commit' }, 'uncertain', ProviderFailure.UNAVAILABLE],
    ['silence', { kind: 'hang-before-commit' }, 'uncertain', ProviderFailure.UNAVAILABLE],
  ];

  it.each(cases)('%s', async (_, fault, kind, failure) => {
    harness.lab.faults.inject(CREATE, fault);
    expect(await create(harness.draft())).toEqual([
      { kind, operationId: expect.any(String), error: expect.objectContaining({ failure }) },
    ]);
    expect(harness.lab.calls.count(CREATE)).toBe(1);
  });

  it('a pause for the one is a pause for the others: they are not sent', async () => {
    harness.lab.faults.inject(CREATE, { kind: 'rate-limit', retryAfterSeconds: 7 });
    const outcomes = await create(harness.draft(), harness.draft(), harness.draft());
    expect(kinds(outcomes)).toEqual(['notCreated', 'notCreated', 'notCreated']);
    expect(harness.lab.calls.count(CREATE)).toBe(1);
  });

  it('a used-up day ends at midnight, by monday.com’s own clock', async () => {
    harness.lab.clockOffsetMs = Date.parse('2031-02-28T23:00:00Z') - Date.now();
    harness.lab.site.dailyLimit = 1;
    const [outcome] = await create(harness.draft());
    expect(outcome).toMatchObject({ kind: 'notCreated', error: { failure: ProviderFailure.RATE_LIMITED } });
    const seconds = outcome?.kind === 'notCreated' ? outcome.error.retryAfterSeconds! : 0;
    expect(Math.abs(seconds - 3_600)).toBeLessThan(60);
    expect(outcome?.kind === 'notCreated' && outcome.error.message).toMatch(
      /in a day are used up.*00:00 UTC/,
    );
  });

  it('without its description, where that fails for now: to be looked for and completed', async () => {
    harness.lab.board.removeColumn('Description');
    harness.lab.faults.inject(CREATE_UPDATE, { kind: 'server-error', status: 503 });
    const draft = harness.draft();
    const lookup = harness.lookup(draft);
    expect(kinds(await create(draft))).toEqual(['uncertain']);
    const found = await harness.connect().findTickets([lookup]);
    expect(found.get(draft.operationId)).toMatchObject({ kind: 'found' });
    expect(harness.lab.items()[0]?.updates).toHaveLength(1);
  });

  it('without its description, where nobody could find it again: made all the same', async () => {
    harness.lab.board.removeColumn('Description');
    harness.lab.board.removeColumn('delivr');
    harness.lab.faults.inject(CREATE_UPDATE, { kind: 'server-error', status: 503 });
    expect(kinds(await create(harness.draft()))).toEqual(['created']);
  });

  it('certainly nothing where what comes before fails', async () => {
    harness.lab.faults.inject(BOARDS, { kind: 'server-error', status: 500 }, { times: Infinity });
    expect(kinds(await create(harness.draft()))).toEqual(['notCreated']);
    expect(harness.lab.calls.count(CREATE)).toBe(0);
  });

  it('certainly nothing where monday.com cannot be reached', async () => {
    await harness.lab.down();
    expect(await create(harness.draft())).toMatchObject([
      { kind: 'notCreated', error: { failure: ProviderFailure.UNAVAILABLE, tookEffect: 'no' } },
    ]);
  });
});

import type { LookupOutcome, TicketDraft, TicketLookup } from '../../src/providers/contract/index.js';
import { BOARDS, CREATE, CREATE_SUBITEM, ITEMS, ME, MondayBench, SEARCH } from './monday.support.js';

let bench: MondayBench;

beforeEach(async () => {
  bench = await MondayBench.start();
});
afterEach(async () => {
  await bench.stop();
  expect(bench.lab.violations).toEqual([]);
});

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const MISSING = { kind: 'absent', proven: false, lookAgainAfterMs: 15 * SECOND };
const PROVEN = { ...MISSING, proven: true };
/** It may exist, but the same can be sent again. */
const REPEATABLE = { ...PROVEN, isRepeatable: true };

/** Sends a creation whose answer is lost; what is known of it afterwards. */
async function lose(
  draft: TicketDraft,
  kind: 'drop-after-commit' | 'drop-before-commit',
): Promise<TicketLookup> {
  const lookup = bench.lookup(draft);
  bench.lab.faults.inject(draft.parentKey === null ? CREATE : CREATE_SUBITEM, { kind });
  const [outcome] = await bench.connect().createTickets([draft]);
  expect(outcome?.kind).toBe('uncertain');
  return lookup;
}

async function look(lookup: TicketLookup, connection = bench.connect()): Promise<LookupOutcome | undefined> {
  return (await connection.findTickets([lookup])).get(lookup.operationId);
}

function idsOf(outcome: LookupOutcome | undefined): string[] {
  return outcome?.kind === 'found' ? outcome.tickets.map(({ remoteId }) => remoteId) : [];
}

const itemIds = () => bench.lab.items().map(({ id }) => id);

describe('a ticket of monday.com whose creation was never answered', () => {
  it('is found by the column of operation ids, in one call', async () => {
    const connection = bench.connect();
    await connection.createTickets([bench.draft()]);
    const lookup = await lose(bench.draft(), 'drop-after-commit');
    bench.lab.calls.reset();
    const item = bench.lab.items()[1]!;
    expect(await look(lookup, connection)).toEqual({
      kind: 'found',
      tickets: [{ remoteId: item.id, key: item.id, url: bench.lab.site.urlOf(item) }],
    });
    expect(bench.lab.calls.counts()).toEqual({ [SEARCH]: 1 });
  });

  it.each([0, HOUR, -HOUR])('is found while searches do not know it, clocks %i ms apart', async (apartMs) => {
    bench.lab.site.indexLagMs = HOUR;
    bench.lab.clockOffsetMs = apartMs;
    expect(idsOf(await look(await lose(bench.draft(), 'drop-after-commit')))).toEqual(itemIds());
    expect(bench.lab.calls.counts()).toMatchObject({ [ME]: 1, [ITEMS]: 1 });
  });

  it('is found where it was archived, also long after', async () => {
    const lookup = await lose(bench.draft(), 'drop-after-commit');
    bench.lab.items()[0]!.state = 'archived';
    expect(idsOf(await look(lookup))).toEqual(itemIds());
    bench.advance(HOUR);
    expect(idsOf(await look(lookup))).toEqual(itemIds());
  });

  it('is found below its parent', async () => {
    const subitems = bench.lab.site.subitemBoardOf(bench.lab.board);
    subitems.addColumn({ title: 'delivr', type: 'text' });
    await bench.connect().createTickets([bench.draft()]);
    const draft = bench.draft({ parentKey: itemIds()[0]! });
    expect(idsOf(await look(await lose(draft, 'drop-after-commit')))).toEqual([itemIds()[1]]);
  });

  it('is found with its twin, the older one first, and without what was deleted', async () => {
    const draft = bench.draft();
    await bench.connect().createTickets([draft]);
    bench.advance(HOUR);
    await bench.connect().createTickets([draft]);
    const lookup = bench.lookup(draft);
    expect(idsOf(await look(lookup))).toEqual(itemIds());
    expect(itemIds()).toHaveLength(2);
    bench.lab.items()[0]!.state = 'deleted';
    expect(idsOf(await look(lookup))).toEqual(itemIds());
  });

  it('is completed by the description that it was made without', async () => {
    bench.lab.board.removeColumn('Description');
    const lookup = await lose(bench.draft(), 'drop-after-commit');
    bench.advance(HOUR);
    expect(idsOf(await look(lookup))).toEqual(itemIds());
    expect(idsOf(await look(lookup))).toEqual(itemIds());
    expect(bench.lab.items()[0]!.updates).toHaveLength(1);
  });

  it('is looked for together with the others: calls do not grow with their number', async () => {
    const lookups = Array.from({ length: 40 }, () => bench.lookup(bench.draft()));
    const found = await bench.connect().findTickets(lookups);
    expect(found.size).toBe(40);
    // The board and its log by the same name.
    expect(bench.lab.calls.counts()).toEqual({ [BOARDS]: 2, [SEARCH]: 1, [ME]: 1 });
  });
});

describe('a ticket of monday.com that was never made', () => {
  it('may be sent again at once, as long as monday.com remembers its key', async () => {
    const draft = bench.draft();
    const lookup = await lose(draft, 'drop-before-commit');
    expect(await look(lookup)).toEqual(REPEATABLE);
    bench.advance(24 * MINUTE);
    expect(await look(lookup)).toEqual(REPEATABLE);
    expect((await bench.connect().createTickets([draft]))[0]?.kind).toBe('created');
    expect(itemIds()).toHaveLength(1);
  });

  it('is proven absent after that by three looks', async () => {
    const lookup = await lose(bench.draft(), 'drop-before-commit');
    bench.advance(26 * MINUTE);
    expect(await look(lookup)).toEqual(MISSING);
    expect(await look({ ...lookup, misses: 1 })).toEqual(MISSING);
    expect(await look({ ...lookup, misses: 2 })).toEqual(PROVEN);
  });

  it('is not proven absent by looks right after it was last sent', async () => {
    const lookup = await lose(bench.draft(), 'drop-before-commit');
    bench.advance(26 * MINUTE);
    expect(await look({ ...lookup, misses: 9, sendDeadline: bench.now() })).toMatchObject({ proven: false });
  });

  it('asks a person after that where the board has no column, ever more rarely', async () => {
    bench.lab.board.removeColumn('delivr');
    const lookup = await lose(bench.draft(), 'drop-before-commit');
    expect(await look(lookup)).toEqual(REPEATABLE);
    bench.advance(26 * MINUTE);
    const reason = expect.stringMatching(/no text column called delivr.*link it/);
    expect(await look(lookup)).toEqual({ ...MISSING, reason });
    expect(await look({ ...lookup, misses: 99 })).toMatchObject({
      proven: false,
      lookAgainAfterMs: 600 * SECOND,
    });
  });

  it('is not proven absent by a column that was added since', async () => {
    bench.lab.board.removeColumn('delivr');
    const lookup = await lose(bench.draft(), 'drop-after-commit');
    bench.advance(26 * MINUTE);
    bench.lab.board.addColumn({ title: 'delivr', type: 'text' });
    expect(await look({ ...lookup, misses: 9 })).toMatchObject({ proven: false });
    // Of another name it was another ticket of ours.
    bench.lab.items()[0]!.name = 'Something else';
    expect(await look({ ...lookup, misses: 9 })).toMatchObject({ proven: true });
  });

  it('needs one look where nothing was sent, and none can be taken without a column', async () => {
    const never = { generationSentAt: null, firstSentAt: null, sendDeadline: null };
    expect(await look(bench.lookup(bench.draft(), never))).toEqual(PROVEN);
    bench.lab.board.removeColumn('delivr');
    expect(await look(bench.lookup(bench.draft(), never))).toEqual(PROVEN);
  });

  it('needs no more where it was certain after everything that was sent: somebody said so', async () => {
    bench.lab.board.removeColumn('delivr');
    const lookup = await lose(bench.draft(), 'drop-before-commit');
    bench.advance(HOUR);
    expect(await look({ ...lookup, firstSentAt: bench.now() })).toEqual(PROVEN);
  });

  it('is never proven absent from a board that is hidden, nor sent there again', async () => {
    const lookup = await lose(bench.draft(), 'drop-after-commit');
    bench.lab.board.access = 'hidden';
    expect(await look(lookup)).toEqual(MISSING);
    bench.advance(HOUR);
    expect(await look({ ...lookup, misses: 9 })).toMatchObject({ proven: false });
  });
});

describe('a no to what was sent before', () => {
  const TOO_LATE = { customFields: { nowhere: 'x' } };

  it('speaks for all that was sent where monday.com itself refuses the content', async () => {
    const { id } = bench.lab.board.columnTitled('Due date');
    const [outcome] = await bench.connect().createTickets([bench.draft({ customFields: { [id]: 'never' } })]);
    expect(outcome).toMatchObject({ kind: 'rejected', speaksForAll: true });
  });

  it('says nothing of it where it was not even sent, or not allowed', async () => {
    const [unsent] = await bench.connect().createTickets([bench.draft(TOO_LATE)]);
    bench.lab.faults.inject(CREATE, { kind: 'server-error', status: 403 });
    const [forbidden] = await bench.connect().createTickets([bench.draft()]);
    expect([unsent?.kind, forbidden?.kind]).toEqual(['rejected', 'rejected']);
    for (const outcome of [unsent, forbidden]) expect(outcome).not.toHaveProperty('speaksForAll');
  });
});

describe('a search for second tickets of monday.com', () => {
  it('finds them on the board and below, and says nothing of a board that is gone', async () => {
    const draft = bench.draft();
    const connection = bench.connect();
    await connection.createTickets([draft]);
    const { operationId, projectKey } = draft;
    const sentAt = bench.now();
    const finds = await connection.searchTickets([
      { operationId, projectKey, sentAt },
      { operationId: bench.draft().operationId, projectKey: '4711', sentAt },
    ]);
    expect([...finds.keys()]).toEqual([operationId]);
  });
});

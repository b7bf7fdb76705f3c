import type { LookupOutcome, TicketDraft, TicketLookup } from '../../src/providers/contract/index.js';
import {
  BOARDS,
  CREATE,
  CREATE_SUBITEM,
  ITEMS,
  ME,
  MondayHarness,
  SEARCH,
} from '../support/adapters/monday.harness.js';

let harness: MondayHarness;

beforeEach(async () => {
  harness = await MondayHarness.start();
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
});

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const MISSING = { kind: 'absent', proven: false, lookupAgainAfterMs: 15 * SECOND };
const PROVEN = { ...MISSING, proven: true };
/** It may exist, but the same can be sent again. */
const REPEATABLE = { ...PROVEN, isRepeatable: true };

/** Sends a creation whose answer is lost; what is known of it afterwards. */
async function lose(
  draft: TicketDraft,
  kind: 'drop-after-commit' | 'drop-before-commit',
): Promise<TicketLookup> {
  const lookup = harness.lookup(draft);
  harness.lab.faults.inject(draft.parentKey === null ? CREATE : CREATE_SUBITEM, { kind });
  const [outcome] = await harness.connect().createTickets([draft]);
  expect(outcome?.kind).toBe('uncertain');
  return lookup;
}

async function lookUp(
  lookup: TicketLookup,
  connection = harness.connect(),
): Promise<LookupOutcome | undefined> {
  return (await connection.findTickets([lookup])).get(lookup.operationId);
}

function idsOf(outcome: LookupOutcome | undefined): string[] {
  return outcome?.kind === 'found' ? outcome.tickets.map(({ remoteId }) => remoteId) : [];
}

const itemIds = () => harness.lab.items().map(({ id }) => id);

describe('a ticket of monday.com whose creation was never answered', () => {
  it('is found by the column of operation ids, in one call', async () => {
    const connection = harness.connect();
    await connection.createTickets([harness.draft()]);
    const lookup = await lose(harness.draft(), 'drop-after-commit');
    harness.lab.calls.reset();
    const item = harness.lab.items()[1]!;
    expect(await lookUp(lookup, connection)).toEqual({
      kind: 'found',
      tickets: [{ remoteId: item.id, key: item.id, url: harness.lab.site.urlOf(item) }],
    });
    expect(harness.lab.calls.counts()).toEqual({ [SEARCH]: 1 });
  });

  it.each([0, HOUR, -HOUR])('is found while searches do not know it, clocks %i ms apart', async (apartMs) => {
    harness.lab.site.indexLagMs = HOUR;
    harness.lab.clockOffsetMs = apartMs;
    expect(idsOf(await lookUp(await lose(harness.draft(), 'drop-after-commit')))).toEqual(itemIds());
    expect(harness.lab.calls.counts()).toMatchObject({ [ME]: 1, [ITEMS]: 1 });
  });

  it('is found where it was archived, also long after', async () => {
    const lookup = await lose(harness.draft(), 'drop-after-commit');
    harness.lab.items()[0]!.state = 'archived';
    expect(idsOf(await lookUp(lookup))).toEqual(itemIds());
    harness.advance(HOUR);
    expect(idsOf(await lookUp(lookup))).toEqual(itemIds());
  });

  it('is found below its parent', async () => {
    const subitems = harness.lab.site.subitemBoardOf(harness.lab.board);
    subitems.addColumn({ title: 'delivr', type: 'text' });
    await harness.connect().createTickets([harness.draft()]);
    const draft = harness.draft({ parentKey: itemIds()[0]! });
    expect(idsOf(await lookUp(await lose(draft, 'drop-after-commit')))).toEqual([itemIds()[1]]);
  });

  it('is found with its duplicate, the older one first, and without what was deleted', async () => {
    const draft = harness.draft();
    await harness.connect().createTickets([draft]);
    harness.advance(HOUR);
    await harness.connect().createTickets([draft]);
    const lookup = harness.lookup(draft);
    expect(idsOf(await lookUp(lookup))).toEqual(itemIds());
    expect(itemIds()).toHaveLength(2);
    harness.lab.items()[0]!.state = 'deleted';
    expect(idsOf(await lookUp(lookup))).toEqual(itemIds());
  });

  it('is completed by the description that it was made without', async () => {
    harness.lab.board.removeColumn('Description');
    const lookup = await lose(harness.draft(), 'drop-after-commit');
    harness.advance(HOUR);
    expect(idsOf(await lookUp(lookup))).toEqual(itemIds());
    expect(idsOf(await lookUp(lookup))).toEqual(itemIds());
    expect(harness.lab.items()[0]!.updates).toHaveLength(1);
  });

  it('is looked for together with the others: calls do not grow with their number', async () => {
    const lookups = Array.from({ length: 40 }, () => harness.lookup(harness.draft()));
    const found = await harness.connect().findTickets(lookups);
    expect(found.size).toBe(40);
    // The board and its log by the same name.
    expect(harness.lab.calls.counts()).toEqual({ [BOARDS]: 2, [SEARCH]: 1, [ME]: 1 });
  });
});

describe('a ticket of monday.com that was never made', () => {
  it('may be sent again at once, as long as monday.com remembers its key', async () => {
    const draft = harness.draft();
    const lookup = await lose(draft, 'drop-before-commit');
    expect(await lookUp(lookup)).toEqual(REPEATABLE);
    harness.advance(24 * MINUTE);
    expect(await lookUp(lookup)).toEqual(REPEATABLE);
    expect((await harness.connect().createTickets([draft]))[0]?.kind).toBe('created');
    expect(itemIds()).toHaveLength(1);
  });

  it('is proven absent after that by three looks', async () => {
    const lookup = await lose(harness.draft(), 'drop-before-commit');
    harness.advance(26 * MINUTE);
    expect(await lookUp(lookup)).toEqual(MISSING);
    expect(await lookUp({ ...lookup, misses: 1 })).toEqual(MISSING);
    expect(await lookUp({ ...lookup, misses: 2 })).toEqual(PROVEN);
  });

  it('is not proven absent by looks right after it was last sent', async () => {
    const lookup = await lose(harness.draft(), 'drop-before-commit');
    harness.advance(26 * MINUTE);
    expect(await lookUp({ ...lookup, misses: 9, sendDeadline: harness.now() })).toMatchObject({
      proven: false,
    });
  });

  it('asks a person after that where the board has no column, ever more rarely', async () => {
    harness.lab.board.removeColumn('delivr');
    const lookup = await lose(harness.draft(), 'drop-before-commit');
    expect(await lookUp(lookup)).toEqual(REPEATABLE);
    harness.advance(26 * MINUTE);
    const reason = expect.stringMatching(/no text column called delivr.*link it/);
    expect(await lookUp(lookup)).toEqual({ ...MISSING, reason });
    expect(await lookUp({ ...lookup, misses: 99 })).toMatchObject({
      proven: false,
      lookupAgainAfterMs: 600 * SECOND,
    });
  });

  it('is not proven absent by a column that was added since', async () => {
    harness.lab.board.removeColumn('delivr');
    const lookup = await lose(harness.draft(), 'drop-after-commit');
    harness.advance(26 * MINUTE);
    harness.lab.board.addColumn({ title: 'delivr', type: 'text' });
    expect(await lookUp({ ...lookup, misses: 9 })).toMatchObject({ proven: false });
    // Of another name it was another ticket of ours.
    harness.lab.items()[0]!.name = 'Something else';
    expect(await lookUp({ ...lookup, misses: 9 })).toMatchObject({ proven: true });
  });

  it('needs one look where nothing was sent, and none can be taken without a column', async () => {
    const never = { generationSentAt: null, firstSentAt: null, sendDeadline: null };
    expect(await lookUp(harness.lookup(harness.draft(), never))).toEqual(PROVEN);
    harness.lab.board.removeColumn('delivr');
    expect(await lookUp(harness.lookup(harness.draft(), never))).toEqual(PROVEN);
  });

  it('needs no more where it was certain after everything that was sent: somebody said so', async () => {
    harness.lab.board.removeColumn('delivr');
    const lookup = await lose(harness.draft(), 'drop-before-commit');
    harness.advance(HOUR);
    expect(await lookUp({ ...lookup, firstSentAt: harness.now() })).toEqual(PROVEN);
  });

  it('is never proven absent from a board that is hidden, nor sent there again', async () => {
    const lookup = await lose(harness.draft(), 'drop-after-commit');
    harness.lab.board.access = 'hidden';
    expect(await lookUp(lookup)).toEqual(MISSING);
    harness.advance(HOUR);
    expect(await lookUp({ ...lookup, misses: 9 })).toMatchObject({ proven: false });
  });
});

describe('a no to what was sent before', () => {
  const TOO_LATE = { customFields: { nowhere: 'x' } };

  it('speaks for all that was sent where monday.com itself refuses the content', async () => {
    const { id } = harness.lab.board.columnTitled('Due date');
    const [outcome] = await harness
      .connect()
      .createTickets([harness.draft({ customFields: { [id]: { date: 'never' } } })]);
    expect(outcome).toMatchObject({ kind: 'rejected', coversEarlierAttempts: true });
  });

  it('says nothing of it where it was not even sent, or not allowed', async () => {
    const [unsent] = await harness.connect().createTickets([harness.draft(TOO_LATE)]);
    harness.lab.faults.inject(CREATE, { kind: 'server-error', status: 403 });
    const [forbidden] = await harness.connect().createTickets([harness.draft()]);
    expect([unsent?.kind, forbidden?.kind]).toEqual(['rejected', 'rejected']);
    for (const outcome of [unsent, forbidden]) expect(outcome).not.toHaveProperty('coversEarlierAttempts');
  });
});

describe('a search for second tickets of monday.com', () => {
  it('finds them on the board and below, and says nothing of a board that is gone', async () => {
    const draft = harness.draft();
    const connection = harness.connect();
    await connection.createTickets([draft]);
    const { operationId, projectKey } = draft;
    const sentAt = harness.now();
    const finds = await connection.searchTickets([
      { operationId, projectKey, sentAt },
      { operationId: harness.draft().operationId, projectKey: '4711', sentAt },
    ]);
    expect([...finds.keys()]).toEqual([operationId]);
  });
});

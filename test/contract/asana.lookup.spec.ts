import type { LookupOutcome, TicketDraft, TicketLookup } from '../../src/providers/contract/index.js';
import { AsanaBench, CREATE, LIST, TIMEOUT_MS } from './asana.support.js';

let bench: AsanaBench;

beforeEach(async () => {
  bench = await AsanaBench.start({ projects: [{}, { name: 'Other' }] });
});
afterEach(async () => {
  await bench.stop();
  expect(bench.lab.violations).toEqual([]);
});

const HOUR = 3_600_000;
const MISSING = { kind: 'absent', proven: false, lookAgainAfterMs: 5_000 };
const PROVEN = { ...MISSING, proven: true };

/** Sends a creation whose answer is lost; what is known of it afterwards. */
async function lose(
  kind: 'drop-after-commit' | 'drop-before-commit',
  draft = bench.draft(),
): Promise<TicketLookup> {
  const lookup = bench.lookup(draft.operationId, { projectKey: draft.projectKey });
  bench.lab.faults.inject(CREATE, { kind });
  const [outcome] = await bench.connect().createTickets([draft]);
  expect(outcome?.kind).toBe('uncertain');
  bench.lab.calls.reset();
  return lookup;
}

async function look(lookup: TicketLookup): Promise<LookupOutcome | undefined> {
  return (await bench.connect().findTickets([lookup])).get(lookup.operationId);
}

function advance(ms: number): void {
  bench.aheadMs += ms;
  bench.lab.clockOffsetMs += ms;
}

const gidsOf = (outcome: LookupOutcome | undefined) =>
  outcome?.kind === 'found' ? outcome.tickets.map(({ remoteId }) => remoteId) : outcome;
const all = () => bench.lab.tasks().map(({ gid }) => gid);

describe('a ticket whose creation was never answered', () => {
  it('is found among the project’s tasks, in one call, however late Asana’s search is', async () => {
    bench.lab.site.searchLagMs = HOUR;
    const lookup = await lose('drop-after-commit');
    expect(gidsOf(await look(lookup))).toEqual(all());
    expect(bench.lab.calls.counts()).toEqual({ [LIST]: 1 });
  });

  it('is proven not to be there by two misses five seconds apart, once the call can take no effect', async () => {
    const lookup = await lose('drop-before-commit');
    expect(await look(lookup)).toEqual(MISSING);
    expect(await look({ ...lookup, misses: 1 })).toEqual(MISSING);
    advance(TIMEOUT_MS + 14_000);
    expect(await look({ ...lookup, misses: 5 })).toEqual(MISSING);
    advance(1_000);
    expect(await look(lookup)).toEqual(MISSING);
    expect(await look({ ...lookup, misses: 1 })).toEqual(PROVEN);
  });

  it('is found although it took effect late', async () => {
    const draft = bench.draft();
    const lookup = bench.lookup(draft.operationId);
    bench.lab.faults.inject(CREATE, { kind: 'hang-before-commit' });
    const sending = bench.connect().createTickets([draft]);
    expect(await look(lookup)).toEqual(MISSING);
    expect((await sending)[0]?.kind).toBe('uncertain');
    await bench.connect().createTickets([draft]);
    expect(gidsOf(await look({ ...lookup, misses: 1 }))).toEqual(all());
  });

  it('is found on a later page, among what others made meanwhile', async () => {
    await bench.made(bench.connect(), 130);
    const lookup = await lose('drop-after-commit');
    expect(gidsOf(await look(lookup))).toEqual(all().slice(-1));
    expect(bench.lab.calls.counts()).toEqual({ [LIST]: 2 });
  });

  it('is looked for among what changed since alone', async () => {
    await bench.made(bench.connect(), 130);
    advance(HOUR);
    expect(gidsOf(await look(await lose('drop-after-commit')))).toEqual(all().slice(-1));
    expect(bench.lab.calls.count(LIST)).toBe(1);
  });

  it.each([
    ['behind', -HOUR, 2],
    ['ahead', HOUR, 1],
  ])('is found although Asana’s clock is %s', async (_, offset, calls) => {
    bench.lab.clockOffsetMs = offset;
    expect(gidsOf(await look(await lose('drop-after-commit')))).toEqual(all());
    expect(bench.lab.calls.count(LIST)).toBe(calls);
  });

  it('is found although it was completed, moved within the project, or edited', async () => {
    const lookup = await lose('drop-after-commit');
    const [gid] = all();
    bench.lab.setSection(gid!, 'Doing');
    bench.lab.setCompleted(gid!);
    bench.lab.task(gid!).notes = `Somebody wrote this before. ${bench.lab.task(gid!).notes.toUpperCase()}`;
    expect(gidsOf(await look(lookup))).toEqual([gid]);
  });

  it('is told of twice where it was made twice, the older one first', async () => {
    const draft = bench.draft();
    const lookup = await lose('drop-after-commit', draft);
    await bench.connect().createTickets([draft]);
    expect(gidsOf(await look(lookup))).toEqual(all());
  });

  it('proves nothing while its project is hidden or gone, and is asked for ever more rarely', async () => {
    const lookup = await lose('drop-before-commit');
    advance(60_000);
    bench.lab.project().isHidden = true;
    expect(await look({ ...lookup, misses: 3 })).toEqual(MISSING);
    expect(await look({ ...lookup, misses: 30 })).toEqual({ ...MISSING, lookAgainAfterMs: 600_000 });
    expect(await look({ ...lookup, misses: 3, projectKey: '4711' })).toEqual(MISSING);
    bench.lab.project().isHidden = false;
    expect(await look({ ...lookup, misses: 3 })).toEqual(PROVEN);
  });

  it('was never there where the project’s gid is none', async () => {
    const lookup = bench.lookup(bench.draft().operationId, { projectKey: '../users', misses: 1 });
    advance(60_000);
    expect(await look(lookup)).toEqual(PROVEN);
    expect(bench.lab.calls.total).toBe(0);
  });
});

describe('a ticket that was never sent', () => {
  const neverSent = (draft: TicketDraft, ageMs: number) =>
    bench.lookup(draft.operationId, {
      ...{ firstSentAt: null, sendDeadline: null, generationSentAt: null },
      plannedAt: new Date(bench.now().getTime() - ageMs),
    });

  it('is certainly not there after one look', async () => {
    expect(await look(neverSent(bench.draft(), HOUR))).toEqual(PROVEN);
    bench.lab.project().isHidden = true;
    expect(await look(neverSent(bench.draft(), HOUR))).toEqual(PROVEN);
  });

  it('is found where a backup forgot that it was', async () => {
    const draft = bench.draft();
    await bench.connect().createTickets([draft]);
    advance(24 * HOUR);
    expect(gidsOf(await look(neverSent(draft, 25 * HOUR)))).toEqual(all());
    const { plannedAt: _, ...unknown } = neverSent(draft, 0);
    expect(gidsOf(await look(unknown))).toEqual(all());
  });
});

describe('a look for second tickets', () => {
  it('takes a call per project, finds every one, and makes none', async () => {
    const other = bench.lab.project('Other').gid;
    const drafts = [bench.draft(), bench.draft({ projectKey: other }), bench.draft()];
    const connection = bench.connect();
    await connection.createTickets(drafts);
    await connection.createTickets([drafts[1]!]);
    bench.lab.calls.reset();
    const searches = [...drafts, bench.draft()].map(({ operationId, projectKey }) => {
      return { operationId, projectKey, sentAt: new Date(bench.now().getTime() - 1_000) };
    });
    const found = await connection.searchTickets(searches);
    expect(bench.lab.calls.counts()).toEqual({ [LIST]: 2 });
    expect(drafts.map(({ operationId }) => found.get(operationId)?.length)).toEqual([1, 2, 1]);
    expect(found.size).toBe(3);
  });
});

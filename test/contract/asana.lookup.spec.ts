import type { LookupOutcome, TicketDraft, TicketLookup } from '../../src/providers/contract/index.js';
import { AsanaHarness, CREATE, LIST, TIMEOUT_MS } from '../support/adapters/asana.harness.js';

let harness: AsanaHarness;

beforeEach(async () => {
  harness = await AsanaHarness.start({ projects: [{}, { name: 'Other' }] });
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
});

const HOUR = 3_600_000;
const MISSING = { kind: 'absent', proven: false, lookupAgainAfterMs: 5_000 };
const PROVEN = { ...MISSING, proven: true };

/** Sends a creation whose answer is lost; what is known of it afterwards. */
async function lose(
  kind: 'drop-after-commit' | 'drop-before-commit',
  draft = harness.draft(),
): Promise<TicketLookup> {
  const lookup = harness.lookup(draft.operationId, { projectKey: draft.projectKey });
  harness.lab.faults.inject(CREATE, { kind });
  const [outcome] = await harness.connect().createTickets([draft]);
  expect(outcome?.kind).toBe('uncertain');
  harness.lab.calls.reset();
  return lookup;
}

async function lookUp(lookup: TicketLookup): Promise<LookupOutcome | undefined> {
  return (await harness.connect().findTickets([lookup])).get(lookup.operationId);
}

function advance(ms: number): void {
  harness.clockSkewMs += ms;
  harness.lab.clockOffsetMs += ms;
}

const gidsOf = (outcome: LookupOutcome | undefined) =>
  outcome?.kind === 'found' ? outcome.tickets.map(({ remoteId }) => remoteId) : outcome;
const all = () => harness.lab.tasks().map(({ gid }) => gid);

describe('a ticket whose creation was never answered', () => {
  it('is found among the project’s tasks, in one call, however late Asana’s search is', async () => {
    harness.lab.site.searchLagMs = HOUR;
    const lookup = await lose('drop-after-commit');
    expect(gidsOf(await lookUp(lookup))).toEqual(all());
    expect(harness.lab.calls.counts()).toEqual({ [LIST]: 1 });
  });

  it('is proven not to be there by two misses five seconds apart, once the call can take no effect', async () => {
    const lookup = await lose('drop-before-commit');
    expect(await lookUp(lookup)).toEqual(MISSING);
    expect(await lookUp({ ...lookup, misses: 1 })).toEqual(MISSING);
    advance(TIMEOUT_MS + 14_000);
    expect(await lookUp({ ...lookup, misses: 5 })).toEqual(MISSING);
    advance(1_000);
    expect(await lookUp(lookup)).toEqual(MISSING);
    expect(await lookUp({ ...lookup, misses: 1 })).toEqual(PROVEN);
  });

  it('is found although it took effect late', async () => {
    const draft = harness.draft();
    const lookup = harness.lookup(draft.operationId);
    harness.lab.faults.inject(CREATE, { kind: 'hang-before-commit' });
    const sending = harness.connect().createTickets([draft]);
    expect(await lookUp(lookup)).toEqual(MISSING);
    expect((await sending)[0]?.kind).toBe('uncertain');
    await harness.connect().createTickets([draft]);
    expect(gidsOf(await lookUp({ ...lookup, misses: 1 }))).toEqual(all());
  });

  it('is found on a later page, among what others made meanwhile', async () => {
    await harness.createTickets(harness.connect(), 130);
    const lookup = await lose('drop-after-commit');
    expect(gidsOf(await lookUp(lookup))).toEqual(all().slice(-1));
    expect(harness.lab.calls.counts()).toEqual({ [LIST]: 2 });
  });

  it('is looked for among what changed since alone', async () => {
    await harness.createTickets(harness.connect(), 130);
    advance(HOUR);
    expect(gidsOf(await lookUp(await lose('drop-after-commit')))).toEqual(all().slice(-1));
    expect(harness.lab.calls.count(LIST)).toBe(1);
  });

  it.each([
    ['behind', -HOUR, 2],
    ['ahead', HOUR, 1],
  ])('is found although Asana’s clock is %s', async (_, offset, calls) => {
    harness.lab.clockOffsetMs = offset;
    expect(gidsOf(await lookUp(await lose('drop-after-commit')))).toEqual(all());
    expect(harness.lab.calls.count(LIST)).toBe(calls);
  });

  it('is found although it was completed, moved within the project, or edited', async () => {
    const lookup = await lose('drop-after-commit');
    const [gid] = all();
    harness.lab.setSection(gid!, 'Doing');
    harness.lab.setCompleted(gid!);
    harness.lab.task(gid!).notes =
      `Somebody wrote this before. ${harness.lab.task(gid!).notes.toUpperCase()}`;
    expect(gidsOf(await lookUp(lookup))).toEqual([gid]);
  });

  it('is told of twice where it was made twice, the older one first', async () => {
    const draft = harness.draft();
    const lookup = await lose('drop-after-commit', draft);
    await harness.connect().createTickets([draft]);
    expect(gidsOf(await lookUp(lookup))).toEqual(all());
  });

  it('proves nothing while its project is hidden or gone, and is asked for ever more rarely', async () => {
    const lookup = await lose('drop-before-commit');
    advance(60_000);
    harness.lab.project().isHidden = true;
    expect(await lookUp({ ...lookup, misses: 3 })).toEqual(MISSING);
    expect(await lookUp({ ...lookup, misses: 30 })).toEqual({ ...MISSING, lookupAgainAfterMs: 600_000 });
    expect(await lookUp({ ...lookup, misses: 3, projectKey: '4711' })).toEqual(MISSING);
    harness.lab.project().isHidden = false;
    expect(await lookUp({ ...lookup, misses: 3 })).toEqual(PROVEN);
  });

  it('was never there where the project’s gid is none', async () => {
    const lookup = harness.lookup(harness.draft().operationId, { projectKey: '../users', misses: 1 });
    advance(60_000);
    expect(await lookUp(lookup)).toEqual(PROVEN);
    expect(harness.lab.calls.total).toBe(0);
  });
});

describe('a ticket that was never sent', () => {
  const neverSent = (draft: TicketDraft, ageMs: number) =>
    harness.lookup(draft.operationId, {
      ...{ firstSentAt: null, sendDeadline: null, generationSentAt: null },
      plannedAt: new Date(harness.now().getTime() - ageMs),
    });

  it('is certainly not there after one look', async () => {
    expect(await lookUp(neverSent(harness.draft(), HOUR))).toEqual(PROVEN);
    harness.lab.project().isHidden = true;
    expect(await lookUp(neverSent(harness.draft(), HOUR))).toEqual(PROVEN);
  });

  it('is found where a backup forgot that it was', async () => {
    const draft = harness.draft();
    await harness.connect().createTickets([draft]);
    advance(24 * HOUR);
    expect(gidsOf(await lookUp(neverSent(draft, 25 * HOUR)))).toEqual(all());
    const { plannedAt: _, ...unknown } = neverSent(draft, 0);
    expect(gidsOf(await lookUp(unknown))).toEqual(all());
  });
});

describe('a look for second tickets', () => {
  it('takes a call per project, finds every one, and makes none', async () => {
    const other = harness.lab.project('Other').gid;
    const drafts = [harness.draft(), harness.draft({ projectKey: other }), harness.draft()];
    const connection = harness.connect();
    await connection.createTickets(drafts);
    await connection.createTickets([drafts[1]!]);
    harness.lab.calls.reset();
    const searches = [...drafts, harness.draft()].map(({ operationId, projectKey }) => {
      return { operationId, projectKey, sentAt: new Date(harness.now().getTime() - 1_000) };
    });
    const found = await connection.searchTickets(searches);
    expect(harness.lab.calls.counts()).toEqual({ [LIST]: 2 });
    expect(drafts.map(({ operationId }) => found.get(operationId)?.length)).toEqual([1, 2, 1]);
    expect(found.size).toBe(3);
  });
});

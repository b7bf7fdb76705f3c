import type { LookupOutcome, TicketDraft, TicketLookup } from '../../src/providers/contract/index.js';
import { aDraft, BULK, BULK_FETCH, JiraBench, SEARCH, threeDrafts } from './jira-cloud.support.js';

let bench: JiraBench;

beforeEach(async () => {
  bench = await JiraBench.start();
});
afterEach(async () => {
  await bench.stop();
  expect(bench.lab.violations).toEqual([]);
});

const SECOND = 1_000;
const HOUR = 3_600_000;
const MISSING = { kind: 'absent', proven: false, lookAgainAfterMs: 15 * SECOND };
const PROVEN = { ...MISSING, proven: true };
/** After many misses. */
const RARELY = { ...MISSING, lookAgainAfterMs: 600 * SECOND };

/** Sends a creation whose answer is lost; what is known of it afterwards. */
async function lose(
  draft: TicketDraft,
  kind: 'drop-after-commit' | 'drop-before-commit',
): Promise<TicketLookup> {
  const lookup = bench.lookup(draft.operationId, { projectKey: draft.projectKey });
  bench.lab.faults.inject(BULK, { kind });
  const [outcome] = await bench.connect().createTickets([draft]);
  expect(outcome?.kind).toBe('uncertain');
  return lookup;
}

async function look(lookup: TicketLookup): Promise<LookupOutcome | undefined> {
  return (await bench.connect().findTickets([lookup])).get(lookup.operationId);
}

function keysOf(outcome: LookupOutcome | undefined): string[] {
  return outcome?.kind === 'found' ? outcome.tickets.map(({ key }) => key) : [];
}

/** An issue of somebody else's, made that long ago. */
async function someIssue(ageMs = 0): Promise<void> {
  bench.lab.clockOffsetMs -= ageMs;
  await bench.connect().createTickets([aDraft()]);
  bench.lab.clockOffsetMs += ageMs;
}

/** More than one look reads by key. */
function manyTicketsOfOthers(): void {
  const project = bench.lab.site.project('SHOP');
  const [type, status] = [project?.types[0], project?.statuses[0]];
  if (!project || !type || !status) throw new Error('The lab has no SHOP.');
  const creator = bench.lab.addAccount('other@example.test', 'lab-token-other', 'Somebody Else');
  for (let number = 0; number < 2_100; number += 1) {
    bench.lab.site.addIssue({ project, type, status, creator, fields: { summary: `${number}` } });
  }
}

describe('a ticket whose creation was never answered', () => {
  it('is found by its label, in one call', async () => {
    const lookup = await lose(aDraft(), 'drop-after-commit');
    bench.lab.calls.reset();
    expect(await look(lookup)).toEqual({
      kind: 'found',
      tickets: [
        { remoteId: bench.lab.issue('SHOP-1').id, key: 'SHOP-1', url: `${bench.lab.baseUrl}/browse/SHOP-1` },
      ],
    });
    expect(bench.lab.calls.counts()).toEqual({ [SEARCH]: 1 });
  });

  it('is found among the newest keys while the search index lags', async () => {
    await someIssue(HOUR);
    bench.lab.indexLagMs = 60 * SECOND;
    const lookup = await lose(aDraft(), 'drop-after-commit');
    expect(keysOf(await look(lookup))).toEqual(['SHOP-2']);
    expect(bench.lab.calls.count(BULK_FETCH)).toBeGreaterThan(0);
  });

  it('is found in a project that has no older ticket', async () => {
    bench.lab.indexLagMs = 60 * SECOND;
    expect(keysOf(await look(await lose(aDraft(), 'drop-after-commit')))).toEqual(['SHOP-1']);
  });

  it('is found while the index flickers, and every time', async () => {
    await someIssue(HOUR);
    const lookup = await lose(aDraft(), 'drop-after-commit');
    bench.lab.site.indexFlickerRate = 0.5;
    for (let time = 0; time < 10; time += 1) expect(keysOf(await look(lookup))).toEqual(['SHOP-2']);
  });

  it.each([HOUR, -HOUR])('is found though the two clocks are %i ms apart', async (apartMs) => {
    await someIssue(2 * HOUR);
    bench.lab.indexLagMs = 60 * SECOND;
    bench.lab.clockOffsetMs = apartMs;
    expect(keysOf(await look(await lose(aDraft(), 'drop-after-commit')))).toEqual(['SHOP-2']);
  });

  it('is found though an old ticket has been moved in behind it', async () => {
    bench.lab.site.addProject({ key: 'OTHER' });
    await someIssue(2 * HOUR);
    bench.lab.clockOffsetMs -= HOUR;
    await bench.connect().createTickets([aDraft({ projectKey: 'OTHER' })]);
    bench.lab.clockOffsetMs += HOUR;
    const lookup = await lose(aDraft(), 'drop-after-commit');
    bench.lab.hideFromSearch('SHOP-2', 100);
    expect(bench.lab.moveIssue('OTHER-1', 'SHOP')).toBe('SHOP-3');
    expect(keysOf(await look(lookup))).toEqual(['SHOP-2']);
  });

  it('is found without any label', async () => {
    bench.lab.site.project('SHOP')?.removeField('labels');
    expect(keysOf(await look(await lose(aDraft(), 'drop-after-commit')))).toEqual(['SHOP-1']);
  });

  it('is found without any label among too many new tickets, by who made it', async () => {
    bench.lab.site.project('SHOP')?.removeField('labels');
    manyTicketsOfOthers();
    expect(keysOf(await look(await lose(aDraft(), 'drop-after-commit')))).toEqual(['SHOP-2101']);
  });

  it('is found where somebody moved it to', async () => {
    bench.lab.site.addProject({ key: 'OTHER' });
    const lookup = await lose(aDraft(), 'drop-after-commit');
    bench.lab.moveIssue('SHOP-1', 'OTHER');
    expect(keysOf(await look(lookup))).toEqual(['OTHER-1']);
  });

  it('is found more than a hundred tickets later', async () => {
    await someIssue(HOUR);
    const lookup = await lose(aDraft(), 'drop-after-commit');
    await bench.connect().createTickets(Array.from({ length: 150 }, () => aDraft()));
    const late = aDraft();
    const lateLookup = await lose(late, 'drop-after-commit');
    for (const { id } of bench.lab.issues()) bench.lab.hideFromSearch(id, 100);
    bench.lab.site.indexFlickerRate = 0;
    expect(keysOf(await look(lookup))).toEqual(['SHOP-2']);
    expect(keysOf(await look(lateLookup))).toEqual(['SHOP-153']);
  });

  it('is told apart from its neighbours when only some were made', async () => {
    const drafts = threeDrafts();
    const lookups = drafts.map(({ operationId }) => bench.lookup(operationId));
    bench.lab.faults.inject(BULK, { kind: 'drop-mid-commit', elements: 2 });
    await bench.connect().createTickets(drafts);
    const found = await bench.connect().findTickets(lookups);
    expect(drafts.map(({ operationId }) => keysOf(found.get(operationId)))).toEqual([
      ['SHOP-1'],
      ['SHOP-2'],
      [],
    ]);
    expect(found.get(drafts[2].operationId)).toEqual(MISSING);
  });

  it('is found with its twin, the older one first', async () => {
    const draft = aDraft();
    await bench.connect().createTickets([draft]);
    await bench.connect().createTickets([draft]);
    expect(keysOf(await look(bench.lookup(draft.operationId)))).toEqual(['SHOP-1', 'SHOP-2']);
  });

  it("is not somebody's copy, yet a copy is no proof that it is not there", async () => {
    const draft = aDraft();
    await bench.connect().createTickets([draft]);
    bench.lab.issue('SHOP-1').properties.clear();
    const lookup = bench.lookup(draft.operationId);
    bench.aheadMs = HOUR;
    expect(await look({ ...lookup, misses: 99 })).toEqual(RARELY);
  });
});

describe('a ticket that was never made', () => {
  it('is proven absent half a minute after its deadline, by the newest keys', async () => {
    await someIssue(HOUR);
    const lookup = await lose(aDraft(), 'drop-before-commit');
    expect(await look(lookup)).toEqual(MISSING);
    bench.aheadMs = 20 * SECOND;
    expect(await look(lookup)).toEqual(MISSING);
    bench.aheadMs = 33 * SECOND;
    expect(await look(lookup)).toEqual(PROVEN);
  });

  it('is proven absent in an empty project too', async () => {
    const lookup = await lose(aDraft(), 'drop-before-commit');
    bench.aheadMs = 33 * SECOND;
    expect(await look(lookup)).toEqual(PROVEN);
  });

  it('needs six misses and two minutes where the newest keys cannot be read to their end', async () => {
    await someIssue(HOUR);
    const lookup = await lose(aDraft(), 'drop-before-commit');
    manyTicketsOfOthers();
    bench.aheadMs = 119 * SECOND;
    expect(await look({ ...lookup, misses: 5 })).toEqual(MISSING);
    bench.aheadMs = 123 * SECOND;
    expect(await look({ ...lookup, misses: 4 })).toEqual(MISSING);
    expect(await look({ ...lookup, misses: 5 })).toEqual(PROVEN);
  });

  it('needs one look where nothing was ever sent', async () => {
    await someIssue(HOUR);
    const never = { firstSentAt: null, sendDeadline: null };
    expect(await look(bench.lookup(aDraft().operationId, never))).toEqual(PROVEN);
  });

  it('is never proven absent from a project that cannot be read, and looked for ever more rarely', async () => {
    const lookup = await lose(aDraft(), 'drop-before-commit');
    bench.lab.site.project('SHOP')?.setPermission('BROWSE_PROJECTS', false);
    bench.aheadMs = HOUR;
    expect(await look({ ...lookup, misses: 99 })).toEqual(RARELY);
  });

  it('is looked for together with the others: calls do not grow with their number', async () => {
    await someIssue(HOUR);
    bench.lab.calls.reset();
    const lookups = Array.from({ length: 40 }, () => bench.lookup(aDraft().operationId));
    const found = await bench.connect().findTickets(lookups);
    expect(found.size).toBe(40);
    expect(bench.lab.calls.counts()).toEqual({ [SEARCH]: 2, [BULK_FETCH]: 1 });
  });
});

describe('a second ticket', () => {
  const search = async (...drafts: TicketDraft[]) => {
    bench.lab.calls.reset();
    const searches = drafts.map(({ operationId, projectKey }) => {
      return { operationId, projectKey, sentAt: bench.now() };
    });
    const finds = await bench.connect().searchTickets(searches);
    return drafts.map(({ operationId }) => finds.get(operationId)?.map(({ key }) => key) ?? []);
  };

  it('is found beside the first, the older one first, by one call for all', async () => {
    const [one, other] = [aDraft(), aDraft()];
    await bench.connect().createTickets([one, other]);
    await bench.connect().createTickets([one]);
    expect(await search(one, other)).toEqual([['SHOP-1', 'SHOP-3'], ['SHOP-2']]);
    expect(bench.lab.calls.counts()).toEqual({ [SEARCH]: 1 });
  });

  it('is found without any label, by who made it, though the first was moved to where there are labels', async () => {
    bench.lab.site.project('SHOP')?.removeField('labels');
    bench.lab.site.addProject({ key: 'OTHER' });
    const draft = aDraft();
    await bench.connect().createTickets([draft]);
    await bench.connect().createTickets([draft]);
    expect(bench.lab.moveIssue('SHOP-1', 'OTHER')).toBe('OTHER-1');
    bench.lab.issue('OTHER-1').fields['labels'] = [`delivr-${draft.operationId}`];
    bench.lab.site.touched(bench.lab.issue('OTHER-1'));
    expect(await search(draft)).toEqual([['OTHER-1', 'SHOP-2']]);
  });

  it('is not seen in a project that is hidden, which is no failure, and does nothing for what is no key', async () => {
    bench.lab.site.project('SHOP')?.setPermission('BROWSE_PROJECTS', false);
    expect(await search(aDraft(), aDraft({ projectKey: '?' }))).toEqual([[], []]);
    expect(bench.lab.calls.counts()).toEqual({ [SEARCH]: 2 });
  });

  it('that cannot be looked for is told', async () => {
    bench.lab.faults.inject(SEARCH, { kind: 'server-error', status: 503 }, { times: 9 });
    await expect(search(aDraft())).rejects.toMatchObject({ failure: 'UNAVAILABLE' });
  });
});

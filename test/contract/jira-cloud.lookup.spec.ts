import type { LookupOutcome, TicketDraft, TicketLookup } from '../../src/providers/contract/index.js';
import {
  aDraft,
  BULK,
  BULK_FETCH,
  JiraCloudHarness,
  SEARCH,
  threeDrafts,
} from '../support/adapters/jira-cloud.harness.js';

let harness: JiraCloudHarness;

beforeEach(async () => {
  harness = await JiraCloudHarness.start();
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
});

const SECOND = 1_000;
const HOUR = 3_600_000;
const MISSING = { kind: 'absent', proven: false, lookupAgainAfterMs: 15 * SECOND };
const PROVEN = { ...MISSING, proven: true };
/** After many misses. */
const RARELY = { ...MISSING, lookupAgainAfterMs: 600 * SECOND };

/** Sends a creation whose answer is lost; what is known of it afterwards. */
async function lose(
  draft: TicketDraft,
  kind: 'drop-after-commit' | 'drop-before-commit',
): Promise<TicketLookup> {
  const lookup = harness.lookup(draft.operationId, { projectKey: draft.projectKey });
  harness.lab.faults.inject(BULK, { kind });
  const [outcome] = await harness.connect().createTickets([draft]);
  expect(outcome?.kind).toBe('uncertain');
  return lookup;
}

async function lookUp(lookup: TicketLookup): Promise<LookupOutcome | undefined> {
  return (await harness.connect().findTickets([lookup])).get(lookup.operationId);
}

function keysOf(outcome: LookupOutcome | undefined): string[] {
  return outcome?.kind === 'found' ? outcome.tickets.map(({ key }) => key) : [];
}

/** An issue of somebody else's, made that long ago. */
async function someIssue(ageMs = 0): Promise<void> {
  harness.lab.clockOffsetMs -= ageMs;
  await harness.connect().createTickets([aDraft()]);
  harness.lab.clockOffsetMs += ageMs;
}

/** More than one look reads by key. */
function manyTicketsOfOthers(): void {
  const project = harness.lab.site.project('SHOP');
  const [type, status] = [project?.types[0], project?.statuses[0]];
  if (!project || !type || !status) throw new Error('The lab has no SHOP.');
  const creator = harness.lab.addAccount('other@example.test', 'lab-token-other', 'Somebody Else');
  for (let number = 0; number < 2_100; number += 1) {
    harness.lab.site.addIssue({ project, type, status, creator, fields: { summary: `${number}` } });
  }
}

describe('a ticket whose creation was never answered', () => {
  it('is found by its label, in one call', async () => {
    const lookup = await lose(aDraft(), 'drop-after-commit');
    harness.lab.calls.reset();
    expect(await lookUp(lookup)).toEqual({
      kind: 'found',
      tickets: [
        {
          remoteId: harness.lab.issue('SHOP-1').id,
          key: 'SHOP-1',
          url: `${harness.lab.baseUrl}/browse/SHOP-1`,
        },
      ],
    });
    expect(harness.lab.calls.counts()).toEqual({ [SEARCH]: 1 });
  });

  it('is found among the newest keys while the search index lags', async () => {
    await someIssue(HOUR);
    harness.lab.indexLagMs = 60 * SECOND;
    const lookup = await lose(aDraft(), 'drop-after-commit');
    expect(keysOf(await lookUp(lookup))).toEqual(['SHOP-2']);
    expect(harness.lab.calls.count(BULK_FETCH)).toBeGreaterThan(0);
  });

  it('is found in a project that has no older ticket', async () => {
    harness.lab.indexLagMs = 60 * SECOND;
    expect(keysOf(await lookUp(await lose(aDraft(), 'drop-after-commit')))).toEqual(['SHOP-1']);
  });

  it('is found while the index flickers, and every time', async () => {
    await someIssue(HOUR);
    const lookup = await lose(aDraft(), 'drop-after-commit');
    harness.lab.site.indexFlickerRate = 0.5;
    for (let time = 0; time < 10; time += 1) expect(keysOf(await lookUp(lookup))).toEqual(['SHOP-2']);
  });

  it.each([HOUR, -HOUR])('is found though the two clocks are %i ms apart', async (apartMs) => {
    await someIssue(2 * HOUR);
    harness.lab.indexLagMs = 60 * SECOND;
    harness.lab.clockOffsetMs = apartMs;
    expect(keysOf(await lookUp(await lose(aDraft(), 'drop-after-commit')))).toEqual(['SHOP-2']);
  });

  it('is found though an old ticket has been moved in behind it', async () => {
    harness.lab.site.addProject({ key: 'OTHER' });
    await someIssue(2 * HOUR);
    harness.lab.clockOffsetMs -= HOUR;
    await harness.connect().createTickets([aDraft({ projectKey: 'OTHER' })]);
    harness.lab.clockOffsetMs += HOUR;
    const lookup = await lose(aDraft(), 'drop-after-commit');
    harness.lab.hideFromSearch('SHOP-2', 100);
    expect(harness.lab.moveIssue('OTHER-1', 'SHOP')).toBe('SHOP-3');
    expect(keysOf(await lookUp(lookup))).toEqual(['SHOP-2']);
  });

  it('is found without any label', async () => {
    harness.lab.site.project('SHOP')?.removeField('labels');
    expect(keysOf(await lookUp(await lose(aDraft(), 'drop-after-commit')))).toEqual(['SHOP-1']);
  });

  it('is found without any label among too many new tickets, by who made it', async () => {
    harness.lab.site.project('SHOP')?.removeField('labels');
    manyTicketsOfOthers();
    expect(keysOf(await lookUp(await lose(aDraft(), 'drop-after-commit')))).toEqual(['SHOP-2101']);
  });

  it('is found where somebody moved it to', async () => {
    harness.lab.site.addProject({ key: 'OTHER' });
    const lookup = await lose(aDraft(), 'drop-after-commit');
    harness.lab.moveIssue('SHOP-1', 'OTHER');
    expect(keysOf(await lookUp(lookup))).toEqual(['OTHER-1']);
  });

  it('is found more than a hundred tickets later', async () => {
    await someIssue(HOUR);
    const lookup = await lose(aDraft(), 'drop-after-commit');
    await harness.connect().createTickets(Array.from({ length: 150 }, () => aDraft()));
    const late = aDraft();
    const lateLookup = await lose(late, 'drop-after-commit');
    for (const { id } of harness.lab.issues()) harness.lab.hideFromSearch(id, 100);
    harness.lab.site.indexFlickerRate = 0;
    expect(keysOf(await lookUp(lookup))).toEqual(['SHOP-2']);
    expect(keysOf(await lookUp(lateLookup))).toEqual(['SHOP-153']);
  });

  it('is told apart from its neighbours when only some were made', async () => {
    const drafts = threeDrafts();
    const lookups = drafts.map(({ operationId }) => harness.lookup(operationId));
    harness.lab.faults.inject(BULK, { kind: 'drop-mid-commit', elements: 2 });
    await harness.connect().createTickets(drafts);
    const found = await harness.connect().findTickets(lookups);
    expect(drafts.map(({ operationId }) => keysOf(found.get(operationId)))).toEqual([
      ['SHOP-1'],
      ['SHOP-2'],
      [],
    ]);
    expect(found.get(drafts[2].operationId)).toEqual(MISSING);
  });

  it('is found with its duplicate, the older one first', async () => {
    const draft = aDraft();
    await harness.connect().createTickets([draft]);
    await harness.connect().createTickets([draft]);
    expect(keysOf(await lookUp(harness.lookup(draft.operationId)))).toEqual(['SHOP-1', 'SHOP-2']);
  });

  it("is not somebody's copy, yet a copy is no proof that it is not there", async () => {
    const draft = aDraft();
    await harness.connect().createTickets([draft]);
    harness.lab.issue('SHOP-1').properties.clear();
    const lookup = harness.lookup(draft.operationId);
    harness.clockSkewMs = HOUR;
    expect(await lookUp({ ...lookup, misses: 99 })).toEqual(RARELY);
  });
});

describe('a ticket that was never made', () => {
  it('is proven absent half a minute after its deadline, by the newest keys', async () => {
    await someIssue(HOUR);
    const lookup = await lose(aDraft(), 'drop-before-commit');
    expect(await lookUp(lookup)).toEqual(MISSING);
    harness.clockSkewMs = 20 * SECOND;
    expect(await lookUp(lookup)).toEqual(MISSING);
    harness.clockSkewMs = 33 * SECOND;
    expect(await lookUp(lookup)).toEqual(PROVEN);
  });

  it('is proven absent in an empty project too', async () => {
    const lookup = await lose(aDraft(), 'drop-before-commit');
    harness.clockSkewMs = 33 * SECOND;
    expect(await lookUp(lookup)).toEqual(PROVEN);
  });

  it('needs six misses and two minutes where the newest keys cannot be read to their end', async () => {
    await someIssue(HOUR);
    const lookup = await lose(aDraft(), 'drop-before-commit');
    manyTicketsOfOthers();
    harness.clockSkewMs = 119 * SECOND;
    expect(await lookUp({ ...lookup, misses: 5 })).toEqual(MISSING);
    harness.clockSkewMs = 123 * SECOND;
    expect(await lookUp({ ...lookup, misses: 4 })).toEqual(MISSING);
    expect(await lookUp({ ...lookup, misses: 5 })).toEqual(PROVEN);
  });

  it('needs one look where nothing was ever sent', async () => {
    await someIssue(HOUR);
    const never = { firstSentAt: null, sendDeadline: null };
    expect(await lookUp(harness.lookup(aDraft().operationId, never))).toEqual(PROVEN);
  });

  it('is never proven absent from a project that cannot be read, and looked for ever more rarely', async () => {
    const lookup = await lose(aDraft(), 'drop-before-commit');
    harness.lab.site.project('SHOP')?.setPermission('BROWSE_PROJECTS', false);
    harness.clockSkewMs = HOUR;
    expect(await lookUp({ ...lookup, misses: 99 })).toEqual(RARELY);
  });

  it('is looked for together with the others: calls do not grow with their number', async () => {
    await someIssue(HOUR);
    harness.lab.calls.reset();
    const lookups = Array.from({ length: 40 }, () => harness.lookup(aDraft().operationId));
    const found = await harness.connect().findTickets(lookups);
    expect(found.size).toBe(40);
    expect(harness.lab.calls.counts()).toEqual({ [SEARCH]: 2, [BULK_FETCH]: 1 });
  });
});

describe('a second ticket', () => {
  const search = async (...drafts: TicketDraft[]) => {
    harness.lab.calls.reset();
    const searches = drafts.map(({ operationId, projectKey }) => {
      return { operationId, projectKey, sentAt: harness.now() };
    });
    const finds = await harness.connect().searchTickets(searches);
    return drafts.map(({ operationId }) => finds.get(operationId)?.map(({ key }) => key) ?? []);
  };

  it('is found beside the first, the older one first, by one call for all', async () => {
    const [one, other] = [aDraft(), aDraft()];
    await harness.connect().createTickets([one, other]);
    await harness.connect().createTickets([one]);
    expect(await search(one, other)).toEqual([['SHOP-1', 'SHOP-3'], ['SHOP-2']]);
    expect(harness.lab.calls.counts()).toEqual({ [SEARCH]: 1 });
  });

  it('is found without any label, by who made it, though the first was moved to where there are labels', async () => {
    harness.lab.site.project('SHOP')?.removeField('labels');
    harness.lab.site.addProject({ key: 'OTHER' });
    const draft = aDraft();
    await harness.connect().createTickets([draft]);
    await harness.connect().createTickets([draft]);
    expect(harness.lab.moveIssue('SHOP-1', 'OTHER')).toBe('OTHER-1');
    harness.lab.issue('OTHER-1').fields['labels'] = [`delivr-${draft.operationId}`];
    harness.lab.site.recordChange(harness.lab.issue('OTHER-1'));
    expect(await search(draft)).toEqual([['OTHER-1', 'SHOP-2']]);
  });

  it('is not seen in a project that is hidden, which is no failure, and does nothing for what is no key', async () => {
    harness.lab.site.project('SHOP')?.setPermission('BROWSE_PROJECTS', false);
    expect(await search(aDraft(), aDraft({ projectKey: '?' }))).toEqual([[], []]);
    expect(harness.lab.calls.counts()).toEqual({ [SEARCH]: 2 });
  });

  it('that cannot be looked for is told', async () => {
    harness.lab.faults.inject(SEARCH, { kind: 'server-error', status: 503 }, { times: 9 });
    await expect(search(aDraft())).rejects.toMatchObject({ failure: 'UNAVAILABLE' });
  });
});

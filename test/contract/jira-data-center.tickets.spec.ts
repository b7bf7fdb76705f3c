import { randomUUID } from 'node:crypto';
import type { CreateOutcome, LookupOutcome, TicketDraft } from '../../src/providers/contract/index.js';
import { EPIC_LINK_FIELD, EPIC_NAME_FIELD } from '../../lab/jira-data-center/data-center-dialect.js';
import {
  BULK,
  JiraDataCenterHarness,
  ISSUE,
  JOIN_EPIC,
  SEARCH,
} from '../support/adapters/jira-data-center.harness.js';
import { aDraft } from '../support/adapters/jira.harness.js';

let harness: JiraDataCenterHarness;

beforeEach(async () => {
  harness = await JiraDataCenterHarness.start();
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
});

const HOUR = 3_600_000;
const shop = () => harness.lab.site.project('SHOP')!;
const create = (...drafts: TicketDraft[]) => harness.connect().createTickets(drafts);
const kinds = (outcomes: readonly CreateOutcome[]) => outcomes.map(({ kind }) => kind);

async function lookUp(draft: TicketDraft): Promise<LookupOutcome | undefined> {
  const lookup = harness.lookup(draft.operationId, { draft });
  return (await harness.connect().findTickets([lookup])).get(draft.operationId);
}

describe('epics in Jira Data Center', () => {
  it('get their name from the title where it is required, and their text as wiki text', async () => {
    expect(kinds(await create(aDraft({ description: '## What is *new*' })))).toEqual(['created']);
    expect(harness.lab.issue('SHOP-1').fields).toMatchObject({
      [EPIC_NAME_FIELD]: 'Shop 1.2.0 (web)',
      description: 'h2. What is {_}new{_}',
    });
  });

  it('get no name where that is not on the screen', async () => {
    shop().removeField(EPIC_NAME_FIELD);
    expect(kinds(await create(aDraft()))).toEqual(['created']);
  });

  it('are found by the field that they alone have, where the type is called otherwise', async () => {
    const epic = shop().types.find(({ name }) => name === 'Epic');
    if (epic) epic.name = 'Großvorhaben';
    expect(kinds(await create(aDraft()))).toEqual(['created']);
    expect(harness.lab.issue('SHOP-1').type.name).toBe('Großvorhaben');
  });
});

describe('what belongs to an epic in Jira Data Center', () => {
  const below = () => aDraft({ issueType: 'Story', parentKey: 'SHOP-1' });
  const epicOf = (key: string) => harness.lab.issue(key).fields[EPIC_LINK_FIELD];
  let epicId: string;

  beforeEach(async () => {
    await create(aDraft());
    epicId = harness.lab.issue('SHOP-1').id;
  });

  it('is linked by the creation itself, in one call', async () => {
    const connection = harness.connect();
    await connection.createTickets([below()]);
    harness.lab.calls.reset();
    expect(kinds(await connection.createTickets([below()]))).toEqual(['created']);
    expect(harness.lab.calls.counts()).toEqual({ [BULK]: 1 });
    expect(epicOf('SHOP-3')).toBe(epicId);
  });

  it.each(['SHOP-1', 'the id'])(
    'is put there afterwards where the screen has no such field: %s',
    async (name) => {
      shop().removeField(EPIC_LINK_FIELD);
      const parentKey = name === 'SHOP-1' ? name : epicId;
      expect(kinds(await create({ ...below(), parentKey }))).toEqual(['created']);
      expect(epicOf('SHOP-2')).toBe(epicId);
      expect(harness.lab.calls.count(JOIN_EPIC)).toBe(1);
    },
  );

  it('is looked for and put there later where that fails for now', async () => {
    shop().removeField(EPIC_LINK_FIELD);
    harness.lab.faults.inject(JOIN_EPIC, { kind: 'server-error', status: 500 }, { times: 2 });
    const draft = below();
    const [outcome] = await create(draft);
    expect(outcome).toMatchObject({
      kind: 'uncertain',
      error: { message: expect.stringMatching(/is there, but not yet below its epic/) },
    });
    await expect(lookUp(draft)).rejects.toMatchObject({ failure: 'UNAVAILABLE' });
    expect(await lookUp(draft)).toMatchObject({ kind: 'found', tickets: [{ key: 'SHOP-2' }] });
    expect(epicOf('SHOP-2')).toBe(epicId);
    expect(harness.lab.issues()).toHaveLength(2);
  });

  it('is made complete after a lost answer', async () => {
    shop().removeField(EPIC_LINK_FIELD);
    const draft = below();
    harness.lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    expect(kinds(await create(draft))).toEqual(['uncertain']);
    expect((await lookUp(draft))?.kind).toBe('found');
    expect(epicOf('SHOP-2')).toBe(epicId);
  });

  it('stays where it is where that is refused: the ticket is there', async () => {
    shop().removeField(EPIC_LINK_FIELD);
    shop().setPermission('EDIT_ISSUES', false);
    expect(kinds(await create(below()))).toEqual(['created']);
  });
});

describe('reading tickets from Jira Data Center', () => {
  const make = async (count: number) => {
    const drafts = Array.from({ length: count }, (_, index) => aDraft({ title: `Ticket ${index}` }));
    const outcomes = await create(...drafts);
    harness.lab.calls.reset();
    return outcomes.map((outcome) => {
      if (outcome.kind !== 'created') throw new Error(outcome.error.message);
      return outcome.ticket.remoteId;
    });
  };

  it('goes on where the answer is cut off without a word', async () => {
    const ids = await make(25);
    harness.lab.searchCap = 10;
    expect((await harness.connect().getTickets(ids)).size).toBe(25);
    expect(harness.lab.calls.counts()).toEqual({ [SEARCH]: 3 });
  });

  it('drops unknown keys, and asks for each of them by itself', async () => {
    const [id] = await make(1);
    const found = await harness.connect().getTickets([id!, '4711', 'SHOP-99', 'shop-1']);
    expect([...found.keys()].sort()).toEqual([id, 'shop-1']);
    expect(harness.lab.calls.count(ISSUE)).toBe(2);
  });

  it.each(['9.12.1', '10.3.24'])('leaves out what version %s hides, and no other', async (version) => {
    await harness.stop();
    harness = await JiraDataCenterHarness.start({ version });
    const [first, second] = await make(2);
    harness.lab.hideIssue(first!);
    expect([...(await harness.connect().getTickets([first!, second!])).keys()]).toEqual([second]);
  });
});

describe('a ticket whose creation Jira Data Center never answered', () => {
  const lose = async (kind: 'drop-after-commit' | 'drop-before-commit') => {
    const draft = aDraft();
    harness.lab.faults.inject(BULK, { kind });
    expect(kinds(await create(draft))).toEqual(['uncertain']);
    harness.lab.calls.reset();
    return draft;
  };
  const someIssue = async (ageMs: number) => {
    harness.lab.clockOffsetMs -= ageMs;
    await create(aDraft());
    harness.lab.clockOffsetMs += ageMs;
  };

  it('is found by its label, and known by its property', async () => {
    const draft = await lose('drop-after-commit');
    expect(await lookUp(draft)).toMatchObject({ kind: 'found', tickets: [{ key: 'SHOP-1' }] });
    expect(harness.lab.calls.counts()).toEqual({ [SEARCH]: 1, [ISSUE]: 1 });
  });

  it('is found among the newest keys while the search index lags, in few calls', async () => {
    await someIssue(HOUR);
    harness.lab.indexLagMs = 60_000;
    const draft = await lose('drop-after-commit');
    expect(await lookUp(draft)).toMatchObject({ kind: 'found', tickets: [{ key: 'SHOP-2' }] });
    expect(harness.lab.calls.total).toBeLessThan(40);
  });

  it('is found by who made it and when, where the screen has no labels', async () => {
    shop().removeField('labels');
    const draft = await lose('drop-after-commit');
    expect(await lookUp(draft)).toMatchObject({ kind: 'found', tickets: [{ key: 'SHOP-1' }] });
  });

  it('is proven absent 30 s after the send by keys that lead nowhere', async () => {
    await someIssue(HOUR);
    const draft = await lose('drop-before-commit');
    const lookup = harness.lookup(draft.operationId);
    const first = (await harness.connect().findTickets([lookup])).get(draft.operationId);
    expect(first).toMatchObject({ kind: 'absent', proven: false });
    harness.clockSkewMs += 33_000;
    harness.lab.clockOffsetMs += 33_000;
    const second = (await harness.connect().findTickets([lookup])).get(draft.operationId);
    expect(second).toMatchObject({ kind: 'absent', proven: true });
  });

  it('is not proven absent by a Jira whose refusal names keys that lead somewhere', async () => {
    await someIssue(HOUR);
    harness.lab.indexLagMs = 60_000;
    const draft = await lose('drop-after-commit');
    harness.lab.site.unknownToSearch.add('SHOP-2');
    const outcome = await lookUp(draft);
    expect(outcome).toMatchObject({ kind: 'found', tickets: [{ key: 'SHOP-2' }] });
    const never = harness.lookup(randomUUID());
    harness.clockSkewMs += 33_000;
    harness.lab.clockOffsetMs += 33_000;
    const other = (await harness.connect().findTickets([never])).get(never.operationId);
    expect(other).toMatchObject({ kind: 'absent', proven: false });
  });
});

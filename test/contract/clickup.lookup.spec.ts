import type {
  LookupOutcome,
  PmConnection,
  TicketDraft,
  TicketLookup,
} from '../../src/providers/contract/index.js';
import {
  aDraft,
  ClickUpHarness,
  CREATE,
  LIST_TASKS,
  TEAM_TASKS,
} from '../support/adapters/clickup.harness.js';

let harness: ClickUpHarness;

beforeEach(async () => {
  harness = await ClickUpHarness.start();
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
});

/** A ticket that was made, while its answer was lost. */
async function lose(connection: PmConnection, parts: Partial<TicketDraft> = {}) {
  const draft = aDraft(parts);
  harness.lab.faults.inject(CREATE, { kind: 'drop-after-commit' });
  const [outcome] = await connection.createTickets([draft]);
  expect(outcome?.kind).toBe('uncertain');
  const lookup = harness.lookup(draft.operationId, { projectKey: draft.projectKey });
  return { task: harness.lab.tasks().at(-1)!, lookup };
}

async function lookUp(connection: PmConnection, lookup: TicketLookup): Promise<LookupOutcome> {
  const outcome = (await connection.findTickets([lookup])).get(lookup.operationId);
  if (!outcome) throw new Error('The look says nothing of it.');
  return outcome;
}

const idsOf = (outcome: LookupOutcome) =>
  outcome.kind === 'found' ? outcome.tickets.map(({ remoteId }) => remoteId) : outcome;

describe('a ticket whose answer was lost', () => {
  it('is found by the line in its text, where tags are dropped', async () => {
    harness.lab.list('901').space.makesTags = false;
    const { task, lookup } = await lose(harness.connect());
    expect([...task.tags]).toEqual([]);
    expect(idsOf(await lookUp(harness.connect(), lookup))).toEqual([task.id]);
  });

  it('is found by its tag, where somebody has rewritten its text', async () => {
    const { task, lookup } = await lose(harness.connect());
    Object.assign(task, { markdown: 'Rewritten.' });
    expect(idsOf(await lookUp(harness.connect(), lookup))).toEqual([task.id]);
  });

  it('is found below another task, closed and archived', async () => {
    const connection = harness.connect();
    const [parent] = await connection.createTickets([aDraft()]);
    const parentKey = parent?.kind === 'created' ? parent.ticket.key : null;
    const { task, lookup } = await lose(connection, { parentKey });
    expect(task.parent?.id).toBe(parentKey);
    harness.lab.setStatus(task.id, 'complete');
    harness.lab.archiveTask(task.id);
    expect(idsOf(await lookUp(connection, lookup))).toEqual([task.id]);
  });

  it('is found where it was moved to', async () => {
    harness.lab.site.addList({ id: '902', folder: 'Apps' });
    const { task, lookup } = await lose(harness.connect());
    harness.lab.moveTask(task.id, '902');
    expect(idsOf(await lookUp(harness.connect(), lookup))).toEqual([task.id]);
  });

  it('is found among many others, over all pages', async () => {
    const connection = harness.connect();
    const { task, lookup } = await lose(connection);
    for (let count = 0; count < 5; count += 1) {
      await connection.createTickets(Array.from({ length: 50 }, () => aDraft()));
    }
    harness.lab.calls.reset();
    expect(idsOf(await lookUp(connection, lookup))).toEqual([task.id]);
    expect(harness.lab.calls.counts()).toEqual({ [LIST_TASKS]: 4 });
  });

  it.each([3_600_000, -3_600_000])('is found whatever ClickUp’s clock says (%i ms off)', async (offset) => {
    harness.lab.clockOffsetMs = offset;
    const { task, lookup } = await lose(harness.connect());
    // Another process, which has never heard ClickUp's clock.
    expect(idsOf(await lookUp(harness.connect(), lookup))).toEqual([task.id]);
    harness.clockSkewMs = 600_000;
    harness.lab.clockOffsetMs += 600_000;
    expect(idsOf(await lookUp(harness.connect(), lookup))).toEqual([task.id]);
  });

  it('comes with its duplicate, the older one first', async () => {
    const connection = harness.connect();
    const { task, lookup } = await lose(connection);
    harness.lab.clockOffsetMs += 2_000;
    const [second] = await connection.createTickets([aDraft({ operationId: lookup.operationId })]);
    const duplicate = second?.kind === 'created' ? second.ticket.remoteId : null;
    expect(idsOf(await lookUp(connection, lookup))).toEqual([task.id, duplicate]);
  });

  it('is not made again while the list is behind', async () => {
    const connection = harness.connect();
    harness.lab.site.listLagMs = harness.lab.site.indexLagMs = 10_000;
    const { task, lookup } = await lose(connection);
    const pass = (ms: number) => {
      harness.clockSkewMs += ms;
      harness.lab.clockOffsetMs += ms;
    };
    for (let misses = 0; misses < 2; misses += 1) {
      const outcome = await lookUp(connection, { ...lookup, misses });
      expect(outcome).toEqual({ kind: 'absent', proven: false, lookupAgainAfterMs: 5_000 });
      pass(5_000);
    }
    pass(1_000);
    expect(idsOf(await lookUp(connection, { ...lookup, misses: 2 }))).toEqual([task.id]);
  });
});

describe('a ticket that never was', () => {
  it('is proven absent by three looks, the last one 15 s after the time was up', async () => {
    const lookup = harness.lookup(aDraft().operationId);
    const proven = async (misses: number) => {
      const outcome = await lookUp(harness.connect(), { ...lookup, misses });
      return outcome.kind === 'absent' && outcome.proven;
    };
    expect(await proven(2)).toBe(false);
    harness.clockSkewMs = 17_500;
    harness.lab.clockOffsetMs = 17_500;
    expect([await proven(1), await proven(2)]).toEqual([false, true]);
  });

  it('is not proven absent from a list that is closed to us, unless nothing was ever sent', async () => {
    const { operationId } = aDraft();
    harness.clockSkewMs = harness.lab.clockOffsetMs = 100_000;
    const firstSentAt = new Date(Date.now());
    const sent = harness.lookup(operationId, { misses: 9, firstSentAt, sendDeadline: firstSentAt });
    const neverSent = harness.lookup(operationId, { firstSentAt: null, sendDeadline: null });
    for (const close of [
      () => (harness.lab.list('901').isHidden = true),
      () => (harness.lab.list('901').isDeleted = true),
    ]) {
      close();
      expect(await lookUp(harness.connect(), sent)).toEqual({
        ...{ kind: 'absent', proven: false },
        lookupAgainAfterMs: 600_000,
      });
      expect(await lookUp(harness.connect(), neverSent)).toMatchObject({ kind: 'absent', proven: true });
      harness.lab.list('901').isHidden = false;
    }
  });

  it('is not looked for under what is no list', async () => {
    const lookup = harness.lookup(aDraft().operationId, {
      projectKey: '../x',
      firstSentAt: null,
      sendDeadline: null,
    });
    expect(await lookUp(harness.connect(), lookup)).toMatchObject({ kind: 'absent', proven: true });
    expect(harness.lab.calls.count(LIST_TASKS)).toBe(0);
  });
});

describe('a ticket of a row that says that nothing was sent', () => {
  it('is found by its tag, however long ago it was made', async () => {
    const connection = harness.connect();
    const { task, lookup } = await lose(connection);
    harness.clockSkewMs = harness.lab.clockOffsetMs = 40 * 86_400_000;
    const restored = { ...lookup, firstSentAt: null, sendDeadline: null };
    expect(idsOf(await lookUp(connection, restored))).toEqual([task.id]);
  });
});

describe('a look in ClickUp', () => {
  it('reads a list once for all that it looks for, and the workspace only for what is missing', async () => {
    const connection = harness.connect();
    const { lookup } = await lose(connection);
    harness.lab.calls.reset();
    const others = [harness.lookup(aDraft().operationId), harness.lookup(aDraft().operationId)];
    await connection.findTickets([lookup, ...others]);
    expect([harness.lab.calls.count(LIST_TASKS), harness.lab.calls.count(TEAM_TASKS)]).toEqual([2, 1]);
    harness.lab.calls.reset();
    await connection.findTickets([lookup]);
    expect(harness.lab.calls.counts()).toEqual({ [LIST_TASKS]: 2 });
  });
});

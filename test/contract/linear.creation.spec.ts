import { randomUUID } from 'node:crypto';
import { type CreateOutcome, ProviderFailure } from '../../src/providers/contract/index.js';
import {
  aDraft,
  BATCH,
  ISSUES,
  LABELS,
  LinearHarness,
  MAKE_LABEL,
  SINGLE,
  TEAMS,
} from '../support/adapters/linear.harness.js';

describe('creating tickets in Linear', () => {
  let harness: LinearHarness;
  beforeEach(async () => {
    harness = await LinearHarness.start({ teams: [{}, { key: 'OTHER' }] });
  });
  afterEach(async () => {
    const violations = [...harness.lab.violations];
    await harness.stop();
    expect(violations).toEqual([]);
  });

  const kindsOf = (outcomes: readonly CreateOutcome[]) => outcomes.map(({ kind }) => kind);
  const errorOf = (outcome: CreateOutcome | undefined) => {
    if (!outcome || outcome.kind === 'created') throw new Error('It was made.');
    return outcome.error;
  };
  const counts = () => harness.lab.calls.counts();

  describe('with an id that is taken', () => {
    it.each([200, 400] as const)('takes the ticket for its own, said with HTTP %i', async (status) => {
      harness.lab.workspace.refusalStatus = status;
      const [draft, connection] = [aDraft(), harness.connect()];
      const [first] = await connection.createTickets([draft]);
      harness.lab.calls.reset();
      expect(await connection.createTickets([{ ...draft, title: 'Renamed' }])).toEqual([first]);
      expect(counts()).toEqual({ [BATCH]: 1, [ISSUES]: 1 });
      expect(harness.lab.issues()).toHaveLength(1);
    });

    it('is the whole batch’s failure, so each is sent by itself', async () => {
      const [one, two, three] = [aDraft(), aDraft(), aDraft()];
      const connection = harness.connect();
      await connection.createTickets([two]);
      harness.lab.calls.reset();
      const outcomes = await connection.createTickets([one, two, three]);
      expect(kindsOf(outcomes)).toEqual(['created', 'created', 'created']);
      expect(counts()).toEqual({ [BATCH]: 1, [SINGLE]: 3, [ISSUES]: 1 });
      expect(
        harness.lab
          .issues()
          .map(({ id }) => id)
          .sort(),
      ).toEqual([one, two, three].map(({ operationId }) => operationId).sort());
    });

    it('takes what was moved, archived or deleted meanwhile', async () => {
      const drafts = [aDraft(), aDraft(), aDraft()];
      const connection = harness.connect();
      await connection.createTickets(drafts);
      const [moved, archived, deleted] = drafts.map(({ operationId }) => operationId);
      harness.lab.moveIssue(moved!, 'OTHER');
      harness.lab.archiveIssue(archived!);
      harness.lab.trashIssue(deleted!);
      const outcomes = await connection.createTickets(drafts);
      expect(outcomes.map((each) => each.kind === 'created' && each.ticket.key)).toEqual([
        'OTHER-1',
        'SHOP-2',
        'SHOP-3',
      ]);
    });

    it('is a person’s matter where the ticket is hidden from us', async () => {
      const draft = aDraft();
      await harness.connect().createTickets([draft]);
      harness.lab.hideIssue(draft.operationId);
      const [outcome] = await harness.connect().createTickets([draft]);
      expect(outcome?.kind).toBe('rejected');
      expect(errorOf(outcome)).toMatchObject({
        failure: ProviderFailure.FORBIDDEN,
        message: expect.stringContaining(draft.operationId),
      });
    });

    it('stays uncertain where it cannot be read which ticket it is', async () => {
      const draft = aDraft();
      await harness.connect().createTickets([draft]);
      harness.lab.faults.inject(ISSUES, { kind: 'server-error', status: 500 }, { times: 9 });
      const [outcome] = await harness.connect().createTickets([draft]);
      expect(outcome?.kind).toBe('uncertain');
    });

    it('is known in capitals as well', async () => {
      const draft = aDraft();
      const connection = harness.connect();
      await connection.createTickets([draft]);
      const again = { ...draft, operationId: draft.operationId.toUpperCase() };
      expect(await connection.createTickets([again])).toMatchObject([
        { kind: 'created', operationId: again.operationId, ticket: { remoteId: draft.operationId } },
      ]);
    });
  });

  describe('labels', () => {
    it('are made at the team where they are missing, once for several tickets', async () => {
      const drafts = [aDraft({ labels: ['Release', 'ios'] }), aDraft({ labels: ['release', 'iOS'] })];
      expect(kindsOf(await harness.connect().createTickets(drafts))).toEqual(['created', 'created']);
      const made = harness.lab.workspace.labels.map(({ name, team }) => [name, team?.key]);
      expect(made).toEqual([
        ['Release', 'SHOP'],
        ['ios', 'SHOP'],
      ]);
      for (const { labelIds } of harness.lab.issues()) expect(labelIds).toHaveLength(2);
    });

    it('of several tickets are looked up together', async () => {
      const names = ['web', 'ios', 'android'];
      for (const name of names) harness.lab.workspace.addLabel(name);
      await harness.connect().createTickets(names.map((name) => aDraft({ labels: [name, 'Web'] })));
      expect(counts()).toEqual({ [TEAMS]: 1, [LABELS]: 1, [BATCH]: 1 });
      expect(harness.lab.issues().map(({ labelIds }) => labelIds.length)).toEqual([1, 2, 2]);
    });

    it('are made once by two at the same time', async () => {
      harness.lab.faults.inject(MAKE_LABEL, { kind: 'latency', ms: 100 }, { times: 2 });
      const draft = () => [aDraft({ labels: ['release'] })];
      const outcomes = await Promise.all([
        harness.connect().createTickets(draft()),
        harness.connect().createTickets(draft()),
      ]);
      expect(kindsOf(outcomes.flat())).toEqual(['created', 'created']);
      expect(harness.lab.workspace.labels).toHaveLength(1);
      for (const { labelIds } of harness.lab.issues()) expect(labelIds).toHaveLength(1);
    });

    it('whose making was left open leave the ticket certainly unmade', async () => {
      harness.lab.faults.inject(MAKE_LABEL, { kind: 'drop-after-commit' });
      const [connection, drafts] = [harness.connect(), [aDraft({ labels: ['release'] })]];
      const [outcome] = await connection.createTickets(drafts);
      expect([outcome?.kind, errorOf(outcome).failure]).toEqual(['notCreated', ProviderFailure.UNAVAILABLE]);
      expect(counts()[BATCH]).toBeUndefined();
      expect(kindsOf(await connection.createTickets(drafts))).toEqual(['created']);
      expect(harness.lab.workspace.labels).toHaveLength(1);
    });

    it('that may not be made are refused by name, and nothing is made', async () => {
      harness.lab.workspace.mayCreateLabels = false;
      const [outcome] = await harness.connect().createTickets([aDraft({ labels: ['release'] })]);
      expect(outcome?.kind).toBe('rejected');
      expect(errorOf(outcome).fields).toEqual([
        { path: 'labelIds', message: expect.stringContaining('no label release') },
      ]);
      expect(harness.lab.issues()).toEqual([]);
    });

    it('with their group before them are those labels, and no new ones', async () => {
      const { workspace } = harness.lab;
      workspace.addLabel('Platform', { isGroup: true });
      const { id } = workspace.addLabel('iOS', { parent: 'Platform' });
      const [made, refused] = await harness
        .connect()
        .createTickets([aDraft({ labels: ['platform → ios'] }), aDraft({ labels: ['Platform → web'] })]);
      expect(made?.kind).toBe('created');
      expect(harness.lab.issues()[0]?.labelIds).toEqual([id]);
      expect(errorOf(refused).message).toMatch(/group Platform in Linear has no such label/);
      expect(workspace.labels).toHaveLength(2);
    });

    it('of no use are refused before anything is sent', async () => {
      const { workspace } = harness.lab;
      workspace.addLabel('Kind', { isGroup: true });
      for (const name of ['Bug', 'Chore']) workspace.addLabel(name, { parent: 'Kind' });
      workspace.addLabel('old', { isRetired: true });
      for (const labels of [['kind'], ['bug', 'chore'], ['OLD']]) {
        const [outcome] = await harness.connect().createTickets([aDraft({ labels })]);
        expect([labels, outcome?.kind, errorOf(outcome).fields[0]?.path]).toEqual([
          labels,
          'rejected',
          'labelIds',
        ]);
      }
      expect(counts()[BATCH]).toBeUndefined();
    });

    it('are not made for a ticket that is wrong otherwise', async () => {
      await harness.connect().createTickets([aDraft({ labels: ['release'], priority: 'Nonsense' })]);
      expect(harness.lab.workspace.labels).toEqual([]);
    });

    it('that were deleted since they were looked up are made anew', async () => {
      const connection = harness.connect();
      await connection.createTickets([aDraft({ labels: ['release'] })]);
      harness.lab.workspace.labels.length = 0;
      const outcomes = await connection.createTickets([aDraft({ labels: ['release'] }), aDraft()]);
      expect(kindsOf(outcomes)).toEqual(['created', 'created']);
      expect(harness.lab.workspace.labels).toHaveLength(1);
    });
  });

  it('asks nothing more of a tracker that limits us', async () => {
    const connection = harness.connect();
    await connection.createTickets([aDraft()]);
    harness.lab.calls.reset();
    harness.lab.faults.inject(LABELS, { kind: 'rate-limit', resetInSeconds: 30 }, { times: Infinity });
    const drafts = [aDraft({ labels: ['release'] }), aDraft({ labels: ['other'] })];
    for (const outcome of await connection.createTickets(drafts)) {
      expect([outcome.kind, errorOf(outcome).failure]).toEqual(['notCreated', ProviderFailure.RATE_LIMITED]);
    }
    expect(counts()).toEqual({ [LABELS]: 1 });
  });

  it('makes what the plan still allows, and says what it does not', async () => {
    harness.lab.workspace.issueCap = 2;
    const outcomes = await harness.connect().createTickets([aDraft(), aDraft(), aDraft()]);
    expect(kindsOf(outcomes).sort()).toEqual(['created', 'created', 'rejected']);
    expect(harness.lab.issues()).toHaveLength(2);
  });

  it('makes a team known again whose id is another one now', async () => {
    const connection = harness.connect();
    await connection.createTickets([aDraft()]);
    harness.lab.workspace.teams.splice(0, 1);
    harness.lab.workspace.addTeam({ key: 'SHOP' });
    expect(kindsOf(await connection.createTickets([aDraft()]))).toEqual(['created']);
  });

  it('takes no answer for complete that leaves a ticket out', async () => {
    const drafts = [aDraft(), aDraft()];
    harness.lab.faults.inject(BATCH, { kind: 'bad-json' });
    expect(kindsOf(await harness.connect().createTickets(drafts))).toEqual(['uncertain', 'uncertain']);
    expect(harness.lab.issues()).toHaveLength(2);
  });

  it('sends the key without Bearer, and over fifty drafts in two calls', async () => {
    const connection = harness.connect();
    const outcomes = await connection.createTickets(Array.from({ length: 51 }, () => aDraft()));
    expect(new Set(kindsOf(outcomes))).toEqual(new Set(['created']));
    expect(counts()).toEqual({ [TEAMS]: 1, [BATCH]: 2 });
  });

  it('finds by id what it cannot see any more as absent, and that proves that it may be sent again', async () => {
    const draft = aDraft();
    const connection = harness.connect();
    harness.lab.faults.inject(BATCH, { kind: 'drop-before-commit' });
    expect(kindsOf(await connection.createTickets([draft]))).toEqual(['uncertain']);
    const looks = await connection.findTickets([
      harness.lookup(draft.operationId),
      harness.lookup('no uuid'),
    ]);
    expect([...looks.values()]).toMatchObject([
      { kind: 'absent', proven: true },
      { kind: 'absent', proven: true },
    ]);
    expect(kindsOf(await connection.createTickets([draft]))).toEqual(['created']);
    const found = await connection.findTickets([harness.lookup(draft.operationId)]);
    expect(found.get(draft.operationId)).toMatchObject({ kind: 'found', tickets: [{ key: 'SHOP-1' }] });
  });

  it('reads by old identifiers, and takes the trash for gone', async () => {
    const connection = harness.connect();
    const drafts = [aDraft(), aDraft(), aDraft()];
    await connection.createTickets(drafts);
    const [moved, deleted, gone] = drafts.map(({ operationId }) => operationId);
    harness.lab.moveIssue(moved!, 'OTHER');
    harness.lab.trashIssue(deleted!);
    harness.lab.deleteIssue(gone!);
    const seen = await connection.getTickets([
      'shop-1',
      'OTHER-1',
      'SHOP-2',
      'SHOP-3',
      deleted!,
      randomUUID(),
    ]);
    expect([...seen].map(([asked, { key }]) => [asked, key])).toEqual([
      ['shop-1', 'OTHER-1'],
      ['OTHER-1', 'OTHER-1'],
    ]);
  });

  it('says why a state cannot be left, in Linear’s own words', async () => {
    const states = [
      { name: 'Triage', type: 'triage' },
      { name: 'Done', type: 'completed' },
    ];
    harness.lab.workspace.addTeam({ key: 'TRI', states, requirePriorityToLeaveTriage: true });
    const connection = harness.connect();
    const draft = aDraft({ projectKey: 'TRI' });
    await connection.createTickets([draft]);
    expect(await connection.transition!(draft.operationId, { status: 'done', fields: null })).toEqual({
      kind: 'blocked',
      status: 'Triage',
      reason: 'A priority is required to move the issue out of triage.',
      possibleStatuses: ['Done'],
      fields: [],
    });
  });
});

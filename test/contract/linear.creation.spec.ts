import { randomUUID } from 'node:crypto';
import { type CreateOutcome, ProviderFailure } from '../../src/providers/contract/index.js';
import { aDraft, BATCH, ISSUES, LABELS, LinearBench, MAKE_LABEL, SINGLE, TEAMS } from './linear.support.js';

describe('creating tickets in Linear', () => {
  let bench: LinearBench;
  beforeEach(async () => {
    bench = await LinearBench.start({ teams: [{}, { key: 'OTHER' }] });
  });
  afterEach(async () => {
    const violations = [...bench.lab.violations];
    await bench.stop();
    expect(violations).toEqual([]);
  });

  const kindsOf = (outcomes: readonly CreateOutcome[]) => outcomes.map(({ kind }) => kind);
  const errorOf = (outcome: CreateOutcome | undefined) => {
    if (!outcome || outcome.kind === 'created') throw new Error('It was made.');
    return outcome.error;
  };
  const counts = () => bench.lab.calls.counts();

  describe('with an id that is taken', () => {
    it.each([200, 400] as const)('takes the ticket for its own, said with HTTP %i', async (status) => {
      bench.lab.workspace.refusalStatus = status;
      const [draft, connection] = [aDraft(), bench.connect()];
      const [first] = await connection.createTickets([draft]);
      bench.lab.calls.reset();
      expect(await connection.createTickets([{ ...draft, title: 'Renamed' }])).toEqual([first]);
      expect(counts()).toEqual({ [BATCH]: 1, [ISSUES]: 1 });
      expect(bench.lab.issues()).toHaveLength(1);
    });

    it('is the whole batch’s failure, so each is sent by itself', async () => {
      const [one, two, three] = [aDraft(), aDraft(), aDraft()];
      const connection = bench.connect();
      await connection.createTickets([two]);
      bench.lab.calls.reset();
      const outcomes = await connection.createTickets([one, two, three]);
      expect(kindsOf(outcomes)).toEqual(['created', 'created', 'created']);
      expect(counts()).toEqual({ [BATCH]: 1, [SINGLE]: 3, [ISSUES]: 1 });
      expect(
        bench.lab
          .issues()
          .map(({ id }) => id)
          .sort(),
      ).toEqual([one, two, three].map(({ operationId }) => operationId).sort());
    });

    it('takes what was moved, archived or deleted meanwhile', async () => {
      const drafts = [aDraft(), aDraft(), aDraft()];
      const connection = bench.connect();
      await connection.createTickets(drafts);
      const [moved, archived, deleted] = drafts.map(({ operationId }) => operationId);
      bench.lab.moveIssue(moved!, 'OTHER');
      bench.lab.archiveIssue(archived!);
      bench.lab.trashIssue(deleted!);
      const outcomes = await connection.createTickets(drafts);
      expect(outcomes.map((each) => each.kind === 'created' && each.ticket.key)).toEqual([
        'OTHER-1',
        'SHOP-2',
        'SHOP-3',
      ]);
    });

    it('is a person’s matter where the ticket is hidden from us', async () => {
      const draft = aDraft();
      await bench.connect().createTickets([draft]);
      bench.lab.hideIssue(draft.operationId);
      const [outcome] = await bench.connect().createTickets([draft]);
      expect(outcome?.kind).toBe('rejected');
      expect(errorOf(outcome)).toMatchObject({
        failure: ProviderFailure.FORBIDDEN,
        message: expect.stringContaining(draft.operationId),
      });
    });

    it('stays uncertain where it cannot be read which ticket it is', async () => {
      const draft = aDraft();
      await bench.connect().createTickets([draft]);
      bench.lab.faults.inject(ISSUES, { kind: 'server-error', status: 500 }, { times: 9 });
      const [outcome] = await bench.connect().createTickets([draft]);
      expect(outcome?.kind).toBe('uncertain');
    });

    it('is known in capitals as well', async () => {
      const draft = aDraft();
      const connection = bench.connect();
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
      expect(kindsOf(await bench.connect().createTickets(drafts))).toEqual(['created', 'created']);
      const made = bench.lab.workspace.labels.map(({ name, team }) => [name, team?.key]);
      expect(made).toEqual([
        ['Release', 'SHOP'],
        ['ios', 'SHOP'],
      ]);
      for (const { labelIds } of bench.lab.issues()) expect(labelIds).toHaveLength(2);
    });

    it('of several tickets are looked up together', async () => {
      const names = ['web', 'ios', 'android'];
      for (const name of names) bench.lab.workspace.addLabel(name);
      await bench.connect().createTickets(names.map((name) => aDraft({ labels: [name, 'Web'] })));
      expect(counts()).toEqual({ [TEAMS]: 1, [LABELS]: 1, [BATCH]: 1 });
      expect(bench.lab.issues().map(({ labelIds }) => labelIds.length)).toEqual([1, 2, 2]);
    });

    it('are made once by two at the same time', async () => {
      bench.lab.faults.inject(MAKE_LABEL, { kind: 'latency', ms: 100 }, { times: 2 });
      const draft = () => [aDraft({ labels: ['release'] })];
      const outcomes = await Promise.all([
        bench.connect().createTickets(draft()),
        bench.connect().createTickets(draft()),
      ]);
      expect(kindsOf(outcomes.flat())).toEqual(['created', 'created']);
      expect(bench.lab.workspace.labels).toHaveLength(1);
      for (const { labelIds } of bench.lab.issues()) expect(labelIds).toHaveLength(1);
    });

    it('whose making was left open leave the ticket certainly unmade', async () => {
      bench.lab.faults.inject(MAKE_LABEL, { kind: 'drop-after-commit' });
      const [connection, drafts] = [bench.connect(), [aDraft({ labels: ['release'] })]];
      const [outcome] = await connection.createTickets(drafts);
      expect([outcome?.kind, errorOf(outcome).failure]).toEqual(['notCreated', ProviderFailure.UNAVAILABLE]);
      expect(counts()[BATCH]).toBeUndefined();
      expect(kindsOf(await connection.createTickets(drafts))).toEqual(['created']);
      expect(bench.lab.workspace.labels).toHaveLength(1);
    });

    it('that may not be made are refused by name, and nothing is made', async () => {
      bench.lab.workspace.mayCreateLabels = false;
      const [outcome] = await bench.connect().createTickets([aDraft({ labels: ['release'] })]);
      expect(outcome?.kind).toBe('rejected');
      expect(errorOf(outcome).fields).toEqual([
        { path: 'labelIds', message: expect.stringContaining('no label release') },
      ]);
      expect(bench.lab.issues()).toEqual([]);
    });

    it('of no use are refused before anything is sent', async () => {
      const { workspace } = bench.lab;
      workspace.addLabel('Kind', { isGroup: true });
      for (const name of ['Bug', 'Chore']) workspace.addLabel(name, { parent: 'Kind' });
      workspace.addLabel('old', { isRetired: true });
      for (const labels of [['kind'], ['bug', 'chore'], ['OLD']]) {
        const [outcome] = await bench.connect().createTickets([aDraft({ labels })]);
        expect([labels, outcome?.kind, errorOf(outcome).fields[0]?.path]).toEqual([
          labels,
          'rejected',
          'labelIds',
        ]);
      }
      expect(counts()[BATCH]).toBeUndefined();
    });

    it('are not made for a ticket that is wrong otherwise', async () => {
      await bench.connect().createTickets([aDraft({ labels: ['release'], priority: 'Nonsense' })]);
      expect(bench.lab.workspace.labels).toEqual([]);
    });

    it('that were deleted since they were looked up are made anew', async () => {
      const connection = bench.connect();
      await connection.createTickets([aDraft({ labels: ['release'] })]);
      bench.lab.workspace.labels.length = 0;
      const outcomes = await connection.createTickets([aDraft({ labels: ['release'] }), aDraft()]);
      expect(kindsOf(outcomes)).toEqual(['created', 'created']);
      expect(bench.lab.workspace.labels).toHaveLength(1);
    });
  });

  it('asks nothing more of a tracker that limits us', async () => {
    const connection = bench.connect();
    await connection.createTickets([aDraft()]);
    bench.lab.calls.reset();
    bench.lab.faults.inject(LABELS, { kind: 'rate-limit', resetInSeconds: 30 }, { times: Infinity });
    const drafts = [aDraft({ labels: ['release'] }), aDraft({ labels: ['other'] })];
    for (const outcome of await connection.createTickets(drafts)) {
      expect([outcome.kind, errorOf(outcome).failure]).toEqual(['notCreated', ProviderFailure.RATE_LIMITED]);
    }
    expect(counts()).toEqual({ [LABELS]: 1 });
  });

  it('makes what the plan still allows, and says what it does not', async () => {
    bench.lab.workspace.issueCap = 2;
    const outcomes = await bench.connect().createTickets([aDraft(), aDraft(), aDraft()]);
    expect(kindsOf(outcomes).sort()).toEqual(['created', 'created', 'rejected']);
    expect(bench.lab.issues()).toHaveLength(2);
  });

  it('makes a team known again whose id is another one now', async () => {
    const connection = bench.connect();
    await connection.createTickets([aDraft()]);
    bench.lab.workspace.teams.splice(0, 1);
    bench.lab.workspace.addTeam({ key: 'SHOP' });
    expect(kindsOf(await connection.createTickets([aDraft()]))).toEqual(['created']);
  });

  it('takes no answer for complete that leaves a ticket out', async () => {
    const drafts = [aDraft(), aDraft()];
    bench.lab.faults.inject(BATCH, { kind: 'bad-json' });
    expect(kindsOf(await bench.connect().createTickets(drafts))).toEqual(['uncertain', 'uncertain']);
    expect(bench.lab.issues()).toHaveLength(2);
  });

  it('sends the key without Bearer, and over fifty drafts in two calls', async () => {
    const connection = bench.connect();
    const outcomes = await connection.createTickets(Array.from({ length: 51 }, () => aDraft()));
    expect(new Set(kindsOf(outcomes))).toEqual(new Set(['created']));
    expect(counts()).toEqual({ [TEAMS]: 1, [BATCH]: 2 });
  });

  it('finds by id what it cannot see any more as absent, and that proves that it may be sent again', async () => {
    const draft = aDraft();
    const connection = bench.connect();
    bench.lab.faults.inject(BATCH, { kind: 'drop-before-commit' });
    expect(kindsOf(await connection.createTickets([draft]))).toEqual(['uncertain']);
    const looks = await connection.findTickets([bench.lookup(draft.operationId), bench.lookup('no uuid')]);
    expect([...looks.values()]).toMatchObject([
      { kind: 'absent', proven: true },
      { kind: 'absent', proven: true },
    ]);
    expect(kindsOf(await connection.createTickets([draft]))).toEqual(['created']);
    const found = await connection.findTickets([bench.lookup(draft.operationId)]);
    expect(found.get(draft.operationId)).toMatchObject({ kind: 'found', tickets: [{ key: 'SHOP-1' }] });
  });

  it('reads by old identifiers, and takes the trash for gone', async () => {
    const connection = bench.connect();
    const drafts = [aDraft(), aDraft(), aDraft()];
    await connection.createTickets(drafts);
    const [moved, deleted, gone] = drafts.map(({ operationId }) => operationId);
    bench.lab.moveIssue(moved!, 'OTHER');
    bench.lab.trashIssue(deleted!);
    bench.lab.deleteIssue(gone!);
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
    bench.lab.workspace.addTeam({ key: 'TRI', states, requirePriorityToLeaveTriage: true });
    const connection = bench.connect();
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

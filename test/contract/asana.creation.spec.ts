import { type CreateOutcome, ProviderFailure } from '../../src/providers/contract/index.js';
import { eventually } from '../support/eventually.js';
import { AsanaBench, CREATE, MAKE_TAG, PROJECT, TAGS, TYPEAHEAD } from './asana.support.js';

let bench: AsanaBench;

beforeEach(async () => {
  bench = await AsanaBench.start();
});
afterEach(async () => {
  await bench.stop();
  expect(bench.lab.violations).toEqual([]);
});

const kinds = (outcomes: readonly CreateOutcome[]) => outcomes.map(({ kind }) => kind);
const errorOf = (outcome: CreateOutcome | undefined) => {
  if (!outcome || outcome.kind === 'created') throw new Error('It was made.');
  return outcome.error;
};
const tagsOf = (index = 0) => bench.lab.tasks()[index]?.tags.map(({ name }) => name);

describe('a ticket in Asana', () => {
  it('asks nothing before where it has neither labels nor a priority', async () => {
    await bench.connect().createTickets([bench.draft(), bench.draft(), bench.draft()]);
    expect(bench.lab.calls.counts()).toEqual({ [CREATE]: 3 });
  });

  it('remembers the project and its tags from one release to the next', async () => {
    bench.lab.addTag('release');
    const connection = bench.connect();
    const drafts = () =>
      Array.from({ length: 3 }, () => bench.draft({ labels: ['release'], priority: 'Low' }));
    await connection.createTickets(drafts());
    expect(bench.lab.calls.counts()).toEqual({ [PROJECT]: 1, [TYPEAHEAD]: 1, [CREATE]: 3 });
    bench.lab.calls.reset();
    await connection.createTickets(drafts());
    expect(bench.lab.calls.counts()).toEqual({ [CREATE]: 3 });
  });

  it('ends its notes with whose it is, whatever the description', async () => {
    const drafts = ['', '- a list', '```\ncode'].map((description) => bench.draft({ description }));
    await bench.connect().createTickets(drafts);
    for (const { operationId } of drafts) {
      const mark = `[delivr:${operationId}]`;
      const task = bench.lab.tasks().find(({ notes }) => notes.includes(mark));
      expect(task?.notes.trimEnd().endsWith(mark)).toBe(true);
    }
  });

  it('is in the project although it is below another task', async () => {
    const connection = bench.connect();
    const [parentKey] = await bench.made(connection, 1);
    await bench.made(connection, 1, { parentKey: parentKey! });
    const below = bench.lab.tasks(bench.lab.project())[1]!;
    expect(below.parent?.gid).toBe(parentKey);
  });

  it('goes without a priority where the project has no field for it', async () => {
    const plain = bench.lab.addProject({ name: 'Plain', fields: [] });
    await bench.made(bench.connect(), 1, { projectKey: plain.gid, priority: 'High' });
    expect(bench.lab.tasks(plain)[0]?.fieldValues.size).toBe(0);
  });

  it('takes an option of its priority field that was made or renamed a moment ago', async () => {
    const connection = bench.connect();
    await bench.made(connection, 1, { priority: 'Low' });
    const field = bench.lab.project().field('Priority');
    field.options.push({ gid: '990001', name: 'Urgent', isEnabled: true });
    await bench.made(connection, 1, { priority: 'urgent' });
    expect(bench.lab.tasks()[1]?.fieldValues.get(field.gid)).toBe('990001');
    // Replaced behind our back: the same name, another option.
    field.options[2]!.isEnabled = false;
    field.options.push({ gid: '990002', name: 'Low', isEnabled: true });
    await bench.made(connection, 1, { priority: 'Low' });
    expect(bench.lab.tasks()[2]?.fieldValues.get(field.gid)).toBe('990002');
  });

  it('is refused with the priorities that there are', async () => {
    const [outcome] = await bench.connect().createTickets([bench.draft({ priority: 'Nonsense' })]);
    expect(errorOf(outcome).message).toMatch(/There are: High, Medium, Low\./);
  });

  it('is refused with Asana’s words, and the field that they name', async () => {
    const [outcome] = await bench.connect().createTickets([bench.draft({ assignee: '4711' })]);
    expect(errorOf(outcome)).toMatchObject({
      failure: ProviderFailure.REJECTED,
      message: 'Asana refused this: assignee: Unknown object: 4711.',
      fields: [{ path: 'assignee', message: 'assignee: Unknown object: 4711' }],
    });
  });

  it('is refused where custom fields need another plan', async () => {
    bench.lab.faults.inject(CREATE, { kind: 'server-error', status: 402 });
    const [outcome] = await bench.connect().createTickets([bench.draft()]);
    expect([outcome?.kind, errorOf(outcome).failure]).toEqual(['rejected', ProviderFailure.FORBIDDEN]);
    expect(errorOf(outcome).message).toMatch(/paid plans/);
  });

  it.each([
    ['unknown', '4711'],
    ['none at all', 'SHOP'],
  ])('is refused in a project that is %s, whether or not that is asked before', async (_, projectKey) => {
    const drafts = [bench.draft({ projectKey }), bench.draft({ projectKey, labels: ['release'] })];
    expect(kinds(await bench.connect().createTickets(drafts))).toEqual(['rejected', 'rejected']);
  });
});

describe('several tickets in Asana', () => {
  it('stop where Asana asks for a pause, and keep what was made', async () => {
    bench.lab.faults.inject(
      CREATE,
      { kind: 'rate-limit', retryAfterSeconds: 30 },
      { skip: 4, times: Infinity },
    );
    const drafts = Array.from({ length: 20 }, () => bench.draft());
    const outcomes = await bench.connect().createTickets(drafts);
    expect(kinds(outcomes).filter((kind) => kind === 'created')).toHaveLength(4);
    expect(new Set(kinds(outcomes))).toEqual(new Set(['created', 'notCreated']));
    for (const outcome of outcomes) {
      if (outcome.kind !== 'created') expect(outcome.error.retryAfterSeconds).toBeGreaterThan(25);
    }
    // Those that were on their way at that moment, and no more.
    expect(bench.lab.calls.count(CREATE)).toBeLessThanOrEqual(8);
  });

  it('are told apart where one answer is lost', async () => {
    bench.lab.faults.inject(CREATE, { kind: 'drop-after-commit' }, { skip: 1 });
    const outcomes = await bench.connect().createTickets([bench.draft(), bench.draft(), bench.draft()]);
    expect(kinds(outcomes).sort()).toEqual(['created', 'created', 'uncertain']);
    expect(bench.lab.tasks()).toHaveLength(3);
  });

  it('begin no later than what is sent can still be waited for', async () => {
    bench.lab.faults.latencyMs = 700;
    const drafts = Array.from({ length: 12 }, () => bench.draft());
    const outcomes = await bench.connect().createTickets(drafts);
    // Two rounds of four begin within half of the time-out.
    expect(kinds(outcomes).filter((kind) => kind === 'notCreated').length).toBeGreaterThanOrEqual(4);
    const begun = kinds(outcomes).filter((kind) => kind !== 'notCreated').length;
    await eventually(() => expect(bench.lab.tasks()).toHaveLength(begun));
  });
});

describe('labels in Asana', () => {
  it('become tags, made once however many tickets want them at a time', async () => {
    const drafts = Array.from({ length: 4 }, () => bench.draft({ labels: ['release', 'RELEASE', ' ios '] }));
    expect(new Set(kinds(await bench.connect().createTickets(drafts)))).toEqual(new Set(['created']));
    expect(bench.lab.workspace.tags.map(({ name }) => name)).toEqual(['release', 'ios']);
    expect(tagsOf(3)).toEqual(['release', 'ios']);
  });

  it('are found by their whole name, without case', async () => {
    for (const name of ['release-train', 'Release', 'prerelease']) bench.lab.addTag(name);
    await bench.made(bench.connect(), 1, { labels: ['release'] });
    expect([tagsOf(), bench.lab.workspace.tags.length]).toEqual([['Release'], 3]);
  });

  it('are not made again while Asana’s typeahead does not know them yet', async () => {
    bench.lab.site.searchLagMs = 60_000;
    for (let number = 0; number < 120; number += 1) bench.lab.addTag(`tag ${number}`);
    bench.lab.addTag('release');
    await bench.made(bench.connect(), 1, { labels: ['release'] });
    expect([tagsOf(), bench.lab.workspace.tags.length]).toEqual([['release'], 121]);
    expect(bench.lab.calls.count(TAGS)).toBe(2);
  });

  it('that may not be made refuse their ticket alone', async () => {
    bench.lab.addTag('release');
    bench.lab.workspace.allowsNewTags = false;
    const wanted = [['release'], ['other'], []].map((labels) => bench.draft({ labels }));
    const outcomes = await bench.connect().createTickets(wanted);
    expect(kinds(outcomes)).toEqual(['created', 'rejected', 'created']);
    expect(errorOf(outcomes[1])).toMatchObject({
      failure: ProviderFailure.FORBIDDEN,
      fields: [{ path: 'tags' }],
    });
    expect(errorOf(outcomes[1]).message).toMatch(/no tag other.*leave it out/);
  });

  it.each([
    ['drop-after-commit', 1],
    ['drop-before-commit', 0],
    ['bad-json', 1],
  ] as const)('whose making is lost (%s) leave no ticket behind, and are there once', async (kind, made) => {
    bench.lab.faults.inject(MAKE_TAG, { kind });
    const draft = bench.draft({ labels: ['release'] });
    const connection = bench.connect();
    expect(kinds(await connection.createTickets([draft]))).toEqual(['notCreated']);
    expect([bench.lab.tasks().length, bench.lab.workspace.tags.length]).toEqual([0, made]);
    expect(kinds(await connection.createTickets([draft]))).toEqual(['created']);
    expect([bench.lab.tasks().length, bench.lab.workspace.tags.length]).toEqual([1, 1]);
  });
});

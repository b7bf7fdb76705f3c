import { type CreateOutcome, ProviderFailure } from '../../src/providers/contract/index.js';
import { eventually } from '../support/eventually.js';
import {
  AsanaHarness,
  CREATE,
  TIMEOUT_MS,
  MAKE_TAG,
  PROJECT,
  TAGS,
  TYPEAHEAD,
} from '../support/adapters/asana.harness.js';

let harness: AsanaHarness;

beforeEach(async () => {
  harness = await AsanaHarness.start();
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
});

const kinds = (outcomes: readonly CreateOutcome[]) => outcomes.map(({ kind }) => kind);
const errorOf = (outcome: CreateOutcome | undefined) => {
  if (!outcome || outcome.kind === 'created') throw new Error('It was made.');
  return outcome.error;
};
const tagsOf = (index = 0) => harness.lab.tasks()[index]?.tags.map(({ name }) => name);

describe('a ticket in Asana', () => {
  it('asks nothing before where it has neither labels nor a priority', async () => {
    await harness.connect().createTickets([harness.draft(), harness.draft(), harness.draft()]);
    expect(harness.lab.calls.counts()).toEqual({ [CREATE]: 3 });
  });

  it('remembers the project and its tags from one release to the next', async () => {
    harness.lab.addTag('release');
    const connection = harness.connect();
    const drafts = () =>
      Array.from({ length: 3 }, () => harness.draft({ labels: ['release'], priority: 'Low' }));
    await connection.createTickets(drafts());
    expect(harness.lab.calls.counts()).toEqual({ [PROJECT]: 1, [TYPEAHEAD]: 1, [CREATE]: 3 });
    harness.lab.calls.reset();
    await connection.createTickets(drafts());
    expect(harness.lab.calls.counts()).toEqual({ [CREATE]: 3 });
  });

  it('ends its notes with whose it is, whatever the description', async () => {
    const drafts = ['', '- a list', '```\ncode'].map((description) => harness.draft({ description }));
    await harness.connect().createTickets(drafts);
    for (const { operationId } of drafts) {
      const mark = `[delivr:${operationId}]`;
      const task = harness.lab.tasks().find(({ notes }) => notes.includes(mark));
      expect(task?.notes.trimEnd().endsWith(mark)).toBe(true);
    }
  });

  it('is in the project although it is below another task', async () => {
    const connection = harness.connect();
    const [parentKey] = await harness.createTickets(connection, 1);
    await harness.createTickets(connection, 1, { parentKey: parentKey! });
    const below = harness.lab.tasks(harness.lab.project())[1]!;
    expect(below.parent?.gid).toBe(parentKey);
  });

  it('goes without a priority where the project has no field for it', async () => {
    const plain = harness.lab.addProject({ name: 'Plain', fields: [] });
    await harness.createTickets(harness.connect(), 1, { projectKey: plain.gid, priority: 'High' });
    expect(harness.lab.tasks(plain)[0]?.fieldValues.size).toBe(0);
  });

  it('takes an option of its priority field that was made or renamed a moment ago', async () => {
    const connection = harness.connect();
    await harness.createTickets(connection, 1, { priority: 'Low' });
    const field = harness.lab.project().field('Priority');
    field.options.push({ gid: '990001', name: 'Urgent', isEnabled: true });
    await harness.createTickets(connection, 1, { priority: 'urgent' });
    expect(harness.lab.tasks()[1]?.fieldValues.get(field.gid)).toBe('990001');
    // Replaced behind our back: the same name, another option.
    field.options[2]!.isEnabled = false;
    field.options.push({ gid: '990002', name: 'Low', isEnabled: true });
    await harness.createTickets(connection, 1, { priority: 'Low' });
    expect(harness.lab.tasks()[2]?.fieldValues.get(field.gid)).toBe('990002');
  });

  it('is refused with the priorities that there are', async () => {
    const [outcome] = await harness.connect().createTickets([harness.draft({ priority: 'Nonsense' })]);
    expect(errorOf(outcome).message).toMatch(/There are: High, Medium, Low\./);
  });

  it('is refused with Asana’s words, and the field that they name', async () => {
    const [outcome] = await harness.connect().createTickets([harness.draft({ assignee: '4711' })]);
    expect(errorOf(outcome)).toMatchObject({
      failure: ProviderFailure.REJECTED,
      message: 'Asana refused this: assignee: Unknown object: 4711.',
      fields: [{ path: 'assignee', message: 'assignee: Unknown object: 4711' }],
    });
  });

  it('is refused where custom fields need another plan', async () => {
    harness.lab.faults.inject(CREATE, { kind: 'server-error', status: 402 });
    const [outcome] = await harness.connect().createTickets([harness.draft()]);
    expect([outcome?.kind, errorOf(outcome).failure]).toEqual(['rejected', ProviderFailure.FORBIDDEN]);
    expect(errorOf(outcome).message).toMatch(/paid plans/);
  });

  it.each([
    ['unknown', '4711'],
    ['none at all', 'SHOP'],
  ])('is refused in a project that is %s, whether or not that is asked before', async (_, projectKey) => {
    const drafts = [harness.draft({ projectKey }), harness.draft({ projectKey, labels: ['release'] })];
    expect(kinds(await harness.connect().createTickets(drafts))).toEqual(['rejected', 'rejected']);
  });
});

describe('several tickets in Asana', () => {
  it('stop where Asana asks for a pause, and keep what was made', async () => {
    harness.lab.faults.inject(
      CREATE,
      { kind: 'rate-limit', retryAfterSeconds: 30 },
      { skip: 4, times: Infinity },
    );
    const drafts = Array.from({ length: 20 }, () => harness.draft());
    const outcomes = await harness.connect().createTickets(drafts);
    expect(kinds(outcomes).filter((kind) => kind === 'created')).toHaveLength(4);
    expect(new Set(kinds(outcomes))).toEqual(new Set(['created', 'notCreated']));
    for (const outcome of outcomes) {
      if (outcome.kind !== 'created') expect(outcome.error.retryAfterSeconds).toBeGreaterThan(25);
    }
    // Those that were on their way at that moment, and no more.
    expect(harness.lab.calls.count(CREATE)).toBeLessThanOrEqual(8);
  });

  it('are told apart where one answer is lost', async () => {
    harness.lab.faults.inject(CREATE, { kind: 'drop-after-commit' }, { skip: 1 });
    const outcomes = await harness
      .connect()
      .createTickets([harness.draft(), harness.draft(), harness.draft()]);
    expect(kinds(outcomes).sort()).toEqual(['created', 'created', 'uncertain']);
    expect(harness.lab.tasks()).toHaveLength(3);
  });

  it('begin no later than what is sent can still be waited for', async () => {
    harness.lab.faults.latencyMs = 700;
    const drafts = Array.from({ length: 12 }, () => harness.draft());
    const creating = harness.connect().createTickets(drafts);
    // Half of the time-out is over when the first four are on their way.
    await eventually(() => expect(harness.lab.calls.count(CREATE)).toBeGreaterThanOrEqual(4));
    harness.elapsedMs += TIMEOUT_MS / 2;
    const outcomes = await creating;
    expect(kinds(outcomes).filter((kind) => kind === 'notCreated').length).toBeGreaterThanOrEqual(4);
    const startedAt = kinds(outcomes).filter((kind) => kind !== 'notCreated').length;
    await eventually(() => expect(harness.lab.tasks()).toHaveLength(startedAt));
  });
});

describe('labels in Asana', () => {
  it('become tags, made once however many tickets want them at a time', async () => {
    const drafts = Array.from({ length: 4 }, () =>
      harness.draft({ labels: ['release', 'RELEASE', ' ios '] }),
    );
    expect(new Set(kinds(await harness.connect().createTickets(drafts)))).toEqual(new Set(['created']));
    expect(harness.lab.workspace.tags.map(({ name }) => name)).toEqual(['release', 'ios']);
    expect(tagsOf(3)).toEqual(['release', 'ios']);
  });

  it('are found by their whole name, without case', async () => {
    for (const name of ['release-train', 'Release', 'prerelease']) harness.lab.addTag(name);
    await harness.createTickets(harness.connect(), 1, { labels: ['release'] });
    expect([tagsOf(), harness.lab.workspace.tags.length]).toEqual([['Release'], 3]);
  });

  it('are not made again while Asana’s typeahead does not know them yet', async () => {
    harness.lab.site.searchLagMs = 60_000;
    for (let number = 0; number < 120; number += 1) harness.lab.addTag(`tag ${number}`);
    harness.lab.addTag('release');
    await harness.createTickets(harness.connect(), 1, { labels: ['release'] });
    expect([tagsOf(), harness.lab.workspace.tags.length]).toEqual([['release'], 121]);
    expect(harness.lab.calls.count(TAGS)).toBe(2);
  });

  it('that may not be made refuse their ticket alone', async () => {
    harness.lab.addTag('release');
    harness.lab.workspace.allowsNewTags = false;
    const wanted = [['release'], ['other'], []].map((labels) => harness.draft({ labels }));
    const outcomes = await harness.connect().createTickets(wanted);
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
    harness.lab.faults.inject(MAKE_TAG, { kind });
    const draft = harness.draft({ labels: ['release'] });
    const connection = harness.connect();
    expect(kinds(await connection.createTickets([draft]))).toEqual(['notCreated']);
    expect([harness.lab.tasks().length, harness.lab.workspace.tags.length]).toEqual([0, made]);
    expect(kinds(await connection.createTickets([draft]))).toEqual(['created']);
    expect([harness.lab.tasks().length, harness.lab.workspace.tags.length]).toEqual([1, 1]);
  });
});

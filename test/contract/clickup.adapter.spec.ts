import {
  type PmConnection,
  type ProviderError,
  ProviderFailure,
  TicketStatusCategory,
} from '../../src/providers/contract/index.js';
import { aDraft, BULK_STATUS, ClickUpBench, TASK, TEAM, TEAM_TASKS, USER } from './clickup.support.js';

const SPACE_LISTS = 'GET /api/v2/space/{space_id}/list';

let bench: ClickUpBench;

beforeEach(async () => {
  bench = await ClickUpBench.start();
});
afterEach(async () => {
  await bench.stop();
  expect(bench.lab.violations).toEqual([]);
});

/** What an adapter's call fails with. */
function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  return call.then(
    () => Promise.reject(new Error('It did not fail.')),
    (error: ProviderError) => error,
  );
}

async function make(connection: PmConnection, count = 1): Promise<string[]> {
  const drafts = Array.from({ length: count }, (_, index) => aDraft({ title: `Ticket ${index}` }));
  const outcomes = await connection.createTickets(drafts);
  bench.lab.calls.reset();
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'created') throw new Error(outcome.error.message);
    return outcome.ticket.remoteId;
  });
}

describe('credentials of ClickUp', () => {
  it('say who they belong to, in one call', async () => {
    await expect(bench.connect().whoAmI()).resolves.toEqual({
      remoteId: String(bench.lab.account.id),
      displayName: 'Release Bot (release.bot@clickup.lab.test)',
    });
    expect(bench.lab.calls.counts()).toEqual({ [USER]: 1 });
  });

  it('are good for a workspace that the account is in, and say which those are', async () => {
    const workspaceId = bench.lab.team.id;
    await expect(bench.connect({ workspaceId }).whoAmI()).resolves.toBeDefined();
    const error = await failureOf(bench.connect({ workspaceId: '4711' }).whoAmI());
    expect(error).toMatchObject({
      failure: ProviderFailure.FORBIDDEN,
      fields: [{ path: 'workspaceId' }],
    });
    expect(error.message).toContain(`${workspaceId} (Acme)`);
  });

  it('are not judged by a 401 about something foreign: who we are is asked first', async () => {
    const strangers = bench.lab.site.addTeam('Strangers');
    const foreign = bench.lab.site.addList({ team: 'Strangers', id: '77' });
    bench.lab.addMember('Somebody Else', 'pk_2_other', strangers);
    const error = await failureOf(bench.connect().describeProject(foreign.id));
    expect(error.failure).toBe(ProviderFailure.NOT_FOUND);
    const [outcome] = await bench.connect().createTickets([aDraft({ projectKey: foreign.id })]);
    expect(outcome).toMatchObject({ kind: 'rejected', error: { failure: ProviderFailure.NOT_FOUND } });
    expect(bench.lab.calls.count(USER)).toBe(2);
  });

  it('are asked about once for all the drafts that met a 401', async () => {
    const drafts = ['77', '78', '79'].map((projectKey) => aDraft({ projectKey }));
    const outcomes = await bench.connect().createTickets(drafts);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(bench.lab.calls.count(USER)).toBe(1);
  });

  it('leave a ticket for later where nobody can say who we are', async () => {
    bench.lab.faults.inject(USER, { kind: 'server-error', status: 500 });
    const [outcome] = await bench.connect().createTickets([aDraft({ projectKey: '77' })]);
    expect(outcome).toMatchObject({ kind: 'notCreated', error: { failure: ProviderFailure.UNAVAILABLE } });
  });
});

describe('discovery in ClickUp', () => {
  it('names lists after where they lie, those in no folder too, and leaves out what is archived or hidden', async () => {
    const { site } = bench.lab;
    site.addList({ id: '902', name: 'Bugs', folder: 'Apps' });
    site.addList({ id: '903', name: 'Bugs', space: 'Marketing' });
    site.addList({ id: '904', name: 'Old' }).isArchived = true;
    site.addList({ id: '905', name: 'Secret' }).isHidden = true;
    const projects = await bench.connect().listProjects({ search: null, first: 50 });
    expect(projects.map(({ key, name }) => [key, name])).toEqual([
      ['901', 'Product / Releases'],
      ['902', 'Product / Apps / Bugs'],
      ['903', 'Marketing / Bugs'],
    ]);
    expect(projects[0]?.url).toBe(`${bench.lab.webUrl}/${bench.lab.team.id}/v/li/901`);
    const found = await bench.connect().listProjects({ search: 'APPS / bugs', first: 50 });
    expect(found.map(({ key }) => key)).toEqual(['902']);
  });

  it('finds a list by its id at once, and reads no more spaces than it needs', async () => {
    for (const space of ['A', 'B', 'C', 'D', 'E', 'F']) bench.lab.site.addList({ space });
    const [found] = await bench.connect().listProjects({ search: '901', first: 50 });
    expect(found?.name).toBe('Product / Releases');
    expect(bench.lab.calls.total).toBeLessThan(5);
    bench.lab.calls.reset();
    expect(await bench.connect().listProjects({ search: null, first: 2 })).toHaveLength(2);
    expect(bench.lab.calls.total).toBe(6);
  });

  it('goes on where an earlier listing was cut off, and begins anew after one that was whole', async () => {
    for (const space of ['A', 'B', 'C', 'D', 'E', 'F']) bench.lab.site.addList({ space });
    const connection = bench.connect();
    const all = () => connection.listProjects({ search: null, first: 50 });
    const limited = { kind: 'rate-limit', resetInSeconds: 30 } as const;
    bench.lab.faults.inject(SPACE_LISTS, limited, { skip: 4, times: Infinity });
    expect((await failureOf(all())).failure).toBe(ProviderFailure.RATE_LIMITED);
    bench.lab.faults.clear();
    bench.lab.calls.reset();
    expect(await all()).toHaveLength(7);
    expect(bench.lab.calls.count(SPACE_LISTS)).toBe(3);
    bench.lab.site.addList({ space: 'A', name: 'New' });
    expect(await all()).toHaveLength(8);
  });

  it('remembers lists for whoever types a search, but says of none that it is not there by that', async () => {
    const connection = bench.connect();
    const search = async (text: string) =>
      (await connection.listProjects({ search: text, first: 50 })).length;
    expect(await search('rel')).toBe(1);
    bench.lab.calls.reset();
    expect(await search('rele')).toBe(1);
    expect(bench.lab.calls.count(SPACE_LISTS)).toBe(0);
    bench.lab.site.addList({ name: 'Brand new' });
    expect(await search('brand')).toBe(1);
  });

  it('keeps to the workspace that was named', async () => {
    const second = bench.lab.site.addTeam('Second');
    second.members.push(bench.lab.account);
    bench.lab.site.addList({ team: 'Second', id: '77', name: 'Other' });
    const keys = async (workspaceId?: string) => {
      const connection = bench.connect(workspaceId === undefined ? {} : { workspaceId });
      return (await connection.listProjects({ search: null, first: 50 })).map(({ key }) => key);
    };
    expect(await keys()).toEqual(['901', '77']);
    expect(await keys(second.id)).toEqual(['77']);
    expect(await keys('4711').catch((error: ProviderError) => error.failure)).toBe(ProviderFailure.NOT_FOUND);
  });

  it('describes task types with the fields that they have, and what the space has switched off', async () => {
    const { site } = bench.lab;
    const type = site.addTaskType('Release');
    const list = site.addList({
      id: '902',
      fields: [
        { id: 'f-all', name: 'Team', type: 'drop_down', options: ['Red', 'Blue'], required: true },
        { id: 'f-release', name: 'Train', taskTypes: [type.id] },
      ],
    });
    list.space.features.tags = false;
    const schema = await bench.connect().describeProject('902');
    expect(
      schema.issueTypes.map(({ name, isDefault, settableFields }) => [name, isDefault, settableFields]),
    ).toEqual([
      ['Task', true, ['f-all']],
      ['Release', false, ['f-all', 'f-release']],
    ]);
    expect(schema.issueTypes[0]).toMatchObject({
      requiredFields: [
        {
          remoteId: 'f-all',
          name: 'Team',
          type: 'drop_down',
          allowedValues: ['Red', 'Blue'],
          filledBy: null,
        },
      ],
      untakenFields: [{ field: 'LABELS', isRefused: false }],
    });
    expect(schema.statuses.map(({ name, category }) => [name, category])).toEqual([
      ['to do', TicketStatusCategory.TODO],
      ['in progress', TicketStatusCategory.IN_PROGRESS],
      ['in review', TicketStatusCategory.IN_PROGRESS],
      ['shipped', TicketStatusCategory.DONE],
      ['complete', TicketStatusCategory.DONE],
    ]);
    expect(schema.priorities).toEqual(['urgent', 'high', 'normal', 'low']);
  });

  it.each(['read', 'comment', 'edit'] as const)(
    'says that a list of the level %s takes no tasks',
    async (level) => {
      bench.lab.list('901').permissionLevel = level;
      expect((await bench.connect().describeProject('901')).missingPermissions).toEqual(['create tasks']);
    },
  );

  it('offers no tags that only say whose ticket it is', async () => {
    await make(bench.connect(), 2);
    bench.lab.list('901').space.addTag('delivr-team');
    const query = { projectKey: '901', search: 'delivr', first: 10 };
    expect(await bench.connect().searchLabels?.(query)).toEqual(['delivr-team']);
  });
});

describe('reading statuses from ClickUp', () => {
  it('takes one call for one, and one for three', async () => {
    const connection = bench.connect();
    const ids = await make(connection, 3);
    bench.lab.setStatus(ids[1]!, 'in progress');
    expect((await connection.getTickets([ids[1]!])).get(ids[1]!)).toMatchObject({ status: 'in progress' });
    const seen = await connection.getTickets(ids);
    expect([...seen.values()].map(({ status, category }) => [status, category])).toEqual([
      ['to do', TicketStatusCategory.TODO],
      ['in progress', TicketStatusCategory.IN_PROGRESS],
      ['to do', TicketStatusCategory.TODO],
    ]);
    expect(bench.lab.calls.counts()).toEqual({ [TASK]: 1, [BULK_STATUS]: 1 });
  });

  it('asks one by one where the workspace cannot be read in bulk, and remembers that', async () => {
    bench.lab.team.hasTimeInStatus = false;
    const connection = bench.connect();
    const ids = await make(connection, 3);
    expect((await connection.getTickets(ids)).size).toBe(3);
    expect((await connection.getTickets(ids)).size).toBe(3);
    expect(bench.lab.calls.counts()).toEqual({ [BULK_STATUS]: 1, [TASK]: 6 });
    bench.lab.team.hasTimeInStatus = true;
    bench.aheadMs = 16 * 60_000;
    bench.lab.calls.reset();
    expect((await connection.getTickets(ids)).size).toBe(3);
    expect(bench.lab.calls.counts()).toEqual({ [BULK_STATUS]: 1 });
  });

  it.each([400, 404] as const)('does so whatever ClickUp refuses it with: %i', async (status) => {
    bench.lab.team.hasTimeInStatus = false;
    bench.lab.site.bulkRefusal = status;
    const connection = bench.connect();
    const ids = await make(connection, 40);
    expect((await connection.getTickets(ids)).size).toBe(40);
    expect(bench.lab.calls.count(BULK_STATUS)).toBeLessThan(20);
    bench.lab.calls.reset();
    expect((await connection.getTickets(ids)).size).toBe(40);
    expect(bench.lab.calls.counts()).toEqual({ [TEAM_TASKS]: 1 });
  });

  it('looks for many among what changed last there, and for the others one by one', async () => {
    bench.lab.team.hasTimeInStatus = false;
    const connection = bench.connect();
    const ids = [
      ...(await make(connection, 45)),
      ...(await make(connection, 45)),
      ...(await make(connection, 45)),
    ];
    bench.lab.archiveTask(ids[7]!);
    bench.lab.deleteTask(ids[8]!);
    bench.lab.calls.reset();
    const seen = await connection.getTickets(ids);
    expect([seen.size, seen.has(ids[7]!), seen.has(ids[8]!)]).toEqual([134, true, false]);
    expect(bench.lab.calls.counts()).toEqual({ [BULK_STATUS]: 1, [TEAM]: 1, [TEAM_TASKS]: 2, [TASK]: 2 });
  });

  it('is not held up by one that is gone, whatever ClickUp makes of it', async () => {
    const connection = bench.connect();
    const ids = await make(connection, 40);
    bench.lab.deleteTask(ids[17]!);
    for (const refusesUnknownInBulk of [false, true]) {
      bench.lab.site.refusesUnknownInBulk = refusesUnknownInBulk;
      bench.lab.calls.reset();
      const seen = await connection.getTickets(ids);
      expect([seen.size, seen.has(ids[17]!)]).toEqual([39, false]);
      expect(bench.lab.calls.total).toBeLessThan(20);
    }
  });

  it('calls nothing gone that could not be asked about', async () => {
    const connection = bench.connect();
    const [first] = await make(connection, 2);
    bench.lab.deleteTask(first!);
    bench.lab.faults.inject(TASK, { kind: 'server-error', status: 500 }, { times: Infinity });
    expect((await failureOf(connection.getTickets([first!]))).failure).toBe(ProviderFailure.UNAVAILABLE);
  });

  it('knows a ticket by an id of the workspace’s making as well', async () => {
    bench.lab.list('901').space.customIdPrefix = 'SHOP';
    const connection = bench.connect();
    const [id] = await make(connection);
    const seen = await connection.getTickets(['shop-1', 'SHOP-2']);
    expect([...seen]).toEqual([
      ['shop-1', expect.objectContaining({ remoteId: id, key: id, status: 'to do' })],
    ]);
  });
});

describe('changing a ticket in ClickUp', () => {
  it('sets the fields that go with a status first', async () => {
    const list = bench.lab.site.addList({ id: '902', fields: [{ id: 'f-1', name: 'Outcome' }] });
    const connection = bench.connect();
    const [outcome] = await connection.createTickets([aDraft({ projectKey: list.id })]);
    const id = outcome?.kind === 'created' ? outcome.ticket.remoteId : '';
    const wish = { status: 'Complete', fields: { 'f-1': 'good' } };
    expect(await connection.transition?.(id, wish)).toEqual({ kind: 'done', status: 'complete' });
    expect(bench.lab.task(id).fields.get('f-1')).toBe('good');
    await connection.transition?.(id, { status: 'nowhere', fields: { 'f-1': 'bad' } });
    expect(bench.lab.task(id).fields.get('f-1')).toBe('good');
    const bad = await connection.transition?.(id, { status: 'to do', fields: { 'f-2': 'x' } });
    expect(bad).toMatchObject({ kind: 'blocked', status: 'complete', fields: [{ path: 'custom_fields' }] });
  });

  it('says what it may not do', async () => {
    const connection = bench.connect();
    const [id] = await make(connection);
    bench.lab.list('901').permissionLevel = 'read';
    const outcome = await connection.transition?.(id!, { status: 'complete', fields: null });
    expect(outcome).toMatchObject({ kind: 'blocked', reason: expect.stringMatching(/permission/) });
  });

  it('finds its own comment far behind others, and links with what people wrote between', async () => {
    const connection = bench.connect();
    const [id] = await make(connection);
    const comment = { id: '0f0e0d0c-0000-4000-8000-00000000000a', body: 'It **shipped**.' };
    const link = { id: 'build/1 ä', url: 'https://ci.test/1', title: 'Build 1' };
    await connection.comment?.(id!, comment);
    await connection.linkBuild?.(id!, link);
    const talk = bench.lab.task(id!).comments;
    for (let number = 0; number < 60; number += 1) {
      talk.push({
        id: `9${number}`,
        user: bench.lab.account,
        date: 1,
        text: `Talk ${number}`,
        resolved: false,
      });
    }
    await connection.comment?.(id!, comment);
    talk[1]!.resolved = true;
    for (const wantsCommentsAssigned of [false, true]) {
      bench.lab.site.wantsCommentsAssigned = wantsCommentsAssigned;
      const title = `Build 1 again ${wantsCommentsAssigned}`;
      await connection.linkBuild?.(id!, { ...link, title });
      expect(talk[1]).toMatchObject({ text: expect.stringContaining(title), resolved: true });
    }
    expect(talk).toHaveLength(62);
    expect(talk[0]?.text).toBe(`It shipped.\n\ndelivr-comment-${comment.id}`);
  });
});

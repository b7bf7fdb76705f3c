import {
  type PmConnection,
  type ProviderError,
  ProviderFailure,
  TicketStatusCategory,
} from '../../src/providers/contract/index.js';
import {
  aDraft,
  BULK_STATUS,
  ClickUpHarness,
  TASK,
  TEAM,
  TEAM_TASKS,
  USER,
} from '../support/adapters/clickup.harness.js';

const SPACE_LISTS = 'GET /api/v2/space/{space_id}/list';

let harness: ClickUpHarness;

beforeEach(async () => {
  harness = await ClickUpHarness.start();
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
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
  harness.lab.calls.reset();
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'created') throw new Error(outcome.error.message);
    return outcome.ticket.remoteId;
  });
}

describe('credentials of ClickUp', () => {
  it('say who they belong to, in one call', async () => {
    await expect(harness.connect().whoAmI()).resolves.toEqual({
      remoteId: String(harness.lab.account.id),
      displayName: 'Release Bot (release.bot@clickup.lab.test)',
    });
    expect(harness.lab.calls.counts()).toEqual({ [USER]: 1 });
  });

  it('are good for a workspace that the account is in, and say which those are', async () => {
    const workspaceId = harness.lab.team.id;
    await expect(harness.connect({ workspaceId }).whoAmI()).resolves.toBeDefined();
    const error = await failureOf(harness.connect({ workspaceId: '4711' }).whoAmI());
    expect(error).toMatchObject({
      failure: ProviderFailure.FORBIDDEN,
      fields: [{ path: 'workspaceId' }],
    });
    expect(error.message).toContain(`${workspaceId} (Acme)`);
  });

  it('are not judged by a 401 about something foreign: who we are is asked first', async () => {
    const strangers = harness.lab.site.addTeam('Strangers');
    const foreign = harness.lab.site.addList({ team: 'Strangers', id: '77' });
    harness.lab.addMember('Somebody Else', 'pk_2_other', strangers);
    const error = await failureOf(harness.connect().describeProject(foreign.id));
    expect(error.failure).toBe(ProviderFailure.NOT_FOUND);
    const [outcome] = await harness.connect().createTickets([aDraft({ projectKey: foreign.id })]);
    expect(outcome).toMatchObject({ kind: 'rejected', error: { failure: ProviderFailure.NOT_FOUND } });
    expect(harness.lab.calls.count(USER)).toBe(2);
  });

  it('are asked about once for all the drafts that met a 401', async () => {
    const drafts = ['77', '78', '79'].map((projectKey) => aDraft({ projectKey }));
    const outcomes = await harness.connect().createTickets(drafts);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(harness.lab.calls.count(USER)).toBe(1);
  });

  it('leave a ticket for later where nobody can say who we are', async () => {
    harness.lab.faults.inject(USER, { kind: 'server-error', status: 500 });
    const [outcome] = await harness.connect().createTickets([aDraft({ projectKey: '77' })]);
    expect(outcome).toMatchObject({ kind: 'notCreated', error: { failure: ProviderFailure.UNAVAILABLE } });
  });
});

describe('discovery in ClickUp', () => {
  it('names lists after where they lie, those in no folder too, and leaves out what is archived or hidden', async () => {
    const { site } = harness.lab;
    site.addList({ id: '902', name: 'Bugs', folder: 'Apps' });
    site.addList({ id: '903', name: 'Bugs', space: 'Marketing' });
    site.addList({ id: '904', name: 'Old' }).isArchived = true;
    site.addList({ id: '905', name: 'Secret' }).isHidden = true;
    const projects = await harness.connect().listProjects({ search: null, first: 50 });
    expect(projects.map(({ key, name }) => [key, name])).toEqual([
      ['901', 'Product / Releases'],
      ['902', 'Product / Apps / Bugs'],
      ['903', 'Marketing / Bugs'],
    ]);
    expect(projects[0]?.url).toBe(`${harness.lab.webUrl}/${harness.lab.team.id}/v/li/901`);
    const found = await harness.connect().listProjects({ search: 'APPS / bugs', first: 50 });
    expect(found.map(({ key }) => key)).toEqual(['902']);
  });

  it('finds a list by its id at once, and reads no more spaces than it needs', async () => {
    for (const space of ['A', 'B', 'C', 'D', 'E', 'F']) harness.lab.site.addList({ space });
    const [found] = await harness.connect().listProjects({ search: '901', first: 50 });
    expect(found?.name).toBe('Product / Releases');
    expect(harness.lab.calls.total).toBeLessThan(5);
    harness.lab.calls.reset();
    expect(await harness.connect().listProjects({ search: null, first: 2 })).toHaveLength(2);
    expect(harness.lab.calls.total).toBe(6);
  });

  it('goes on where an earlier listing was cut off, and begins anew after one that was whole', async () => {
    for (const space of ['A', 'B', 'C', 'D', 'E', 'F']) harness.lab.site.addList({ space });
    const connection = harness.connect();
    const all = () => connection.listProjects({ search: null, first: 50 });
    const limited = { kind: 'rate-limit', resetInSeconds: 30 } as const;
    harness.lab.faults.inject(SPACE_LISTS, limited, { skip: 4, times: Infinity });
    expect((await failureOf(all())).failure).toBe(ProviderFailure.RATE_LIMITED);
    harness.lab.faults.clear();
    harness.lab.calls.reset();
    expect(await all()).toHaveLength(7);
    expect(harness.lab.calls.count(SPACE_LISTS)).toBe(3);
    harness.lab.site.addList({ space: 'A', name: 'New' });
    expect(await all()).toHaveLength(8);
  });

  it('remembers lists for whoever types a search, but says of none that it is not there by that', async () => {
    const connection = harness.connect();
    const search = async (text: string) =>
      (await connection.listProjects({ search: text, first: 50 })).length;
    expect(await search('rel')).toBe(1);
    harness.lab.calls.reset();
    expect(await search('rele')).toBe(1);
    expect(harness.lab.calls.count(SPACE_LISTS)).toBe(0);
    harness.lab.site.addList({ name: 'Brand new' });
    expect(await search('brand')).toBe(1);
  });

  it('keeps to the workspace that was named', async () => {
    const second = harness.lab.site.addTeam('Second');
    second.members.push(harness.lab.account);
    harness.lab.site.addList({ team: 'Second', id: '77', name: 'Other' });
    const keys = async (workspaceId?: string) => {
      const connection = harness.connect(workspaceId === undefined ? {} : { workspaceId });
      return (await connection.listProjects({ search: null, first: 50 })).map(({ key }) => key);
    };
    expect(await keys()).toEqual(['901', '77']);
    expect(await keys(second.id)).toEqual(['77']);
    expect(await keys('4711').catch((error: ProviderError) => error.failure)).toBe(ProviderFailure.NOT_FOUND);
  });

  it('describes task types with the fields that they have, and what the space has switched off', async () => {
    const { site } = harness.lab;
    const type = site.addTaskType('Release');
    const list = site.addList({
      id: '902',
      fields: [
        { id: 'f-all', name: 'Team', type: 'drop_down', options: ['Red', 'Blue'], required: true },
        { id: 'f-release', name: 'Train', taskTypes: [type.id] },
      ],
    });
    list.space.features.tags = false;
    const schema = await harness.connect().describeProject('902');
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
      unsupportedFields: [{ field: 'LABELS', isRefused: false }],
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
      harness.lab.list('901').permissionLevel = level;
      expect((await harness.connect().describeProject('901')).missingPermissions).toEqual(['create tasks']);
    },
  );

  it('offers no tags that only say whose ticket it is', async () => {
    await make(harness.connect(), 2);
    harness.lab.list('901').space.addTag('delivr-team');
    const query = { projectKey: '901', search: 'delivr', first: 10 };
    expect(await harness.connect().searchLabels?.(query)).toEqual(['delivr-team']);
  });
});

describe('reading statuses from ClickUp', () => {
  it('takes one call for one, and one for three', async () => {
    const connection = harness.connect();
    const ids = await make(connection, 3);
    harness.lab.setStatus(ids[1]!, 'in progress');
    expect((await connection.getTickets([ids[1]!])).get(ids[1]!)).toMatchObject({ status: 'in progress' });
    const seen = await connection.getTickets(ids);
    expect([...seen.values()].map(({ status, category }) => [status, category])).toEqual([
      ['to do', TicketStatusCategory.TODO],
      ['in progress', TicketStatusCategory.IN_PROGRESS],
      ['to do', TicketStatusCategory.TODO],
    ]);
    expect(harness.lab.calls.counts()).toEqual({ [TASK]: 1, [BULK_STATUS]: 1 });
  });

  it('asks one by one where the workspace cannot be read in bulk, and remembers that', async () => {
    harness.lab.team.hasTimeInStatus = false;
    const connection = harness.connect();
    const ids = await make(connection, 3);
    expect((await connection.getTickets(ids)).size).toBe(3);
    expect((await connection.getTickets(ids)).size).toBe(3);
    expect(harness.lab.calls.counts()).toEqual({ [BULK_STATUS]: 1, [TASK]: 6 });
    harness.lab.team.hasTimeInStatus = true;
    harness.clockSkewMs = 16 * 60_000;
    harness.lab.calls.reset();
    expect((await connection.getTickets(ids)).size).toBe(3);
    expect(harness.lab.calls.counts()).toEqual({ [BULK_STATUS]: 1 });
  });

  it.each([400, 404] as const)('does so whatever ClickUp refuses it with: %i', async (status) => {
    harness.lab.team.hasTimeInStatus = false;
    harness.lab.site.bulkRefusal = status;
    const connection = harness.connect();
    const ids = await make(connection, 40);
    expect((await connection.getTickets(ids)).size).toBe(40);
    expect(harness.lab.calls.count(BULK_STATUS)).toBeLessThan(20);
    harness.lab.calls.reset();
    expect((await connection.getTickets(ids)).size).toBe(40);
    expect(harness.lab.calls.counts()).toEqual({ [TEAM_TASKS]: 1 });
  });

  it('looks for many among what changed last there, and for the others one by one', async () => {
    harness.lab.team.hasTimeInStatus = false;
    const connection = harness.connect();
    const ids = [
      ...(await make(connection, 45)),
      ...(await make(connection, 45)),
      ...(await make(connection, 45)),
    ];
    harness.lab.archiveTask(ids[7]!);
    harness.lab.deleteTask(ids[8]!);
    harness.lab.calls.reset();
    const seen = await connection.getTickets(ids);
    expect([seen.size, seen.has(ids[7]!), seen.has(ids[8]!)]).toEqual([134, true, false]);
    expect(harness.lab.calls.counts()).toEqual({ [BULK_STATUS]: 1, [TEAM]: 1, [TEAM_TASKS]: 2, [TASK]: 2 });
  });

  it('is not held up by one that is gone, whatever ClickUp makes of it', async () => {
    const connection = harness.connect();
    const ids = await make(connection, 40);
    harness.lab.deleteTask(ids[17]!);
    for (const refusesUnknownInBulk of [false, true]) {
      harness.lab.site.refusesUnknownInBulk = refusesUnknownInBulk;
      harness.lab.calls.reset();
      const seen = await connection.getTickets(ids);
      expect([seen.size, seen.has(ids[17]!)]).toEqual([39, false]);
      expect(harness.lab.calls.total).toBeLessThan(20);
    }
  });

  it('calls nothing gone that could not be asked about', async () => {
    const connection = harness.connect();
    const [first] = await make(connection, 2);
    harness.lab.deleteTask(first!);
    harness.lab.faults.inject(TASK, { kind: 'server-error', status: 500 }, { times: Infinity });
    expect((await failureOf(connection.getTickets([first!]))).failure).toBe(ProviderFailure.UNAVAILABLE);
  });

  it('knows a ticket by an id of the workspace’s making as well', async () => {
    harness.lab.list('901').space.customIdPrefix = 'SHOP';
    const connection = harness.connect();
    const [id] = await make(connection);
    const seen = await connection.getTickets(['shop-1', 'SHOP-2']);
    expect([...seen]).toEqual([
      ['shop-1', expect.objectContaining({ remoteId: id, key: id, status: 'to do' })],
    ]);
  });
});

describe('changing a ticket in ClickUp', () => {
  it('sets the fields that go with a status first', async () => {
    const list = harness.lab.site.addList({ id: '902', fields: [{ id: 'f-1', name: 'Outcome' }] });
    const connection = harness.connect();
    const [outcome] = await connection.createTickets([aDraft({ projectKey: list.id })]);
    const id = outcome?.kind === 'created' ? outcome.ticket.remoteId : '';
    const target = { status: 'Complete', fields: { 'f-1': 'good' } };
    expect(await connection.transition?.(id, target)).toEqual({ kind: 'done', status: 'complete' });
    expect(harness.lab.task(id).fields.get('f-1')).toBe('good');
    await connection.transition?.(id, { status: 'nowhere', fields: { 'f-1': 'bad' } });
    expect(harness.lab.task(id).fields.get('f-1')).toBe('good');
    const bad = await connection.transition?.(id, { status: 'to do', fields: { 'f-2': 'x' } });
    expect(bad).toMatchObject({ kind: 'blocked', status: 'complete', fields: [{ path: 'custom_fields' }] });
  });

  it('says what it may not do', async () => {
    const connection = harness.connect();
    const [id] = await make(connection);
    harness.lab.list('901').permissionLevel = 'read';
    const outcome = await connection.transition?.(id!, { status: 'complete', fields: null });
    expect(outcome).toMatchObject({ kind: 'blocked', reason: expect.stringMatching(/permission/) });
  });

  it('finds its own comment far behind others, and links with what people wrote between', async () => {
    const connection = harness.connect();
    const [id] = await make(connection);
    const comment = { id: '0f0e0d0c-0000-4000-8000-00000000000a', body: 'It **shipped**.' };
    const link = { id: 'build/1 ä', url: 'https://ci.test/1', title: 'Build 1' };
    await connection.comment?.(id!, comment);
    await connection.putExternalLink?.(id!, link);
    const comments = harness.lab.task(id!).comments;
    for (let number = 0; number < 60; number += 1) {
      comments.push({
        id: `9${number}`,
        user: harness.lab.account,
        date: 1,
        text: `Talk ${number}`,
        resolved: false,
      });
    }
    await connection.comment?.(id!, comment);
    comments[1]!.resolved = true;
    for (const wantsCommentsAssigned of [false, true]) {
      harness.lab.site.requiresCommentAssignee = wantsCommentsAssigned;
      const title = `Build 1 again ${wantsCommentsAssigned}`;
      await connection.putExternalLink?.(id!, { ...link, title });
      expect(comments[1]).toMatchObject({ text: expect.stringContaining(title), resolved: true });
    }
    expect(comments).toHaveLength(62);
    expect(comments[0]?.text).toBe(`It shipped.\n\ndelivr-comment-${comment.id}`);
  });
});

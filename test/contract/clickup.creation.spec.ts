import { ProviderFailure, type TicketDraft } from '../../src/providers/contract/index.js';
import { aDraft, ClickUpHarness, CREATE, TASK, TEAM, USER } from '../support/adapters/clickup.harness.js';

const TASK_TYPES = 'GET /api/v2/team/{team_id}/custom_item';

let harness: ClickUpHarness;

beforeEach(async () => {
  harness = await ClickUpHarness.start();
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
});

const create = async (...parts: Partial<TicketDraft>[]) => harness.connect().createTickets(parts.map(aDraft));
const kindsOf = async (...parts: Partial<TicketDraft>[]) => (await create(...parts)).map(({ kind }) => kind);

describe('creating tasks in ClickUp', () => {
  it('takes one call a ticket, and no other', async () => {
    await create({}, {}, { issueType: 'task', labels: ['Release Train'], priority: 'low' });
    expect(harness.lab.calls.counts()).toEqual({ [CREATE]: 3 });
  });

  it('is due on the day that was said, wherever in the world it is read', async () => {
    const dev = harness.lab.addMember('A Developer');
    await create({ assignee: String(dev.id), dueDate: '2031-02-28' });
    const [task] = harness.lab.tasks();
    expect(task?.assignees).toEqual([dev]);
    for (const hours of [-11, 11]) {
      const there = new Date((task?.dueDate ?? 0) + hours * 3_600_000);
      expect(there.toISOString().slice(0, 10)).toBe('2031-02-28');
    }
  });

  it('is due on that day for the account, in the time zones where noon UTC is the next day already', async () => {
    const timeZone = 'Pacific/Kiritimati';
    harness.lab.account.timeZone = timeZone;
    await create({ dueDate: '2031-02-28' }, { dueDate: '2031-03-01' });
    const format = new Intl.DateTimeFormat('sv', { timeZone });
    const days = harness.lab.tasks().map(({ dueDate }) => format.format(dueDate ?? 0));
    expect(days.sort()).toEqual(['2031-02-28', '2031-03-01']);
    expect(harness.lab.calls.count('GET /api/v2/user')).toBe(1);
  });

  it('remembers task types for a while, and reads them anew before it says that there is none', async () => {
    harness.lab.site.addTaskType('Release');
    const connection = harness.connect();
    await connection.createTickets([aDraft({ issueType: 'release' })]);
    await connection.createTickets([aDraft({ issueType: 'Release' })]);
    expect(harness.lab.calls.count(TASK_TYPES)).toBe(1);
    harness.lab.site.addTaskType('Train');
    const [made, refused] = await connection.createTickets([
      aDraft({ issueType: 'train' }),
      aDraft({ issueType: 'Nonsense' }),
    ]);
    expect([made?.kind, refused?.kind]).toEqual(['created', 'rejected']);
    expect(refused).toMatchObject({ error: { message: expect.stringContaining('Task, Release, Train') } });
    expect(harness.lab.tasks().map(({ taskType }) => taskType)).toEqual([1_001, 1_001, 1_002]);
  });

  it('finds the task types of the workspace that the list lies in', async () => {
    const second = harness.lab.site.addTeam('Second');
    second.members.push(harness.lab.account);
    harness.lab.site.addList({ team: 'Second', id: '77' });
    harness.lab.site.addTaskType('Release', second);
    expect(await kindsOf({ projectKey: '77', issueType: 'Release' }, { issueType: 'Release' })).toEqual([
      'created',
      'rejected',
    ]);
  });

  it('takes a parent by id or by an id of the workspace’s making, from the same list alone', async () => {
    harness.lab.list('901').space.customIdPrefix = 'SHOP';
    harness.lab.site.addList({ id: '902' });
    const [parent] = await create({});
    const parentKey = parent?.kind === 'created' ? parent.ticket.key : '';
    expect(await kindsOf({ parentKey }, { parentKey: 'shop-1' })).toEqual(['created', 'created']);
    expect(harness.lab.tasks().map((task) => task.parent?.id)).toEqual([undefined, parentKey, parentKey]);
    const [elsewhere, unknown] = await create({ projectKey: '902', parentKey }, { parentKey: 'SHOP-99' });
    expect(elsewhere).toMatchObject({
      kind: 'rejected',
      error: { message: 'Parent not child of list.', fields: [{ path: 'parent' }] },
    });
    expect(unknown).toMatchObject({
      kind: 'rejected',
      error: { message: 'There is no task SHOP-99 in ClickUp.' },
    });
  });

  it('brings what people must fill in, and is refused with ClickUp’s words where it does not', async () => {
    harness.lab.site.addList({ id: '902', fields: [{ id: 'f-1', name: 'Team', required: true }] });
    const [without, filled] = await create(
      { projectKey: '902' },
      { projectKey: '902', customFields: { 'f-1': 'Red' } },
    );
    expect(without).toMatchObject({
      kind: 'rejected',
      error: { message: 'Custom field Team is required.', fields: [{ path: 'custom_fields' }] },
    });
    expect(filled?.kind).toBe('created');
  });

  it('says that the list is not there, not that the task is not', async () => {
    const [outcome] = await create({ projectKey: '4711' });
    expect(outcome).toMatchObject({
      kind: 'rejected',
      error: { failure: ProviderFailure.NOT_FOUND, fields: [{ path: 'list' }] },
    });
  });

  it('stops at once when ClickUp asks for a pause', async () => {
    harness.lab.faults.inject(CREATE, { kind: 'rate-limit', resetInSeconds: 20 }, { times: Infinity });
    const outcomes = await create(...Array.from({ length: 40 }, () => ({})));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['notCreated']));
    expect(harness.lab.calls.count(CREATE)).toBeLessThanOrEqual(4);
  });

  it('keeps to a budget as ClickUp has it: the reset is when the next minute begins', async () => {
    await harness.stop();
    harness = await ClickUpHarness.start({ callsPerMinute: 2 });
    const outcomes = await create({}, {}, {});
    const refused = outcomes.filter(({ kind }) => kind === 'notCreated');
    expect(refused).toHaveLength(1);
    const { retryAfterSeconds } = (refused[0] as { error: { retryAfterSeconds: number } }).error;
    expect(retryAfterSeconds).toBeGreaterThan(50);
    expect(retryAfterSeconds).toBeLessThanOrEqual(61);
  });

  it('begins no task whose answer could come too late', async () => {
    harness.lab.faults.inject(TEAM, { kind: 'latency', ms: 1_200 });
    harness.lab.site.addTaskType('Release');
    const [outcome] = await create({ issueType: 'Release' });
    expect(outcome).toMatchObject({ kind: 'notCreated', error: { failure: ProviderFailure.UNAVAILABLE } });
    expect(harness.lab.calls.count(CREATE)).toBe(0);
  });

  it('does without a secret in what it says', async () => {
    const connection = harness.connect();
    harness.lab.revokeToken();
    const outcomes = await connection.createTickets([aDraft(), aDraft()]);
    expect(outcomes[0]).toMatchObject({ error: { failure: ProviderFailure.UNAUTHENTICATED } });
    expect(JSON.stringify(outcomes)).not.toMatch(/lab-token/);
    expect([harness.lab.calls.count(USER), harness.lab.calls.count(TASK)]).toEqual([0, 0]);
  });
});

import {
  ConnectionSettingsError,
  type ProviderError,
  ProviderFailure,
  TicketStatusCategory,
} from '../../src/providers/contract/index.js';
import {
  aDraft,
  BULK,
  BULK_FETCH,
  FIELDS,
  ISSUE,
  JiraCloudHarness,
  TYPES,
} from '../support/adapters/jira-cloud.harness.js';

let harness: JiraCloudHarness;

beforeEach(async () => {
  harness = await JiraCloudHarness.start();
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

describe('credentials of Jira Cloud', () => {
  it('say who they belong to', async () => {
    await expect(harness.connect().whoAmI()).resolves.toEqual({
      remoteId: harness.lab.account.accountId,
      displayName: 'Release Bot (release-bot@jira.example.test)',
    });
  });

  it.each<Record<string, string>>([{ apiToken: 'lab-token-wrong' }, { email: 'nobody@example.test' }])(
    'are refused when wrong: %j',
    async (values) => {
      const error = await failureOf(harness.connect(values).whoAmI());
      expect(error).toMatchObject({ failure: ProviderFailure.UNAUTHENTICATED, status: 401 });
      expect(error.message).toMatch(/make a new token/);
      expect(JSON.stringify(error) + error.stack).not.toMatch(/lab-token/);
    },
  );

  it('are seen to be revoked in every everyday call, also where Jira answers with an anonymous 200', async () => {
    const [created] = await harness.connect().createTickets([aDraft()]);
    const connection = harness.connect();
    harness.lab.revokeToken();
    const calls = [
      connection.whoAmI(),
      connection.listProjects({ search: null, first: 10 }),
      connection.describeProject('SHOP'),
      connection.getTickets(['SHOP-1']),
      connection.findTickets([harness.lookup(created!.operationId)]),
    ];
    for (const call of calls) expect((await failureOf(call)).failure).toBe(ProviderFailure.UNAUTHENTICATED);
    const [outcome] = await connection.createTickets([aDraft()]);
    expect(outcome).toMatchObject({
      kind: 'notCreated',
      error: { failure: ProviderFailure.UNAUTHENTICATED },
    });
  });

  it.each([
    ['html-page', ProviderFailure.UNEXPECTED, /web page.*Check the address/],
    ['redirect', ProviderFailure.UNEXPECTED, /./],
    ['bad-json', ProviderFailure.UNEXPECTED, /cannot be read/],
    ['hang-before-commit', ProviderFailure.UNAVAILABLE, /did not answer/],
  ] as const)('are not judged by an answer that is none: %s', async (kind, failure, words) => {
    harness.lab.faults.inject('*', { kind }, { times: Infinity });
    const error = await failureOf(harness.connect().whoAmI());
    expect(error.failure).toBe(failure);
    expect(error.message).toMatch(words);
  });

  it('are not judged by an address that is no Jira', async () => {
    harness.lab.faults.inject('*', { kind: 'server-error', status: 404 });
    const error = await failureOf(harness.connect().whoAmI());
    expect(error.failure).toBe(ProviderFailure.UNEXPECTED);
    expect(error.message).toMatch(/no Jira at this address/);
  });

  it('are not judged by a Jira that is down', async () => {
    await harness.lab.down();
    expect((await failureOf(harness.connect().whoAmI())).failure).toBe(ProviderFailure.UNAVAILABLE);
  });

  it('need a form that can be connected', () => {
    expect(() => harness.connect({ jiraType: 'X' })).toThrow(ConnectionSettingsError);
  });

  it('work with an address as pasted from the browser', async () => {
    const baseUrl = `${harness.lab.baseUrl}/browse/SHOP-1`;
    await expect(harness.connect({ baseUrl }).whoAmI()).resolves.toBeDefined();
  });
});

describe('discovery in Jira Cloud', () => {
  it('lists projects over several pages, up to what was asked for', async () => {
    for (let number = 100; number < 330; number += 1) harness.lab.site.addProject({ key: `P${number}` });
    const all = await harness.connect().listProjects({ search: null, first: 500 });
    expect(new Set(all.map(({ key }) => key)).size).toBe(231);
    expect(await harness.connect().listProjects({ search: null, first: 150 })).toHaveLength(150);
    expect(await harness.connect().listProjects({ search: 'p101', first: 10 })).toEqual([
      { remoteId: expect.any(String), key: 'P101', name: 'P101', url: `${harness.lab.baseUrl}/browse/P101` },
    ]);
  });

  it('describes all that decides whether a ticket can be made', async () => {
    const shop = harness.lab.site.project('SHOP');
    shop?.addField({
      id: 'customfield_77',
      name: 'Team',
      type: 'option',
      options: ['Red', 'Blue'],
      required: true,
    });
    const schema = await harness.connect().describeProject('shop');
    expect(schema.project).toMatchObject({ key: 'SHOP', name: 'Shop' });
    expect(schema.issueTypes.map(({ name, isSubtask }) => [name, isSubtask])).toContainEqual([
      'Sub-task',
      true,
    ]);
    expect(schema.issueTypes[0]?.requiredFields).toContainEqual({
      remoteId: 'customfield_77',
      name: 'Team',
      type: 'option',
      allowedValues: ['Red', 'Blue'],
      filledBy: null,
    });
    expect(schema.issueTypes[0]?.requiredFields.map(({ remoteId }) => remoteId)).not.toContain('reporter');
    expect(schema.issueTypes[0]?.statuses).toEqual(schema.statuses);
    expect(schema.statuses.map(({ name, category }) => [name, category])).toEqual([
      ['To Do', TicketStatusCategory.TODO],
      ['In Progress', TicketStatusCategory.IN_PROGRESS],
      ['Done', TicketStatusCategory.DONE],
    ]);
    expect(schema.priorities).toEqual(['Highest', 'High', 'Medium', 'Low', 'Lowest']);
    expect(schema.missingPermissions).toEqual([]);
  });

  it('reads every field of a screen that needs several pages', async () => {
    const shop = harness.lab.site.project('SHOP');
    for (let number = 0; number < 430; number += 1) shop?.addField({ name: `F${number}`, types: ['Epic'] });
    const { issueTypes } = await harness.connect().describeProject('SHOP');
    expect(issueTypes.find(({ name }) => name === 'Epic')?.settableFields).toHaveLength(440);
  });

  it('says which permission is missing', async () => {
    harness.lab.site.project('SHOP')?.setPermission('CREATE_ISSUES', false);
    const { missingPermissions } = await harness.connect().describeProject('SHOP');
    expect(missingPermissions).toHaveLength(1);
    expect(missingPermissions[0]).toMatch(/create.issues/i);
  });

  it.each(['NOPE', '../myself', 'SHOP/../X', ''])('does not find %j', async (key) => {
    expect((await failureOf(harness.connect().describeProject(key))).failure).toBe(ProviderFailure.NOT_FOUND);
    expect(harness.lab.calls.all.every(({ path }) => !path.includes('..'))).toBe(true);
  });

  it('does not find a hidden project', async () => {
    harness.lab.site.project('SHOP')?.setPermission('BROWSE_PROJECTS', false);
    expect((await failureOf(harness.connect().describeProject('SHOP'))).failure).toBe(
      ProviderFailure.NOT_FOUND,
    );
  });
});

describe('reading tickets from Jira Cloud', () => {
  const make = async (count: number) => {
    const drafts = Array.from({ length: count }, (_, index) => aDraft({ title: `Ticket ${index}` }));
    const outcomes = await harness.connect().createTickets(drafts);
    harness.lab.calls.reset();
    return outcomes.map((outcome) => {
      if (outcome.kind !== 'created') throw new Error(outcome.error.message);
      return outcome.ticket;
    });
  };

  it('takes one call for three statuses', async () => {
    const tickets = await make(3);
    harness.lab.setStatus('SHOP-2', 'In Progress');
    harness.lab.setStatus('SHOP-3', 'Done');
    const found = await harness.connect().getTickets(tickets.map(({ remoteId }) => remoteId));
    expect(harness.lab.calls.counts()).toEqual({ [BULK_FETCH]: 1 });
    expect(tickets.map(({ remoteId }) => found.get(remoteId))).toEqual([
      { ...tickets[0], status: 'To Do', statusId: expect.any(String), category: TicketStatusCategory.TODO },
      {
        ...tickets[1],
        status: 'In Progress',
        statusId: expect.any(String),
        category: TicketStatusCategory.IN_PROGRESS,
      },
      { ...tickets[2], status: 'Done', statusId: expect.any(String), category: TicketStatusCategory.DONE },
    ]);
  });

  it('reads more than a hundred in several calls', async () => {
    const tickets = await make(101);
    const found = await harness.connect().getTickets(tickets.map(({ key }) => key.toLowerCase()));
    expect(found.size).toBe(101);
    expect(harness.lab.calls.counts()).toEqual({ [BULK_FETCH]: 2 });
  });

  it('calls a ticket gone only after a read of its own', async () => {
    const [first, second] = await make(2);
    harness.lab.deleteIssue('SHOP-1');
    const found = await harness.connect().getTickets([first!.remoteId, second!.remoteId]);
    expect([...found.keys()]).toEqual([second!.remoteId]);
    expect(harness.lab.calls.count(ISSUE)).toBe(1);
    harness.lab.faults.inject(ISSUE, { kind: 'server-error', status: 500 }, { times: Infinity });
    expect((await failureOf(harness.connect().getTickets([first!.remoteId]))).failure).toBe(
      ProviderFailure.UNAVAILABLE,
    );
  });

  it('finds a moved ticket under its id and under its old key', async () => {
    const [ticket] = await make(1);
    harness.lab.site.addProject({ key: 'OTHER' });
    const key = harness.lab.moveIssue('SHOP-1', 'OTHER');
    const found = await harness.connect().getTickets([ticket!.remoteId, 'SHOP-1']);
    expect([found.get(ticket!.remoteId)?.key, found.get('SHOP-1')?.key]).toEqual([key, key]);
  });

  it('asks for nothing that cannot be a ticket', async () => {
    expect((await harness.connect().getTickets(['../myself', 'SHOP', ''])).size).toBe(0);
    expect(harness.lab.calls.total).toBe(0);
  });
});

describe('what Jira Cloud is asked before a creation', () => {
  it('is remembered from one release to the next', async () => {
    const connection = harness.connect();
    await connection.createTickets([aDraft(), aDraft()]);
    await connection.createTickets([aDraft()]);
    expect(harness.lab.calls.counts()).toEqual({ [TYPES]: 1, [FIELDS]: 1, [BULK]: 2 });
  });
});

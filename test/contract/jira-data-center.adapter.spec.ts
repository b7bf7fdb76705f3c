import { type ProviderError, ProviderFailure } from '../../src/providers/contract/index.js';
import { JiraDataCenterHarness, FIELDS, TYPES } from '../support/adapters/jira-data-center.harness.js';
import { aDraft } from '../support/adapters/jira.harness.js';

let harness: JiraDataCenterHarness;

async function start(options: Parameters<typeof JiraDataCenterHarness.start>[0] = {}): Promise<void> {
  harness = await JiraDataCenterHarness.start(options);
}
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

describe('credentials of Jira Data Center', () => {
  it.each(['8.20.1', '9.12.1', '10.3.24', '11.0.0'])(
    'are a token or a password, below a context path, in version %s',
    async (version) => {
      await start({ version });
      const account = {
        remoteId: 'release-bot',
        displayName: 'Release Bot (release-bot@jira.example.test)',
      };
      expect(await harness.connect().whoAmI()).toEqual(account);
      expect(await harness.connect({ ...harness.lab.password, jiraType: 'SERVER' }).whoAmI()).toEqual(
        account,
      );
      const pasted = `${harness.lab.baseUrl}/browse/SHOP-1`;
      expect(await harness.connect({ baseUrl: pasted }).whoAmI()).toEqual(account);
    },
  );

  it('are not judged by an address without its context path', async () => {
    await start();
    const baseUrl = new URL(harness.lab.baseUrl).origin;
    const error = await failureOf(harness.connect({ baseUrl }).whoAmI());
    expect(error.failure).toBe(ProviderFailure.UNEXPECTED);
    expect(error.message).toMatch(/no Jira at this address.*context path/);
  });

  it('are seen to be revoked in every everyday call, though Jira goes on without a name', async () => {
    await start();
    const [created] = await harness.connect().createTickets([aDraft()]);
    const connection = harness.connect();
    harness.lab.revokeToken();
    const calls = [
      connection.whoAmI(),
      connection.listProjects({ search: null, first: 10 }),
      connection.describeProject('SHOP'),
      connection.getTickets(['SHOP-1']),
      connection.findTickets([harness.lookup(created!.operationId)]),
      connection.transition!('SHOP-1', { status: 'Done', fields: null }),
      connection.comment!('SHOP-1', { id: '1', body: 'x' }),
      connection.putExternalLink!('SHOP-1', { id: '1', url: 'https://ci.example.test', title: 'x' }),
    ];
    for (const call of calls) expect((await failureOf(call)).failure).toBe(ProviderFailure.UNAUTHENTICATED);
    const [outcome] = await connection.createTickets([aDraft()]);
    expect(outcome).toMatchObject({
      kind: 'notCreated',
      error: { failure: ProviderFailure.UNAUTHENTICATED },
    });
  });

  it('that were wrong too often need a login by browser, and say so', async () => {
    await start();
    const { password } = harness.lab;
    const wrong = harness.connect({ ...password, apiToken: 'lab-wrong' });
    for (let time = 0; time < 3; time += 1) {
      const error = await failureOf(wrong.whoAmI());
      expect(error).toMatchObject({ failure: ProviderFailure.UNAUTHENTICATED, status: 401 });
      expect(error.message).toMatch(/user name or password/);
    }
    const closed = await failureOf(harness.connect(password).whoAmI());
    expect(closed).toMatchObject({ failure: ProviderFailure.UNAUTHENTICATED, status: 403 });
    expect(closed.message).toMatch(/sign in with a browser/);
    harness.lab.logInByBrowser();
    await expect(harness.connect(password).whoAmI()).resolves.toBeDefined();
  });

  it('wrong once are asked once: three failures close the account', async () => {
    await start();
    await failureOf(harness.connect({ ...harness.lab.password, apiToken: 'lab-wrong' }).whoAmI());
    expect(harness.lab.calls.total).toBe(1);
  });

  it('of an account that is allowed no calls are a matter for its administrator', async () => {
    await start({ rateLimit: { capacity: 50, fillRate: 5, intervalSeconds: 1 } });
    await expect(harness.connect().whoAmI()).resolves.toBeDefined();
    harness.lab.blockAccount();
    const error = await failureOf(harness.connect().whoAmI());
    expect(error).toMatchObject({ failure: ProviderFailure.FORBIDDEN, retryAfterSeconds: null });
    expect(error.message).toMatch(/administrator/);
  });
});

describe('discovery in Jira Data Center', () => {
  it('reads types and fields over several pages, under their own names', async () => {
    await start();
    const shop = harness.lab.site.project('SHOP');
    for (let number = 0; number < 430; number += 1) shop?.addField({ name: `F${number}`, types: ['Epic'] });
    const { issueTypes } = await harness.connect().describeProject('SHOP');
    expect(issueTypes.find(({ name }) => name === 'Epic')?.settableFields).toHaveLength(440);
  });

  it('knows what an epic needs and who can have a parent, whatever fields and types are called', async () => {
    await start({
      projects: [
        { types: [{ name: 'Großvorhaben', level: 1 }, { name: 'Task' }, { name: 'Sub', level: -1 }] },
      ],
    });
    const { issueTypes } = await harness.connect().describeProject('SHOP');
    const [epic, task, sub] = issueTypes;
    expect([epic?.name, epic?.isDefault, task?.isDefault]).toEqual(['Großvorhaben', true, false]);
    expect(epic?.requiredFields).toContainEqual(
      expect.objectContaining({ remoteId: 'customfield_10104', filledBy: 'ALWAYS' }),
    );
    const untaken = [epic, task, sub].map((type) => type?.unsupportedFields.map(({ field }) => field));
    expect(untaken).toEqual([['PARENT'], [], []]);
    expect(sub?.isSubtask).toBe(true);
  });

  it('says which permission is missing, and calls a project that is not there NOT_FOUND', async () => {
    await start();
    harness.lab.site.project('SHOP')?.setPermission('CREATE_ISSUES', false);
    const { missingPermissions, issueTypes } = await harness.connect().describeProject('SHOP');
    expect([missingPermissions, issueTypes]).toEqual([['Create issues'], []]);
    const [outcome] = await harness.connect().createTickets([aDraft()]);
    expect(outcome).toMatchObject({ kind: 'rejected', error: { failure: ProviderFailure.NOT_FOUND } });
    const error = await failureOf(harness.connect().describeProject('NOPE'));
    expect(error.failure).toBe(ProviderFailure.NOT_FOUND);
  });

  it('is remembered from one release to the next', async () => {
    await start();
    const connection = harness.connect();
    await connection.createTickets([aDraft(), aDraft()]);
    await connection.createTickets([aDraft()]);
    expect(harness.lab.calls.counts()).toMatchObject({ [TYPES]: 1, [FIELDS]: 1 });
  });
});

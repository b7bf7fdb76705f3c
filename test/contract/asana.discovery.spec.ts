import { type ProviderError, ProviderFailure } from '../../src/providers/contract/index.js';
import { AsanaHarness, BATCH, TYPEAHEAD } from '../support/adapters/asana.harness.js';

let harness: AsanaHarness;

beforeEach(async () => {
  harness = await AsanaHarness.start();
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
});

const PROJECTS = 'GET /projects';

function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  return call.then(
    () => Promise.reject(new Error('It did not fail.')),
    (error: ProviderError) => error,
  );
}

describe('the account at Asana', () => {
  it('is named with its address', async () => {
    expect(await harness.connect().whoAmI()).toEqual({
      remoteId: harness.lab.account.user.gid,
      displayName: 'Release Bot (release-bot@asana.test)',
    });
  });

  it('must be in the workspace that was given', async () => {
    const workspaceId = harness.lab.workspace.gid;
    expect((await harness.connect({ workspaceId }).whoAmI()).remoteId).not.toBe('');
    const error = await failureOf(harness.connect({ workspaceId: '4711' }).whoAmI());
    expect(error).toMatchObject({ failure: ProviderFailure.REJECTED, fields: [{ path: 'workspaceId' }] });
    expect(error.message).toMatch(`It is in: Acme (${workspaceId})`);
  });

  it('is not judged by an address that is no Asana', async () => {
    harness.lab.faults.inject('*', { kind: 'server-error', status: 404 });
    expect(await failureOf(harness.connect().whoAmI())).toMatchObject({
      failure: ProviderFailure.UNEXPECTED,
    });
  });
});

describe('projects of Asana', () => {
  it('come from all workspaces, or the one that was given; archived ones are not offered', async () => {
    const { lab } = harness;
    const second = lab.site.addWorkspace('Second');
    second.users.push(lab.account.user);
    lab.addProject({ name: 'There' }, second);
    lab.addProject({ name: 'Old', isArchived: true });
    lab.addProject({ name: 'Secret', isHidden: true });
    const names = async (values: Record<string, string> = {}) =>
      (await harness.connect(values).listProjects({ search: null, first: 50 })).map(({ name }) => name);
    expect(await names()).toEqual(['Shop', 'There']);
    expect(await names({ workspaceId: second.gid })).toEqual(['There']);
  });

  it('have their gid for a key, and their address', async () => {
    const [project] = await harness.connect().listProjects({ search: null, first: 1 });
    const { gid } = harness.lab.project();
    expect(project).toEqual({ remoteId: gid, key: gid, name: 'Shop', url: expect.stringContaining(gid) });
    expect(await harness.connect().listProjects({ search: gid, first: 5 })).toHaveLength(1);
  });

  it('are looked through page by page, then by typeahead where there are very many', async () => {
    for (let number = 0; number < 520; number += 1) harness.lab.addProject({ name: `P${number}` });
    harness.lab.addProject({ name: 'The last one' });
    const found = await harness.connect().listProjects({ search: 'last', first: 10 });
    expect(found.map(({ name, url }) => [name, url])).toEqual([['The last one', null]]);
    expect(harness.lab.calls.counts()).toMatchObject({ [PROJECTS]: 5, [TYPEAHEAD]: 1 });
  });

  it('are described in one call', async () => {
    const project = harness.lab.project();
    harness.lab.calls.reset();
    const schema = await harness.connect().describeProject(project.gid);
    expect(harness.lab.calls.counts()).toEqual({ [BATCH]: 1 });
    expect(schema).toMatchObject({
      issueTypes: [],
      priorities: ['High', 'Medium', 'Low'],
      ticketShape: {
        requiredFields: [],
        settableFields: project.fields.map(({ gid }) => gid),
        unsupportedFields: [],
      },
      missingPermissions: [],
    });
  });

  it.each([
    ['commenter', ['edit access (the account is a commenter)']],
    ['viewer', ['edit access (the account is a viewer)']],
    ['editor', []],
    ['admin', []],
    [null, []],
  ] as const)('say what a %s lacks', async (access, missing) => {
    harness.lab.project().access = access;
    const { missingPermissions } = await harness.connect().describeProject(harness.lab.project().gid);
    expect(missingPermissions).toEqual(missing);
  });

  it('have no custom fields without a paid plan, and no priority', async () => {
    harness.lab.workspace.isPremium = false;
    const { ticketShape, priorities } = await harness.connect().describeProject(harness.lab.project().gid);
    expect([ticketShape?.settableFields, ticketShape?.unsupportedFields, priorities]).toEqual([
      [],
      [{ field: 'PRIORITY', isRefused: false }],
      [],
    ]);
  });

  it('warn where they are archived, and are not found where they are hidden', async () => {
    harness.lab.project().isArchived = true;
    const { warnings } = await harness.connect().describeProject(harness.lab.project().gid);
    expect(warnings).toEqual([expect.stringMatching(/archived/)]);
    harness.lab.project().isHidden = true;
    const error = await failureOf(harness.connect().describeProject(harness.lab.project().gid));
    expect(error.failure).toBe(ProviderFailure.NOT_FOUND);
  });
});

describe('people and tags of Asana', () => {
  const projectKey = () => harness.lab.project().gid;

  it('are found by name or address, with their address', async () => {
    const ada = harness.lab.addUser('Ada', 'ada@lovelace.test');
    const found = await harness.connect().searchUsers({ projectKey: projectKey(), search: 'LOVE', first: 5 });
    expect(found).toEqual([{ remoteId: ada.gid, name: 'Ada', email: 'ada@lovelace.test' }]);
  });

  it('are found behind the end of Asana’s list', async () => {
    for (let number = 0; number < 2_000; number += 1) harness.lab.addUser(`A ${number}`, `a${number}@x.test`);
    const zoe = harness.lab.addUser('Zoe', 'zoe@x.test');
    const found = await harness.connect().searchUsers({ projectKey: projectKey(), search: 'zoe', first: 5 });
    expect(found).toEqual([{ remoteId: zoe.gid, name: 'Zoe', email: null }]);
  });

  it.each(['4711', 'SHOP'])('are none of the project %s', async (key) => {
    const [connection, query] = [harness.connect(), { projectKey: key, search: '', first: 5 }];
    for (const call of [connection.searchUsers(query), connection.searchLabels(query)]) {
      expect((await failureOf(call)).failure).toBe(ProviderFailure.NOT_FOUND);
    }
  });
});

import { type MondayLab, startMondayLab } from '../../lab/index.js';
import { aTeam } from '../support/fixtures/team.fixture.js';
import { CREATE, IntegrationFixture, refusal, UPDATE } from '../support/fixtures/integrations.fixture.js';

const USERS = `query ($id: ID!, $key: String! = "SHOP", $search: String! = "", $first: Int! = 20) {
  trackerUsers(integrationId: $id, projectKey: $key, search: $search, first: $first) { remoteId name email } }`;
const LABELS = `query ($id: ID!, $key: String! = "SHOP", $search: String, $first: Int! = 50) {
  trackerLabels(integrationId: $id, projectKey: $key, search: $search, first: $first) }`;
const BOTH = [
  ['trackerUsers', USERS],
  ['trackerLabels', LABELS],
] as const;

const ASSIGNABLE = 'GET /rest/api/3/user/assignable/search';
const LABEL_LIST = 'GET /rest/api/3/label';

let fixture: IntegrationFixture;
let id: string;

beforeAll(async () => {
  fixture = await IntegrationFixture.start({ timings: { discoveryCacheMs: 60_000 } });
  for (let number = 100; number < 160; number += 1) {
    fixture.lab.addAccount(`tester-${number}@example.test`, `lab-token-${number}`, `Tester ${number}`);
  }
  fixture.lab.addAccount('ada@example.test', 'lab-token-ada', 'Ada Example');
});
beforeEach(async () => {
  fixture.lab.site.labels.clear();
  id = (await fixture.create())['id'];
  fixture.lab.calls.reset();
});
afterEach(async () => {
  fixture.lab.faults.clear();
  await fixture.clearPauses();
  await fixture.lab.up();
  expect(fixture.lab.violations).toEqual([]);
});
afterAll(() => fixture?.stop());

/** As an editor. */
const ask = (query: string, variables: object = {}) =>
  fixture.graphql(query, { id, ...variables }, fixture.team.EDITOR.token);
const names = async (variables: object = {}): Promise<string[]> => {
  const { data, errors } = await ask(USERS, variables);
  expect(errors).toBeUndefined();
  return data.trackerUsers.map(({ name }: { name: string }) => name);
};
const labels = async (variables: object = {}): Promise<string[]> => {
  const { data, errors } = await ask(LABELS, variables);
  expect(errors).toBeUndefined();
  return data.trackerLabels;
};
/** Labels as they stay behind, one for each release ticket. */
const addMarkerLabels = (count: number) => {
  for (let made = 0; made < count; made += 1) fixture.lab.site.labels.add(`delivr-${crypto.randomUUID()}`);
};

describe('whom tickets can be assigned to', () => {
  it('is found by a part of the name or by the e-mail address, with all that a form needs', async () => {
    const { data } = await ask(USERS, { search: ' ADA ' });
    const { accountId } = fixture.lab.site.accounts.find(({ displayName }) => displayName === 'Ada Example')!;
    expect(data.trackerUsers).toEqual([
      { remoteId: accountId, name: 'Ada Example', email: 'ada@example.test' },
    ]);
    expect(await names({ search: 'exam' })).toEqual(['Ada Example']);
    expect(await names({ search: 'tester-101@' })).toEqual(['Tester 101']);
    expect(await names({ search: 'nobody like this' })).toEqual([]);
  });

  it('is cut to `first`, which is 20, and 100 at most', async () => {
    expect(await names({ search: 'tester' })).toHaveLength(20);
    expect(await names({ search: 'tester', first: 3 })).toEqual(['Tester 100', 'Tester 101', 'Tester 102']);
    const all = await names({ search: 'tester', first: 100 });
    expect(new Set(all).size).toBe(60);
  });

  it('is nobody of a project that is none: null, PROVIDER_ERROR, NOT_FOUND', async () => {
    for (const key of ['NOPE', '../etc', '', 'a\u0000']) {
      const answer = await ask(USERS, { key });
      expect(answer.data).toEqual({ trackerUsers: null });
      expect(refusal(answer)).toMatchObject({ code: 'PROVIDER_ERROR', failure: 'NOT_FOUND' });
    }
  });

  it('is asked for once, however many want it at the same time, and remembered for a moment', async () => {
    fixture.lab.faults.inject(ASSIGNABLE, { kind: 'latency', ms: 200 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => names({ search: 'ada' })));
    expect(new Set(answers.map(String))).toEqual(new Set(['Ada Example']));
    await names({ search: 'ada' });
    expect(fixture.lab.calls.count(ASSIGNABLE)).toBe(1);
    await fixture.run(UPDATE, { input: { id, connection: fixture.jira() } });
    await names({ search: 'ada' });
    expect(fixture.lab.calls.count(ASSIGNABLE)).toBe(2);
  });

  it('is looked for on every page of a tracker that cannot search', async () => {
    await withMonday(async ({ id: monday, key, lab }) => {
      for (let number = 0; number < 250; number += 1) {
        lab.site.addUser(`Colleague ${number}`, `c${number}@monday.test`, `lab-token-c${number}`);
      }
      expect(await names({ id: monday, key, search: 'colleague 249' })).toEqual(['Colleague 249']);
      expect(await names({ id: monday, key, search: 'colleague', first: 100 })).toHaveLength(100);
    });
  });
});

describe('the labels of a project', () => {
  it('are those in use, found by their beginning', async () => {
    for (const label of ['nightly', 'night-train', 'web']) fixture.lab.site.labels.add(label);
    expect((await labels()).sort()).toEqual(['night-train', 'nightly', 'web']);
    expect((await labels({ search: ' NIGHT ' })).sort()).toEqual(['night-train', 'nightly']);
    expect(await labels({ search: 'day' })).toEqual([]);
    expect(await labels({ first: 2 })).toHaveLength(2);
  });

  it('are cut to `first`, which is 50', async () => {
    for (let number = 0; number < 60; number += 1) fixture.lab.site.labels.add(`more-${number}`);
    expect(await labels({ search: '  ' })).toHaveLength(50);
    expect(await labels({ first: 60 })).toHaveLength(60);
  });

  it('are never those that only say whose ticket it is, however many of these there are', async () => {
    addMarkerLabels(1_100);
    for (const label of ['delivery', 'docs', 'web']) fixture.lab.site.labels.add(label);
    expect(await labels()).toEqual(['delivery', 'docs', 'web']);
    expect(await labels({ search: 'd' })).toEqual(['delivery', 'docs']);
    expect(await labels({ search: 'Deliv' })).toEqual(['delivery']);
    expect(await labels({ search: 'delivr-' })).toEqual([]);
    expect(await labels({ search: 'doc' })).toEqual(['docs']);
  });

  it('are asked for once, however many want them at the same time, and remembered for a moment', async () => {
    fixture.lab.site.labels.add('nightly');
    fixture.lab.faults.inject(LABEL_LIST, { kind: 'latency', ms: 200 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => labels()));
    expect(new Set(answers.map(String))).toEqual(new Set(['nightly']));
    await labels();
    expect(fixture.lab.calls.count(LABEL_LIST)).toBe(1);
  });
});

describe.each(BOTH)('%s', (field, query) => {
  it.each([
    ['first', { first: 0 }],
    ['first', { first: 101 }],
    ['search', { search: 'x'.repeat(256) }],
    ['search', { search: 'a\u0000b' }],
    ['search', { search: 'a\ud800' }],
  ])('%s that cannot be: BAD_USER_INPUT, the tracker is not asked: %#', async (path, variables) => {
    const answer = await ask(query, variables);
    expect(refusal(answer)).toMatchObject({ code: 'BAD_USER_INPUT', fields: [path] });
    expect(answer.data).toEqual({ [field]: null });
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('is not for VIEWERs: the tracker is not asked', async () => {
    const answer = await fixture.graphql(query, { id }, fixture.team.VIEWER.token);
    expect(refusal(answer)).toMatchObject({ code: 'FORBIDDEN' });
    expect(answer.data).toEqual({ [field]: null });
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('says of another tenant’s integration what it says of none at all', async () => {
    const stranger = await aTeam(fixture.app, 'Strangers');
    const answers = [];
    for (const one of [id, '01890a5d-ac96-774b-bcce-b302099a8057']) {
      answers.push(await fixture.graphql(query, { id: one }, stranger.EDITOR.token));
    }
    for (const answer of answers) {
      expect(answer.data).toEqual({ [field]: null });
      expect(refusal(answer)).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(refusal(answers[0]!)).toEqual(refusal(answers[1]!));
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('of a tracker that is down empties its own field alone, another tracker answers', async () => {
    await withMonday(async ({ id: monday, key }) => {
      await fixture.lab.down();
      const selection = field === 'trackerUsers' ? '{ name }' : '';
      const search = field === 'trackerUsers' ? ', search: ""' : '';
      const { status, data, errors } = await ask(
        `query ($id: ID!, $monday: ID!, $key: String!) { integration(id: $id) { id }
          here: ${field}(integrationId: $id, projectKey: "SHOP"${search}) ${selection}
          there: ${field}(integrationId: $monday, projectKey: $key${search}) ${selection} }`,
        { monday, key },
      );
      expect(status).toBe(200);
      expect(data).toMatchObject({ integration: { id }, here: null });
      expect(data.there.length).toBeGreaterThan(0);
      expect(errors).toHaveLength(1);
      expect(errors![0]).toMatchObject({
        path: ['here'],
        extensions: { code: 'PROVIDER_ERROR', provider: { type: 'JIRA', failure: 'UNAVAILABLE' } },
      });
    });
  });
});

/** Beside Jira a monday.com, connected, whose board has a label. */
async function withMonday(
  use: (monday: { readonly id: string; readonly key: string; readonly lab: MondayLab }) => Promise<void>,
): Promise<void> {
  const lab = await startMondayLab();
  try {
    lab.site.tag('nightly', null);
    const connection = { monday: { baseUrl: lab.baseUrl, ...lab.credentials } };
    const { createIntegration } = await fixture.run(CREATE, { input: fixture.input({ connection }) });
    await use({ id: createIntegration.id, key: lab.board.id, lab });
    expect(lab.violations).toEqual([]);
  } finally {
    await lab.stop();
  }
}

import { startJiraDataCenterLab, type JiraDataCenterLab, type JiraDataCenterLabOptions } from '../index.js';
import { LabClient } from '../support/lab-client.js';
import { EPIC_LINK_FIELD, EPIC_NAME_FIELD } from './data-center-dialect.js';

let lab: JiraDataCenterLab;
let client: LabClient;

async function start(options: JiraDataCenterLabOptions = {}): Promise<void> {
  lab = await startJiraDataCenterLab({ contextPath: '/jira', ...options });
  client = new LabClient(lab);
}
afterEach(async () => {
  await lab.stop();
  expect(lab.violations).toEqual([]);
});

function basic(name: string, password: string): LabClient {
  return new LabClient(lab, `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`);
}

async function create(extra: Record<string, unknown> = {}): Promise<string> {
  const fields = await client.epic('An epic', { [EPIC_NAME_FIELD]: 'An epic', ...extra });
  const { status, body } = await client.post('issue', { fields });
  expect([status, body.errors]).toEqual([201, undefined]);
  return body.key as string;
}

describe('who calls', () => {
  it('is in /myself and in a header, with a token or with a password, below the context path', async () => {
    await start();
    const { status, body, headers } = await client.get('myself');
    expect([status, headers.get('x-ausername')]).toEqual([200, 'release-bot']);
    expect(body).toMatchObject({ key: 'JIRAUSER10100', name: 'release-bot', displayName: 'Release Bot' });
    const { email, apiToken } = lab.password;
    expect((await basic(email, apiToken).get('myself')).body.name).toBe('release-bot');
    const origin = new URL(lab.baseUrl).origin;
    expect((await fetch(`${origin}/rest/api/2/serverInfo`)).status).toBe(404);
  });

  it('is nobody with a bad token: 401 from /myself, empty lists elsewhere', async () => {
    await start();
    const stranger = new LabClient(lab, 'Bearer lab-token-wrong');
    const { status, body } = await stranger.get('myself');
    expect([status, body['status-code'], body.errorMessages]).toEqual([401, 401, undefined]);
    const projects = await stranger.get('project');
    expect([projects.status, projects.body, projects.headers.get('x-ausername')]).toEqual([
      200,
      [],
      'anonymous',
    ]);
  });

  it('has to log in by browser after three wrong passwords, also with the right one', async () => {
    await start();
    const { email, apiToken } = lab.password;
    for (let time = 0; time < 3; time += 1) {
      const { status, headers, text } = await basic(email, 'wrong').get('myself');
      expect([status, headers.get('x-seraph-loginreason')]).toEqual([401, 'AUTHENTICATED_FAILED']);
      expect(text).toMatch(/^<html>/);
    }
    const denied = await basic(email, apiToken).get('myself');
    expect(denied.status).toBe(403);
    expect(denied.headers.get('x-authentication-denied-reason')).toBe(
      `CAPTCHA_CHALLENGE; login-url=${lab.baseUrl}/login.jsp`,
    );
    lab.logInByBrowser();
    expect((await basic(email, apiToken).get('myself')).status).toBe(200);
  });

  it('has no tokens before 8.14', async () => {
    await start({ version: '8.13.2' });
    expect((await client.get('myself')).status).toBe(401);
  });
});

describe('discovery', () => {
  beforeEach(() => start());

  it('lists projects in one piece, and says `values` where Cloud does not', async () => {
    const projects = await client.get('project');
    expect(projects.body).toEqual([expect.objectContaining({ key: 'SHOP', archived: false })]);
    const types = await client.get('issue/createmeta/SHOP/issuetypes?maxResults=2');
    expect(types.body).toMatchObject({ total: 4, isLast: false, maxResults: 2 });
    expect(types.body.values[0]).toMatchObject({ name: 'Epic', subtask: false });
    expect(types.body.values[0]).not.toHaveProperty('hierarchyLevel');
    const { id } = types.body.values[0];
    const { body } = await client.get(`issue/createmeta/SHOP/issuetypes/${id}?maxResults=200`);
    expect(body.values).toContainEqual(
      expect.objectContaining({
        fieldId: EPIC_NAME_FIELD,
        required: true,
        schema: expect.objectContaining({ custom: 'com.pyxis.greenhopper.jira:gh-epic-label' }),
      }),
    );
    expect((await client.get('issue/createmeta/NOPE/issuetypes')).status).toBe(400);
  });

  it('lists every permission without being asked for any by name', async () => {
    const { body } = await client.get('mypermissions?projectKey=SHOP');
    expect(body.permissions.CREATE_ISSUES.havePermission).toBe(true);
  });

  it('suggests people and labels', async () => {
    lab.addAccount('ada', 'lab-token-ada', 'Ada Lovelace');
    const { body } = await client.get('user/assignable/search?project=SHOP&username=love');
    expect(body).toEqual([expect.objectContaining({ name: 'ada' })]);
    await create({ labels: ['release', 'release-1.2'] });
    const labels = await client.get('jql/autocompletedata/suggestions?fieldName=labels&fieldValue=rel');
    expect(labels.body.results.map(({ value }: { value: string }) => value)).toEqual([
      'release',
      '"release-1.2"',
    ]);
  });
});

describe('tickets', () => {
  it('want an epic name for an epic, plain text, and an epic link for what belongs to one', async () => {
    await start();
    const bare = await client.post('issue', { fields: await client.epic('E') });
    expect([bare.status, bare.body]).toEqual([
      400,
      { errorMessages: [], errors: { [EPIC_NAME_FIELD]: 'Epic Name is required.' } },
    ]);
    const epic = await create({ description: 'h2. x' });
    const types = await client.get('issue/createmeta/SHOP/issuetypes');
    const story = types.body.values.find(({ name }: { name: string }) => name === 'Story');
    const fields = { project: { key: 'SHOP' }, issuetype: { id: story.id }, summary: 'S' };
    const linked = await client.post('issue', { fields: { ...fields, [EPIC_LINK_FIELD]: epic } });
    const read = await client.get(`issue/${linked.body.key}?fields=${EPIC_LINK_FIELD}`);
    expect(read.body.fields).toEqual({ [EPIC_LINK_FIELD]: epic });
    const parented = await client.post('issue', { fields: { ...fields, parent: { key: epic } } });
    expect(parented.body.errors.parent).toMatch(/cannot be set/);
    const adf = { type: 'doc', version: 1, content: [] };
    const rich = await client.post('issue', { fields: { ...fields, description: adf } });
    expect(rich.body.errors.description).toMatch(/must be a string/);
  });

  it('are searched up to the cap, with or without the query being checked', async () => {
    await start({ searchCap: 2 });
    for (let number = 0; number < 3; number += 1) await create();
    const all = await client.post('search', { jql: 'project = SHOP', maxResults: 5_000 });
    expect(all.body).toMatchObject({ startAt: 0, maxResults: 2, total: 3 });
    expect(all.body.issues).toHaveLength(2);
    const jql = 'key in (SHOP-1, SHOP-404, SHOP-405)';
    const strict = await client.post('search', { jql });
    expect([strict.status, strict.body.errorMessages]).toEqual([
      400,
      ['SHOP-404', 'SHOP-405'].map((key) => `An issue with key '${key}' does not exist for field 'key'.`),
    ]);
    const lenient = await client.post('search', { jql, validateQuery: false });
    expect(lenient.body.issues.map(({ key }: { key: string }) => key)).toEqual(['SHOP-1']);
    expect(lenient.body.warningMessages).toHaveLength(2);
    expect((await client.post('search', { jql, properties: ['x'] })).status).toBe(400);
  });

  it.each([
    ['9.12.1', 403],
    ['10.3.24', 404],
  ])('that are hidden answer as version %s does: %i', async (version, status) => {
    await start({ version });
    const key = await create();
    lab.hideIssue(key);
    expect((await client.get(`issue/${key}`)).status).toBe(status);
    expect((await client.get('issue/SHOP-99')).status).toBe(404);
  });

  it('answer 500 to a transition that there is not, and take a remote link once', async () => {
    await start();
    const key = await create();
    const wrong = await client.post(`issue/${key}/transitions`, { transition: { id: '4711' } });
    expect(wrong.status).toBe(500);
    const link = { globalId: 'build-1', object: { url: 'https://ci.example.test/1', title: 'Build 1' } };
    const first = await client.post(`issue/${key}/remotelink`, link);
    const second = await client.post(`issue/${key}/remotelink`, link);
    expect([first.status, second.status, second.body.id]).toEqual([201, 200, first.body.id]);
    const joined = await client.post('../../agile/1.0/epic/SHOP-1/issue', { issues: [] });
    expect(joined.status).toBe(204);
    expect((await client.post('../../agile/1.0/epic/SHOP-9/issue', { issues: [] })).status).toBe(404);
  });
});

describe('the rate limit', () => {
  it('is off at first; once on, every answer says what is left', async () => {
    await start();
    expect((await client.get('myself')).headers.get('x-ratelimit-limit')).toBeNull();
    await lab.stop();
    await start({ rateLimit: { capacity: 2, fillRate: 1, intervalSeconds: 3600 } });
    const { headers } = await client.get('myself');
    expect([headers.get('x-ratelimit-remaining'), headers.get('retry-after')]).toEqual(['1', '0']);
    await client.get('myself');
    const limited = await client.get('myself');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3600']);
    lab.blockAccount();
    expect((await client.get('myself')).headers.get('retry-after')).toBe('9223372036854775807');
  });
});

import { startJiraCloudLab, type JiraCloudLab } from '../index.js';
import { badToken, LabClient } from '../support/lab-client.js';

describe('who calls', () => {
  let lab: JiraCloudLab;
  let client: LabClient;

  beforeEach(async () => {
    lab = await startJiraCloudLab();
    client = new LabClient(lab);
  });
  afterEach(async () => {
    await lab.stop();
    expect(lab.violations).toEqual([]);
  });

  it('is in /myself, and in a header of every answer', async () => {
    const { status, body, headers } = await client.get('myself');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      emailAddress: lab.credentials.email,
      displayName: 'Release Bot',
      active: true,
    });
    expect(headers.get('x-aaccountid')).toBe(body.accountId);
  });

  it('gets plain text and 401 from /myself with a bad token', async () => {
    const { status, text, headers } = await badToken(lab).get('myself');
    expect(status).toBe(401);
    expect(headers.get('content-type')).toMatch('text/plain');
    expect(text).toBe('Client must be authenticated to access this resource.');
    expect(headers.get('x-seraph-loginreason')).toBe('AUTHENTICATED_FAILED');
  });

  it('gets an empty 200 from anonymous endpoints with a bad token, and only a header says so', async () => {
    const projects = await badToken(lab).get('project/search');
    expect(projects.status).toBe(200);
    expect(projects.body).toMatchObject({ isLast: true, maxResults: 50, startAt: 0, total: 0, values: [] });
    const search = await badToken(lab).post('search/jql', { jql: 'project = "SHOP"' });
    const types = await badToken(lab).get('issue/createmeta/SHOP/issuetypes');
    for (const answer of [projects, search, types]) {
      expect(answer.headers.get('x-seraph-loginreason')).toBe('AUTHENTICATED_FAILED');
      expect(answer.headers.get('x-aaccountid')).toBeNull();
    }
    expect((await badToken(lab).get('issue/SHOP-1')).status).toBe(404);
  });

  it('cannot create with a bad token, whatever the status says', async () => {
    const fields = await client.epic('never');
    const { status, headers } = await badToken(lab).post('issue/bulk', { issueUpdates: [{ fields }] });
    expect(status).toBe(400);
    expect(headers.get('x-seraph-loginreason')).toBe('AUTHENTICATED_FAILED');
    expect(lab.issues()).toHaveLength(0);
  });

  it('is refused once its token is revoked, and served with the new one', async () => {
    lab.revokeToken();
    expect((await client.get('myself')).status).toBe(401);
    expect((await new LabClient(lab).get('myself')).status).toBe(200);
  });

  it('may ask /serverInfo without any credentials', async () => {
    const { status, body } = await new LabClient(lab, null).get('serverInfo');
    expect(status).toBe(200);
    expect(body).toMatchObject({ deploymentType: 'Cloud', baseUrl: lab.baseUrl });
  });

  it('must name the permissions it asks for', async () => {
    expect((await client.get('mypermissions?projectKey=SHOP')).status).toBe(400);
    lab.site.project('SHOP')?.setPermission('CREATE_ISSUES', false);
    const { body } = await client.get(
      'mypermissions?projectKey=SHOP&permissions=BROWSE_PROJECTS,CREATE_ISSUES',
    );
    expect(body.permissions.BROWSE_PROJECTS.havePermission).toBe(true);
    expect(body.permissions.CREATE_ISSUES.havePermission).toBe(false);
  });

  it('reads the time of the site, which may be an hour off', async () => {
    lab.clockOffsetMs = 3_600_000;
    const { headers } = await client.get('myself');
    const offset = Date.parse(headers.get('date') ?? '') - Date.now();
    expect(offset).toBeGreaterThan(3_590_000);
    expect(offset).toBeLessThan(3_610_000);
  });
});

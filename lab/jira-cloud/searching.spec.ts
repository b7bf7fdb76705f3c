import { eventually } from '../../test/support/eventually.js';
import { startJiraCloudLab, type JiraCloudLab } from '../index.js';
import { LabClient } from '../support/lab-client.js';

describe('searching', () => {
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

  const search = (jql: string, more: object = {}) => client.post('search/jql', { jql, ...more });
  const create = async (label: string) =>
    client.post('issue', { fields: await client.epic(label, { labels: [label] }) });
  const keys = async (jql: string): Promise<string[]> => {
    const { status, body } = await search(jql, { fields: ['key'] });
    expect(status).toBe(200);
    return body.issues.map(({ key }: { key: string }) => key);
  };

  it('answers ids only unless fields are named', async () => {
    await create('a');
    const { body } = await search('project = "SHOP" AND labels = "a"');
    expect(body).toEqual({ issues: [{ id: '10000' }], isLast: true });
    const named = await search('labels = a', { fields: ['status', 'summary'], maxResults: 2 });
    expect(named.body.issues[0]).toMatchObject({ key: 'SHOP-1', fields: { status: { name: 'To Do' } } });
  });

  it('finds a new issue only when the index has caught up; strong reads see it at once', async () => {
    lab.indexLagMs = 2_000;
    await create('late');
    expect(await keys('labels = "late"')).toEqual([]);
    expect((await client.get('issue/SHOP-1')).status).toBe(200);
    await eventually(async () => expect(await keys('labels = "late"')).toEqual(['SHOP-1']));
  });

  it('may lose a found issue again for a moment', async () => {
    await create('flicker');
    lab.hideFromSearch('SHOP-1', 2);
    const seen = [];
    for (let search = 0; search < 3; search += 1) seen.push((await keys('labels = "flicker"')).length);
    expect(seen).toEqual([0, 0, 1]);
    lab.site.indexFlickerRate = 1;
    expect(await keys('labels = "flicker"')).toEqual([]);
  });

  it('pages with an opaque token and never answers a total', async () => {
    for (const label of ['a', 'b', 'c']) await create(label);
    const first = await search('project = SHOP ORDER BY key ASC', { maxResults: 2 });
    expect(first.body).toMatchObject({ isLast: false, nextPageToken: expect.any(String) });
    expect(first.body.total).toBeUndefined();
    const { nextPageToken } = first.body;
    const second = await search('project = SHOP ORDER BY key ASC', { maxResults: 2, nextPageToken });
    expect(second.body).toEqual({ issues: [{ id: '10002' }], isLast: true });
    expect((await search('project = SHOP', { nextPageToken })).status).toBe(400);
  });

  it('understands the questions that integrations ask', async () => {
    for (const label of ['a', 'b', 'c']) await create(label);
    lab.setStatus('SHOP-2', 'Done');
    const cases: [string, string[]][] = [
      ['project = SHOP ORDER BY created DESC', ['SHOP-3', 'SHOP-2', 'SHOP-1']],
      ['project = "Shop" AND labels in ("a", "c") ORDER BY key ASC', ['SHOP-1', 'SHOP-3']],
      ['key in (SHOP-1, SHOP-2) ORDER BY key', ['SHOP-1', 'SHOP-2']],
      ['id in (10001)', ['SHOP-2']],
      ['project = SHOP AND key > SHOP-1 ORDER BY key DESC', ['SHOP-3', 'SHOP-2']],
      ['project = SHOP AND creator = currentUser() AND created >= "-15m"', ['SHOP-3', 'SHOP-2', 'SHOP-1']],
      ['project = SHOP AND createdDate <= "-5m"', []],
      ['status = Done', ['SHOP-2']],
      ['project = SHOP AND NOT (labels = a OR labels = "b")', ['SHOP-3']],
      ['labels != a ORDER BY key', ['SHOP-2', 'SHOP-3']],
      ['summary ~ "b"', ['SHOP-2']],
    ];
    for (const [jql, expected] of cases) expect([jql, await keys(jql)]).toEqual([jql, expected]);
  });

  it('reads dates by the clock of the site and the time zone of the caller', async () => {
    lab.clockOffsetMs = 3_600_000;
    lab.account.timeZone = 'Asia/Kolkata';
    await create('a');
    const wall = (at: number) => new Date(at + 5.5 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
    const created = lab.issue('SHOP-1').created;
    expect(await keys('created >= "-1m"')).toEqual(['SHOP-1']);
    expect(await keys(`created >= "${wall(created)}"`)).toEqual(['SHOP-1']);
    expect(await keys(`created >= "${wall(created + 120_000)}"`)).toEqual([]);
  });

  it('refuses what is unbounded, unknown or unreadable', async () => {
    const messages: [string, RegExp][] = [
      ['', /Unbounded/],
      ['ORDER BY created DESC', /Unbounded/],
      ['key in (SHOP-99)', /An issue with key 'SHOP-99' does not exist for field 'key'\./],
      ['project = "NOPE"', /The value 'NOPE' does not exist for the field 'project'\./],
      ['colour = red', /Field 'colour' does not exist/],
      ['project = SHOP AND', /Error in the JQL Query/],
      ['project == SHOP', /Error in the JQL Query/],
      ['created >= "yesterday"', /Date value 'yesterday'/],
    ];
    await create('a');
    for (const [jql, message] of messages) {
      const { status, body } = await search(jql);
      expect([jql, status]).toEqual([jql, 400]);
      expect(body.errorMessages[0]).toMatch(message);
    }
  });

  it('no longer has the old search', async () => {
    expect((await client.get('search?jql=project%20%3D%20SHOP')).status).toBe(410);
    lab.violations.length = 0;
  });
});

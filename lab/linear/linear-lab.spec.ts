import { randomUUID } from 'node:crypto';
import { sdlDifferences } from '../graphql/schemas.js';
import { type LinearLab, startLinearLab } from '../index.js';
import { LINEAR_SDL } from './schema.js';

const CREATE = `mutation ($input: IssueCreateInput!) {
  issueCreate(input: $input) { success lastSyncId issue { id identifier number url state { name type } team { key } } } }`;
const BATCH = `mutation ($input: IssueBatchCreateInput!) {
  issueBatchCreate(input: $input) { success issues { id identifier title } } }`;
const READ = 'query ($id: String!) { issue(id: $id) { id identifier trashed archivedAt updatedAt } }';
const LIST = `query ($filter: IssueFilter, $first: Int, $after: String, $archived: Boolean) {
  issues(filter: $filter, first: $first, after: $after, includeArchived: $archived) {
    nodes { id identifier updatedAt } pageInfo { hasNextPage endCursor } } }`;
const ATTACH = `mutation ($input: AttachmentCreateInput!) {
  attachmentCreate(input: $input) { attachment { id title url issue { attachments { nodes { id metadata } } } } } }`;

describe('the emulated Linear', () => {
  let lab: LinearLab;
  let teamId: string;

  beforeEach(async () => {
    lab = await startLinearLab({ teams: [{}, { key: 'OTHER' }] });
    teamId = lab.workspace.team('SHOP')!.id;
  });
  afterEach(() => lab.stop());

  async function send(query: string, variables: object = {}, authorization = lab.credentials.apiKey) {
    const response = await fetch(`${lab.baseUrl}/graphql`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as any };
  }

  async function create(more: object = {}): Promise<any> {
    const { body } = await send(CREATE, { input: { teamId, title: 'One', ...more } });
    return body.data?.issueCreate.issue ?? body.errors[0];
  }

  it('says nothing in its SDL that the vendor’s does not say too', () => {
    expect(sdlDifferences(LINEAR_SDL, 'linear/schema.graphql')).toEqual([]);
  });

  it('takes the key as it is, and nothing before it', async () => {
    const viewer = 'query { viewer { id name email organization { name urlKey } } }';
    const { body } = await send(viewer);
    expect(body.data.viewer).toMatchObject({ name: 'Release Bot', organization: { urlKey: 'linear' } });
    const asBearer = await send(viewer, {}, `Bearer ${lab.credentials.apiKey}`);
    expect([asBearer.status, asBearer.body.errors[0].message]).toEqual([
      400,
      expect.stringContaining('Remove the Bearer prefix'),
    ]);
    const unknown = await send(viewer, {}, 'lin_api_other');
    expect(unknown.status).toBe(401);
    expect(unknown.body).toEqual({
      errors: [expect.objectContaining({ message: 'Authentication required, not authenticated' })],
    });
    expect(lab.violations).toEqual([]);
  });

  it.each([200, 400] as const)('detects an id that it knows, once there with %i', async (status) => {
    lab.workspace.refusalStatus = status;
    const id = randomUUID();
    expect(await create({ id })).toMatchObject({ id, identifier: 'SHOP-1', team: { key: 'SHOP' } });
    lab.trashIssue('SHOP-1');
    const again = await send(CREATE, { input: { id: id.toUpperCase(), teamId, title: 'Two' } });
    expect(again.status).toBe(status);
    expect(again.body).toEqual({
      errors: [
        expect.objectContaining({
          message: 'conflict on insert of Issue',
          path: ['issueCreate'],
          extensions: expect.objectContaining({
            code: 'INPUT_ERROR',
            userPresentableMessage: `Entity Issue with id ${id} already exists.`,
          }),
        }),
      ],
      data: null,
    });
    expect(lab.issues()).toHaveLength(1);
    expect(lab.violations).toEqual([]);
  });

  it('makes a batch as a whole or not at all', async () => {
    const taken = randomUUID();
    await create({ id: taken });
    const issues = [randomUUID(), taken, randomUUID()].map((id, index) => ({
      id,
      teamId,
      title: `${index}`,
    }));
    const refused = await send(BATCH, { input: { issues } });
    expect(refused.body.errors[0].message).toBe('conflict on insert of Issue');
    expect(lab.issues()).toHaveLength(1);
    lab.faults.inject('mutation issueBatchCreate', { kind: 'drop-mid-commit', elements: 1 });
    const fresh = issues.filter(({ id }) => id !== taken);
    await expect(send(BATCH, { input: { issues: fresh } })).rejects.toThrow();
    expect(lab.issues()).toHaveLength(1);
    const { body } = await send(BATCH, { input: { issues: fresh } });
    expect(body.data.issueBatchCreate.issues.map(({ identifier }: any) => identifier)).toEqual([
      'SHOP-2',
      'SHOP-3',
    ]);
    const many = Array.from({ length: 51 }, () => ({ teamId, title: 'x' }));
    expect((await send(BATCH, { input: { issues: many } })).body.errors[0].message).toMatch(/Argument/);
    expect(lab.violations).toEqual([]);
  });

  it('refuses what does not fit, in its own words', async () => {
    const { workspace } = lab;
    const ofOther = workspace.addLabel('there', { team: 'OTHER' });
    const group = workspace.addLabel('kind', { isGroup: true });
    const [one, two] = ['a', 'b'].map((name) => workspace.addLabel(name, { parent: 'kind' }));
    const retired = workspace.addLabel('old', { isRetired: true });
    const said = async (more: object) => (await create(more)).message;
    expect(await said({ teamId: randomUUID() })).toBe('Entity not found: Team');
    expect(await said({ assigneeId: randomUUID() })).toBe('Entity not found: User');
    expect(await said({ parentId: 'SHOP-99' })).toBe('Entity not found: Issue');
    expect(await said({ id: 'x' })).toBe('Argument Validation Error');
    expect(await said({ title: ' ' })).toBe('Argument Validation Error');
    expect(await said({ priority: 5 })).toBe('Argument Validation Error');
    expect(await said({ labelIds: [ofOther.id] })).toBe('LabelIds for incorrect team');
    expect(await said({ labelIds: [group.id] })).toBe('LabelIds cannot be groups');
    expect(await said({ labelIds: [one!.id, two!.id] })).toMatch(/exclusive/);
    expect(await said({ labelIds: [retired.id] })).toMatch(/retired/);
    expect((await send(READ, { id: 'SHOP-99' })).body).toMatchObject({
      errors: [{ message: 'Entity not found: Issue' }],
      data: null,
    });
    workspace.issueCap = 0;
    expect(await said({})).toBe('Usage limit exceeded');
    expect(lab.issues()).toEqual([]);
    expect(lab.violations).toEqual([]);
  });

  it('hides the archived unless asked, and archiving is no change', async () => {
    const { id } = await create();
    const before = (await send(READ, { id })).body.data.issue;
    lab.archiveIssue(id);
    const found = async (archived: boolean) =>
      (await send(LIST, { filter: { id: { in: [id] } }, archived })).body.data.issues.nodes;
    expect(await found(false)).toEqual([]);
    expect(await found(true)).toEqual([expect.objectContaining({ id, updatedAt: before.updatedAt })]);
    expect((await send(READ, { id: 'shop-1' })).body.data.issue.archivedAt).not.toBeNull();
  });

  it('keeps an issue’s id when it moves; the old identifier still leads there', async () => {
    const { id } = await create();
    expect(lab.moveIssue(id, 'OTHER')).toBe('OTHER-1');
    expect((await send(READ, { id: 'SHOP-1' })).body.data.issue).toMatchObject({ id, identifier: 'OTHER-1' });
    const byNumber = { team: { key: { eq: 'SHOP' } }, number: { eq: 1 } };
    expect((await send(LIST, { filter: byNumber })).body.data.issues.nodes).toEqual([]);
  });

  it('pages by cursor, fifty at a time, never more than 250', async () => {
    for (let number = 0; number < 60; number += 1) await create();
    const first = (await send(LIST)).body.data.issues;
    expect(first.nodes).toHaveLength(50);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = (await send(LIST, { after: first.pageInfo.endCursor })).body.data.issues;
    expect([rest.nodes.length, rest.pageInfo.hasNextPage]).toEqual([10, false]);
    const { body, status } = await send(LIST, { first: 500 });
    expect([status, body.errors[0].message]).toEqual([200, 'Argument Validation Error']);
  });

  it('counts points, and refuses a query of more than ten thousand', async () => {
    const { headers } = await send(LIST, { first: 10 });
    expect(Number(headers.get('x-complexity'))).toBeGreaterThan(10);
    const deep = '{ issues(first: 250) { nodes { id comments(first: 50) { nodes { id body } } } } }';
    const refused = await send(deep);
    expect([refused.status, refused.body.errors[0].message]).toEqual([400, expect.stringMatching(/complex/)]);
  });

  it('limits with 400, and gives the reset time of the empty bucket in milliseconds', async () => {
    const struck = async (limiter?: string) => {
      lab.faults.inject('query issues', {
        ...{ kind: 'rate-limit', resetInSeconds: 30 },
        ...(limiter ? { limiter } : {}),
      } as const);
      return send(LIST);
    };
    const { status, headers, body } = await struck();
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'RATELIMITED']);
    expect(headers.get('x-ratelimit-requests-remaining')).toBe('0');
    expect(Number(headers.get('x-ratelimit-requests-reset')) - Date.now()).toBeGreaterThan(20_000);
    expect(Number(headers.get('x-ratelimit-complexity-remaining'))).toBeGreaterThan(0);
    expect((await struck('complexity')).headers.get('x-ratelimit-complexity-remaining')).toBe('0');
  });

  it('makes comments and attachments once', async () => {
    const { id } = await create();
    const comment =
      'mutation ($input: CommentCreateInput!) { commentCreate(input: $input) { comment { id } } }';
    const input = { id: randomUUID(), issueId: id, body: 'Hello' };
    expect((await send(comment, { input })).body.data.commentCreate.comment.id).toBe(input.id);
    expect((await send(comment, { input })).body.errors[0].message).toBe('conflict on insert of Comment');
    const attachment = { issueId: id, url: 'https://ci.example.test/1', title: 'One' };
    const first = (await send(ATTACH, { input: attachment })).body.data.attachmentCreate.attachment;
    const second = (await send(ATTACH, { input: { ...attachment, title: 'Two' } })).body.data
      .attachmentCreate;
    expect(second.attachment).toMatchObject({ id: first.id, title: 'Two' });
    expect(second.attachment.issue.attachments.nodes).toHaveLength(1);
    expect(lab.violations).toEqual([]);
  });

  it('signs what it sends in hex, with the time inside', async () => {
    const { id } = await create();
    const { rawBody, headers } = lab.delivery(id, { secret: 's', action: 'update', at: 1_700_000_000_000 });
    expect(JSON.parse(rawBody.toString())).toMatchObject({
      type: 'Issue',
      webhookTimestamp: 1_700_000_000_000,
    });
    expect(headers['linear-signature']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('shows pages to people, which are no calls', async () => {
    const { url } = await create({ title: 'Say <hello>' });
    expect(url).toBe(`${lab.baseUrl}/linear/issue/SHOP-1/say-hello`);
    lab.calls.reset();
    expect(await (await fetch(url)).text()).toContain('Say &#60;hello&#62;');
    expect(await (await fetch(lab.baseUrl)).text()).toContain('SHOP-1');
    expect(lab.calls.total).toBe(0);
  });
});

import { createHash } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { codes, GRAPHQL, type HttpRequest, JSON_TYPE, send } from './graphql-http.support.js';

const WHO = '{ viewer { account { name } } }';
const COUNT =
  'query ($id: ID!, $first: Int!) { activity(projectId: $id, first: $first) { edges { cursor } } }';

/** One of each kind of answer. */
const ANSWERS: readonly [string, number, string | null, HttpRequest][] = [
  ['data', 200, null, { body: { query: WHO } }],
  [
    'a refusal of an operation',
    200,
    'NOT_FOUND',
    { body: { query: COUNT, variables: { id: 'x', first: 1 } } },
  ],
  ['no query at all', 400, 'BAD_USER_INPUT', { body: {} }],
  ['a query that cannot be read', 400, 'GRAPHQL_PARSE_FAILED', { body: { query: '{ viewer ' } }],
  ['a field that does not exist', 400, 'GRAPHQL_VALIDATION_FAILED', { body: { query: '{ nobody }' } }],
  ['a bad variable', 400, 'BAD_USER_INPUT', { body: { query: COUNT, variables: { id: 'x', first: 'y' } } }],
  [
    'no operation of several',
    400,
    'OPERATION_RESOLUTION_FAILURE',
    { body: { query: `query A ${WHO} query B ${WHO}` } },
  ],
  ['no token', 401, 'UNAUTHENTICATED', { body: { query: WHO }, token: null }],
  ['a bad token', 401, 'UNAUTHENTICATED', { body: { query: WHO }, token: 'x'.repeat(40) }],
  [
    'something else than a token',
    401,
    'UNAUTHENTICATED',
    { body: { query: WHO }, headers: { authorization: 'Basic eDp5' } },
  ],
  [
    'another method',
    405,
    'BAD_USER_INPUT',
    { method: 'PUT', headers: { 'content-type': JSON_TYPE }, body: {} },
  ],
  ['a deletion', 405, 'BAD_USER_INPUT', { method: 'DELETE' }],
  ['a body that is too large', 413, 'BAD_USER_INPUT', { body: { query: WHO, more: 'x'.repeat(300_000) } }],
  [
    'another kind of body',
    415,
    'BAD_USER_INPUT',
    { headers: { 'content-type': 'application/xml' }, body: '<a/>' },
  ],
  ['a body that is no JSON', 400, 'BAD_USER_INPUT', { body: '{ "query": ' }],
  ['an empty body', 400, 'BAD_USER_INPUT', { body: '' }],
  ['a text as body', 400, 'BAD_USER_INPUT', { body: '"x"' }],
  ['null as body', 400, 'BAD_USER_INPUT', { body: 'null' }],
  ['a query that is no text', 400, 'BAD_USER_INPUT', { body: { query: 5 } }],
  ['variables that are no object', 400, 'BAD_USER_INPUT', { body: { query: WHO, variables: [] } }],
  [
    'a prototype as variable',
    400,
    'BAD_USER_INPUT',
    { body: '{"query":"{ viewer }","variables":{"__proto__":{"a":1}}}' },
  ],
];

describe('/graphql', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });

  afterAll(() => app.close());

  describe.each([GRAPHQL, JSON_TYPE])('asked for %s answers in it', (accept) => {
    it.each(ANSWERS)('%s', async (_, status, code, request) => {
      const answer = await send(app, { ...request, headers: { accept, ...request.headers } });
      expect([answer.status, answer.type]).toEqual([status, `${accept}; charset=utf-8`]);
      expect(codes(answer)).toEqual(code === null ? [] : [code]);
      for (const { message, extensions } of answer.body.errors ?? []) {
        expect(message).not.toBe('');
        if (extensions.code === 'BAD_USER_INPUT')
          expect(extensions.fields).toEqual([{ path: expect.any(String), message: expect.any(String) }]);
      }
    });
  });

  it('asked for what it cannot write says so', async () => {
    const answer = await send(app, { headers: { accept: 'application/xml' }, body: { query: WHO } });
    expect([answer.status, codes(answer)]).toEqual([406, ['BAD_USER_INPUT']]);
  });

  it('says which methods there are', async () => {
    expect((await send(app, { method: 'PATCH' })).headers.get('allow')).toBe('GET, POST');
  });

  it('tells nobody anything without a token, not even which variables are wrong', async () => {
    const body = { query: COUNT, variables: { id: 'x', first: 'y' } };
    expect(codes(await send(app, { body, token: null }))).toEqual(['UNAUTHENTICATED']);
  });

  describe('by GET', () => {
    const get = (
      search: Record<string, string>,
      headers: Record<string, string> = { 'apollo-require-preflight': '1' },
    ) => send(app, { method: 'GET', search: `?${new URLSearchParams(search).toString()}`, headers });

    it('answers queries, variables included', async () => {
      expect((await get({ query: WHO })).body.data).toEqual({
        viewer: { account: { name: 'Administrator' } },
      });
      const answer = await get({ query: COUNT, variables: JSON.stringify({ id: 'x', first: 1 }) });
      expect(codes(answer)).toEqual(['NOT_FOUND']);
    });

    it('does no mutation', async () => {
      const answer = await get({ query: 'mutation { createProject(input: { name: "By GET" }) { id } }' });
      expect([answer.status, codes(answer)]).toEqual([405, ['BAD_USER_INPUT']]);
      const { body } = await send(app, { body: { query: '{ viewer { projects { name } } }' } });
      expect(JSON.stringify(body)).not.toContain('By GET');
    });

    it.each<[string, Record<string, string>]>([
      ['nothing', {}],
      ['variables that are no JSON', { query: WHO, variables: 'lab-token-in-the-wrong-place' }],
      ['a NUL', { query: '\u0000' }],
    ])('refuses %s', async (_, search) => {
      const answer = await get(search);
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain('lab-token');
    });
  });

  /** A page of somebody else's can make a browser send these without asking first. */
  it.each<[string, HttpRequest]>([
    ['a GET without a header of its own', { method: 'GET', search: `?query=${encodeURIComponent(WHO)}` }],
    ['a text', { headers: { 'content-type': 'text/plain' }, body: { query: WHO } }],
    [
      'a form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query={__typename}' },
    ],
  ])('refuses %s as a possible forgery', async (_, request) => {
    const answer = await send(app, request);
    expect([answer.status, codes(answer)]).toEqual([400, ['BAD_USER_INPUT']]);
    expect(answer.body.errors[0].message).toContain('Cross-Site Request Forgery');
  });

  describe('takes several operations at once', () => {
    const create = (name: string) => ({
      query: 'mutation ($name: String!) { createProject(input: { name: $name }) { name } }',
      variables: { name },
    });

    it('each with an answer of its own, whatever became of the others', async () => {
      const { status, body } = await send(app, {
        body: [create('One'), create(''), { query: '{ nobody }' }, create('Two'), { query: WHO }],
      });
      expect(status).toBe(200);
      expect(body.map((one: any) => one.errors?.[0].extensions.code ?? one.data)).toEqual([
        { createProject: { name: 'One' } },
        'BAD_USER_INPUT',
        'GRAPHQL_VALIDATION_FAILED',
        { createProject: { name: 'Two' } },
        { viewer: { account: { name: 'Administrator' } } },
      ]);
      const { body: after } = await send(app, { body: { query: '{ viewer { projects { name } } }' } });
      expect(after.data.viewer.projects.map(({ name }: any) => name)).toEqual(
        expect.arrayContaining(['One', 'Two']),
      );
    });

    it('and refuses what is none', async () => {
      for (const body of [[], [{ query: WHO }, 5], [null]])
        expect(codes(await send(app, { body }))).toEqual(['BAD_USER_INPUT']);
    });
  });

  it('does several mutations of one operation one after the other, each by itself', async () => {
    const query = `mutation {
      a: createProject(input: { name: "First of three" }) { name }
      b: createProject(input: { name: "" }) { name }
    }`;
    const { body } = await send(app, { body: { query } });
    // The whole answer is null since the contract says that each is there; what was done stays done.
    expect(body).toMatchObject({
      data: null,
      errors: [{ path: ['b'], extensions: { code: 'BAD_USER_INPUT' } }],
    });
    const { text } = await send(app, { body: { query: '{ viewer { projects { name } } }' } });
    expect(text).toContain('First of three');
  });

  describe('with persisted queries', () => {
    const sha256Hash = createHash('sha256').update(WHO).digest('hex');
    const persisted = (hash: string, more: object = {}) =>
      send(app, { body: { extensions: { persistedQuery: { version: 1, sha256Hash: hash } }, ...more } });

    it('says that it does not know one, learns it, and knows it', async () => {
      const query = '{ viewer { account { name id } } }';
      const hash = createHash('sha256').update(query).digest('hex');
      expect(codes(await persisted(hash))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
      expect((await persisted(hash, { query })).body.data).toBeDefined();
      expect((await persisted(hash)).body.data).toMatchObject({
        viewer: { account: { name: 'Administrator' } },
      });
    });

    it('asks for a token all the same', async () => {
      await persisted(sha256Hash, { query: WHO });
      const body = { extensions: { persistedQuery: { version: 1, sha256Hash } } };
      expect((await send(app, { body, token: null })).status).toBe(401);
    });

    it('refuses a hash that is not the query’s, and versions that it does not know', async () => {
      const wrong = await persisted('0'.repeat(64), { query: WHO });
      expect([wrong.status, codes(wrong)]).toEqual([400, ['BAD_USER_INPUT']]);
      const body = { extensions: { persistedQuery: { version: 2, sha256Hash } } };
      expect(codes(await send(app, { body }))).toEqual(['BAD_USER_INPUT']);
    });
  });
});

import { getIntrospectionQuery } from 'graphql';
import { startApp, type TestApp } from '../support/app.js';
import { aProject, aToken } from '../support/fixtures/team.fixture.js';
import { RELEASE_FIELDS } from '../support/releases.documents.js';
import { codes, GRAPHQL, send } from './graphql-http.support.js';

/** 3,000 fragments, each of which spreads the next. */
const CHAIN = `{ ...F0 } ${Array.from({ length: 3_000 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} }`).join(' ')}
  fragment F3000 on Query { __typename }`;
const WHO = '{ viewer { account { name } } }';

describe('the limits of /graphql', () => {
  const apps: TestApp[] = [];

  const start = async (env: Record<string, string> = {}): Promise<TestApp> => {
    apps.push(await startApp({ env }));
    return apps.at(-1)!;
  };

  afterAll(async () => {
    for (const app of apps) await app.close();
  });

  describe('on requests in a minute', () => {
    let app: TestApp;

    beforeAll(async () => {
      app = await start({ RATE_LIMIT_PER_MINUTE: '3' });
    });

    const statusOf = async (...request: Parameters<typeof send>) => (await send(...request)).status;

    it('say by code, header and words when to come back, and let others through', async () => {
      const ask = () => send(app, { body: { query: WHO }, headers: { accept: GRAPHQL } });
      for (const _ of [1, 2, 3]) expect((await ask()).status).toBe(200);
      const { status, type, headers, body } = await ask();
      expect([status, type]).toEqual([429, `${GRAPHQL}; charset=utf-8`]);
      const { message, extensions } = body.errors[0];
      expect(extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) });
      expect(extensions.retryAfterSeconds).toBeGreaterThan(0);
      expect(extensions.retryAfterSeconds).toBeLessThanOrEqual(60);
      expect(headers.get('retry-after')).toBe(String(extensions.retryAfterSeconds));
      expect(message).toContain(`${extensions.retryAfterSeconds} s`);
      expect((await send(app, { body: { query: '{ __typename }' }, token: null })).status).toBe(200);
    });

    it('count a token, however the header is written, and each operation of a batch', async () => {
      const fresh = await start({ RATE_LIMIT_PER_MINUTE: '4' });
      const projectId = await aProject(fresh);
      const [first, second] = [
        await aToken(fresh, projectId, 'VIEWER'),
        await aToken(fresh, projectId, 'VIEWER'),
      ];
      const written = [`bearer ${first}`, `BEARER   ${first}`, `Bearer ${' '.repeat(60)}${first} `];
      for (const authorization of [...written, `Bearer ${first}`])
        expect(await statusOf(fresh, { body: { query: WHO }, token: null, headers: { authorization } })).toBe(
          200,
        );
      expect(await statusOf(fresh, { body: { query: WHO }, token: first })).toBe(429);
      const three = [1, 2, 3].map(() => ({ query: WHO }));
      expect(await statusOf(fresh, { body: three, token: second })).toBe(200);
      expect(await statusOf(fresh, { body: three, token: second })).toBe(429);
    });

    it('count those who try tokens by their address, whatever token they try', async () => {
      const fresh = await start({ RATE_LIMIT_PER_MINUTE: '3' });
      const statuses: number[] = [];
      for (const n of [1, 2, 3, 4, 5])
        statuses.push((await send(fresh, { body: { query: WHO }, token: `${n}`.repeat(40) })).status);
      expect(statuses.at(-1)).toBe(429);
    });
  });

  describe('on the size of what is asked', () => {
    let app: TestApp;

    beforeAll(async () => {
      app = await start({ GRAPHQL_MAX_BATCH: '3', GRAPHQL_MAX_BODY_BYTES: '300000' });
    });

    it.each([
      [
        'nested too deeply',
        `query { release(id: "x") ${'{ activity { edges { node { actor { account '.repeat(3)}{ id } ${'} } } } } '.repeat(3)} }`,
      ],
      [
        'too dear',
        '{ releases(projectId: "x", first: 100) { edges { node { activity(first: 100) { edges { node { id at action } } } } } } }',
      ],
      [
        'for many long texts',
        `{ ${Array.from({ length: 18 }, (_, n) => `a${n}: releases(projectId: "x", first: 100) { edges { node { description } } }`).join(' ')} }`,
      ],
      [
        'for long lists without pages',
        `{ ${Array.from({ length: 5 }, (_, n) => `a${n}: pmConfigs(projectId: "x") { platformConfigurations { parameters { descriptionTemplate customFields } } }`).join(' ')} }`,
      ],
      [
        'of too many names',
        `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: viewer { account { id } }`).join(' ')} }`,
      ],
      [
        'of too many names of types',
        `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
      ],
      [
        'in too many fragments',
        `query { viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }`,
      ],
    ])('refuse a query %s', async (_, query) => {
      const answer = await send(app, { body: { query } });
      expect(answer.status).toBe(400);
      expect(new Set(codes(answer))).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
    });

    it('refuse a query that is dear by its variables only', async () => {
      const query = `query ($id: ID!, $n: Int! = 100) { releases(projectId: $id, first: $n) { edges { node {
        activity(first: $n) { edges { node { id at action } } } } } } }`;
      for (const variables of [{ id: 'x' }, { id: 'x', n: 100 }]) {
        const answer = await send(app, { body: { query, variables } });
        expect([answer.status, codes(answer)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
      }
      expect(codes(await send(app, { body: { query, variables: { id: 'x', n: 5 } } }))).toEqual([
        'NOT_FOUND',
      ]);
    });

    it('let a full page of releases with all that belongs to them through', async () => {
      const query = `query ($id: ID!) { releases(projectId: $id, first: 100) { totalCount pageInfo { endCursor }
        edges { cursor node { ${RELEASE_FIELDS} createdBy { id name } } } } }`;
      const { body } = await send(app, { body: { query, variables: { id: await aProject(app) } } });
      expect(body).toEqual({
        data: { releases: { totalCount: 0, pageInfo: { endCursor: null }, edges: [] } },
      });
    });

    it.each([
      ['fields', `${'{a'.repeat(4_000)}${'}'.repeat(4_000)}`],
      ['lists', `{ a(b: ${'['.repeat(9_000)}`],
      ['objects', `{ a(b: ${'{c:'.repeat(9_000)}`],
    ])('outlive endless %s', async (_, query) => {
      const answer = await send(app, { body: { query } });
      expect([answer.status, codes(answer).length > 0]).toEqual([400, true]);
      expect(codes(answer)).not.toContain('INTERNAL_SERVER_ERROR');
    });

    it('outlive endless variables', async () => {
      const query = 'query ($input: PreviewPmConfigInput!) { previewPmConfig(input: $input) { isValid } }';
      const body = `{"query":${JSON.stringify(query)},"variables":{"input":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`;
      expect(codes(await send(app, { body }))).toEqual(['BAD_USER_INPUT']);
    });

    it('refuse a batch of too many, of which nothing is done', async () => {
      const one = { query: 'mutation { createProject(input: { name: "Of many" }) { id } }' };
      const answer = await send(app, { body: [one, one, one, one] });
      expect([answer.status, codes(answer)]).toEqual([400, ['BAD_USER_INPUT']]);
      const { text } = await send(app, { body: { query: '{ viewer { projects { name } } }' } });
      expect(text).not.toContain('Of many');
    });

    it('dear operations of a batch are all answered, one after another', async () => {
      const query = `query ($id: ID!) { releases(projectId: $id, first: 100) { edges { node { description } } } }`;
      const one = { query, variables: { id: await aProject(app) } };
      const { body } = await send(app, { body: [one, { query: '{ nonsense }' }, one] });
      const page = { data: { releases: { edges: [] } } };
      expect([body[0], body[2]]).toEqual([page, page]);
    });

    it('refuse a body that is too large', async () => {
      const answer = await send(app, { body: { query: WHO, more: 'x'.repeat(300_000) } });
      expect([answer.status, codes(answer)]).toEqual([413, ['BAD_USER_INPUT']]);
    });

    it.each([
      ['fragments', CHAIN],
      [
        'fragments of an introspection',
        CHAIN.replaceAll('Query', '__Schema').replace('{ ...F0 }', '{ __schema { ...F0 } }'),
      ],
    ])('refuse a document of thousands of %s that lead to each other', async (_, query) => {
      const answer = await send(app, { body: { query } });
      expect([answer.status, codes(answer)]).toEqual([400, ['GRAPHQL_PARSE_FAILED']]);
    });

    it('say at most fifty of the things that are wrong', async () => {
      const input = {
        projectId: await aProject(app),
        name: 'x',
        platforms: Array.from({ length: 2_000 }, () => 'NONE'),
      };
      const create = 'mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { id } }';
      const answer = await send(app, { body: { query: create, variables: { input } } });
      expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
      expect(answer.body.errors[0].extensions.fields).toHaveLength(50);
      expect(answer.body.errors[0].message).toMatch(/And \d+ more\./);
      expect(answer.text.length).toBeLessThan(20_000);
      const inline = `mutation { createRelease(input: { platforms: [${'NONE, '.repeat(2_000)}] }) { id } }`;
      expect((await send(app, { body: { query: inline } })).text.length).toBeLessThan(50_000);
    });
  });

  describe('on introspection', () => {
    let app: TestApp;
    const ONE = `{ ${Array.from({ length: 30 }, (_, n) => `a${n}: __schema { ...S }`).join(' ')} }
      fragment S on __Schema { types { name description fields { name description type { name } } } }`;

    beforeAll(async () => {
      app = await start({ RATE_LIMIT_PER_MINUTE: '1000' });
    });

    it.each([
      [
        'GraphiQL',
        getIntrospectionQuery({ schemaDescription: true, inputValueDeprecation: true, oneOf: true }),
      ],
      [
        'codegen',
        getIntrospectionQuery({ descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true }),
      ],
      ['Apollo Client', getIntrospectionQuery()],
    ])('let the query of %s through, twice the same', async (_, query) => {
      const [first, second] = [await send(app, { body: { query } }), await send(app, { body: { query } })];
      expect(first.body.data.__schema.types.length).toBeGreaterThan(50);
      expect(second.text).toBe(first.text);
    });

    it('ask for a token', async () => {
      for (const query of [
        getIntrospectionQuery(),
        '{ __schema { queryType { name } } }',
        '{ __type(name: "Release") { name } }',
      ])
        expect((await send(app, { body: { query }, token: null })).status).toBe(401);
      expect((await send(app, { body: { query: '{ __typename }' }, token: null })).status).toBe(200);
    });

    it.each([
      ['in one operation', { query: ONE }],
      ['in a batch', Array.from({ length: 10 }, () => ({ query: getIntrospectionQuery() }))],
      [
        'in depth',
        { query: `{ __schema { types { ${'fields { type { '.repeat(12)} name ${'} }'.repeat(12)} } } }` },
      ],
    ])('refuse many of them %s', async (_, body) => {
      const { status, text } = await send(app, { body });
      expect(text).toContain('GRAPHQL_VALIDATION_FAILED');
      expect(text.length).toBeLessThan(3_000_000);
      expect([200, 400]).toContain(status);
    });

    it('are read by everybody where that is wanted', async () => {
      const open = await start({ INTROSPECTION: 'public' });
      const { body } = await send(open, { body: { query: getIntrospectionQuery() }, token: null });
      expect(body.data.__schema.types.length).toBeGreaterThan(50);
      expect((await send(open, { body: { query: WHO }, token: null })).status).toBe(401);
    });
  });

  it('an answer that is too large is not sent', async () => {
    const app = await start({ GRAPHQL_MAX_RESPONSE_BYTES: '65536' });
    const answer = await send(app, { body: { query: getIntrospectionQuery() } });
    expect([answer.status, codes(answer)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    expect(answer.body.errors[0].message).toMatch(/larger than 65536 bytes. Ask for smaller pages/);
    expect((await send(app, { body: { query: WHO } })).status).toBe(200);
  });

  it('answers say that nobody may cache or guess at them', async () => {
    const app = await start();
    for (const body of [{ query: '{ __typename }' }, '{']) {
      const { headers } = await send(app, { body });
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('keep the schema to themselves where introspection is off', async () => {
    const app = await start({ INTROSPECTION: 'off' });
    const asked = await send(app, { body: { query: '{ __schema { types { name } } }' } });
    expect([asked.status, codes(asked)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    const near = await send(app, { body: { query: '{ viewer { account { nme } } }' } });
    expect(near.body.errors[0].message).toBe('Cannot query field "nme" on type "Account".');
    expect((await send(app, { body: { query: WHO } })).status).toBe(200);
  });
});

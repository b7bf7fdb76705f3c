import { CREATE_RELEASE, RETRY, UPDATE_RELEASE } from '../support/releases.documents.js';
import { refusal, ReleaseFixture, SECRET } from '../support/fixtures/releases.fixture.js';

describe('bad input', () => {
  let fixture: ReleaseFixture;
  let existing: any;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
    existing = await fixture.create();
  });

  afterAll(() => fixture.stop());

  const refuses: ReleaseFixture['expectRefused'] = (...how) => fixture.expectRefused(...how);

  describe('as a variable of the wrong type is refused before anything runs, with HTTP 400:', () => {
    it.each<[string, Record<string, unknown>, string[]]>([
      ['a secret as date', { plannedDate: SECRET }, ['plannedDate']],
      ['a day that does not exist', { plannedDate: '2026-02-30' }, ['plannedDate']],
      ['the year 0', { plannedDate: '0000-01-01' }, ['plannedDate']],
      ['a time as date', { plannedDate: '2026-03-01T00:00:00Z' }, ['plannedDate']],
      ['a secret as enum', { type: SECRET }, ['type']],
      ['a number as enum', { type: 1 }, ['type']],
      ['a secret as number', { waitForTicketsMs: SECRET }, ['waitForTicketsMs']],
      ['a fraction', { waitForTicketsMs: 1.5 }, ['waitForTicketsMs']],
      ['a number that is too large', { waitForTicketsMs: 2 ** 31 }, ['waitForTicketsMs']],
      ['a number as text', { version: 1 }, ['version']],
      ['an object as text', { version: { secret: SECRET } }, ['version']],
      ['a list as id', { pmConfigId: [SECRET] }, ['pmConfigId']],
      ['null as version', { version: null }, ['version']],
      ['null as platforms', { platforms: null }, ['platforms']],
      ['null among the platforms', { platforms: ['WEB', null] }, ['platforms.1']],
      ['another platform', { platforms: ['WEB', 'PLAY_STORE', SECRET] }, ['platforms.1', 'platforms.2']],
      ['null where there is a default', { type: null, waitForTicketsMs: null }, ['waitForTicketsMs', 'type']],
      ['a text as object', { jiraConfig: SECRET }, ['jiraConfig']],
      ['a member too little', { jiraConfig: { enabled: true, projectKey: 'SHOP' } }, ['jiraConfig']],
      ['a member too much', { colour: SECRET }, ['']],
      [
        'a text as yes or no',
        { jiraConfig: { enabled: SECRET, integrationId: 'x', projectKey: 'S' } },
        ['jiraConfig.enabled'],
      ],
      [
        'null within a list',
        { jiraConfig: { enabled: true, integrationId: 'x', projectKey: 'S', labels: [null] } },
        ['jiraConfig.labels.0'],
      ],
    ])('%s', async (_, more, paths) => {
      const before = await fixture.rowCounts();
      const answer = await fixture.tryCreate(more);
      const { code, paths: found } = refusal(answer);
      expect([answer.status, code, [...found!].sort()]).toEqual([
        400,
        'BAD_USER_INPUT',
        paths.map((path) => path || 'input').sort(),
      ]);
      expect(JSON.stringify(answer)).not.toContain(SECRET);
      expect(fixture.app.logs.join()).not.toContain(SECRET);
      expect(await fixture.rowCounts()).toEqual(before);
    });

    it.each<[string, object, string]>([
      ['yesterday', { ifUpdatedAt: 'yesterday' }, 'ifUpdatedAt'],
      ['a day as instant', { ifUpdatedAt: '2026-03-01' }, 'ifUpdatedAt'],
      ['an instant without zone', { ifUpdatedAt: '2026-03-01T09:00:00' }, 'ifUpdatedAt'],
      ['a number as instant', { ifUpdatedAt: 1_772_355_600_000 }, 'ifUpdatedAt'],
      ['a second that does not exist', { ifUpdatedAt: '2026-03-01T09:00:60Z' }, 'ifUpdatedAt'],
    ])('%s', (_, more, path) =>
      refuses(UPDATE_RELEASE, { input: { id: existing.id, ...more } }, 400, 'BAD_USER_INPUT', path),
    );

    it.each([[[]], ['{"a":1}'], [1], [[{ a: SECRET }]]])('%j as JSON object', (customFields) => {
      const input = { releaseId: existing.id, parameters: { projectKey: 'SHOP', customFields } };
      return refuses(RETRY, { input }, 400, 'BAD_USER_INPUT', 'parameters.customFields');
    });

    it.each([
      'javascript:alert(1)',
      'ftp://a.example',
      `https://${SECRET}@a.example`,
      'https://a.example/\u0000',
      'x',
    ])('%j as URL', async (baseUrl) => {
      const query = 'mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }';
      const connection = { jira: { baseUrl, email: 'a@example.com', apiToken: SECRET } };
      const input = { projectId: fixture.projectId, name: 'x', connection };
      await refuses(query, { input }, 400, 'BAD_USER_INPUT', 'connection.jira.baseUrl');
    });

    it('a variable that is missing', () => refuses(CREATE_RELEASE, {}, 400, 'BAD_USER_INPUT', 'input'));
  });

  describe('names the path of the value, whatever the variable is called:', () => {
    it.each<[string, string, object, string]>([
      [
        'the whole input',
        'mutation ($release: CreateReleaseInput!) { createRelease(input: $release) { id } }',
        { release: { projectId: 'x', version: 1, platforms: [] } },
        'version',
      ],
      [
        'the whole input, missing',
        'mutation ($release: CreateReleaseInput!) { createRelease(input: $release) { id } }',
        {},
        'input',
      ],
      [
        'a member',
        'mutation ($a: Date) { createRelease(input: { projectId: "x", version: "1", platforms: [WEB], plannedDate: $a }) { id } }',
        { a: '2026-02-30' },
        'plannedDate',
      ],
      [
        'one of a list',
        'mutation ($a: Platform!) { createRelease(input: { projectId: "x", version: "1", platforms: [WEB, $a] }) { id } }',
        { a: SECRET },
        'platforms.1',
      ],
      [
        'a member that may not be null',
        'mutation ($a: Int) { createRelease(input: { projectId: "x", version: "1", platforms: [WEB], waitForTicketsMs: $a }) { id } }',
        { a: null },
        'waitForTicketsMs',
      ],
      [
        'an argument',
        'query ($a: Int!) { releases(projectId: "x", first: $a) { totalCount } }',
        { a: SECRET },
        'first',
      ],
      [
        'an argument that may not be null',
        'query ($a: Int) { releases(projectId: "x", first: $a) { totalCount } }',
        { a: null },
        'first',
      ],
      [
        'an argument that may not be null by default',
        'query ($a: Int = null) { releases(projectId: "x", first: $a) { totalCount } }',
        {},
        'first',
      ],
      [
        'an argument in a fragment',
        'query ($id: ID!, $a: Int) { release(id: $id) { ...F } } fragment F on Release { activity(first: $a) { edges { cursor } } }',
        { id: 'x', a: null },
        'first',
      ],
      [
        'a member of an argument',
        'query ($a: Date) { releases(projectId: "x", filter: { plannedTo: $a }) { totalCount } }',
        { a: 'x' },
        'filter.plannedTo',
      ],
    ])('%s', (_, query, variables, path) => refuses(query, variables, 400, 'BAD_USER_INPUT', path));

    it('and an absent value is the default', async () => {
      const query = 'query ($id: ID!, $a: Int) { releases(projectId: $id, first: $a) { totalCount } }';
      expect((await fixture.run(query, { id: fixture.projectId })).releases.totalCount).toBeGreaterThan(0);
    });
  });

  describe('as a literal is refused as an error of the query, without the literal’s text:', () => {
    it.each([
      `createRelease(input: { projectId: "x", version: 5, platforms: [WEB] }) { id }`,
      `createRelease(input: { projectId: "x", version: "1", platforms: ["${SECRET}"] }) { id }`,
      `createRelease(input: { projectId: "x", version: "1", platforms: [WEB], plannedDate: "${SECRET}" }) { id }`,
      `createRelease(input: { projectId: "x", version: "1", platforms: [WEB], plannedDate: """${SECRET}""" }) { id }`,
      `createRelease(input: { projectId: "x", version: "1", platforms: [WEB], waitForTicketsMs: "${SECRET}" }) { id }`,
      `createRelease(input: { projectId: "x", version: { a: ["${SECRET}"] }, platforms: [WEB] }) { id }`,
      `createRelease(input: { projectId: "x", version: null, platforms: [WEB] }) { id }`,
      `createRelease(input: ["${SECRET}"]) { id }`,
      `createRelease(input: { projectId: "x", version: "1", platforms: [WEB], token: "${SECRET}" }) { id }`,
      `updateRelease(input: { id: "x", ifUpdatedAt: "${SECRET}" }) { id }`,
      `retryReleaseTickets(input: { releaseId: "x", parameters: { projectKey: "A", customFields: "${SECRET}" } }) { id }`,
      `createIntegration(input: { projectId: "x", name: "x", connection: { jira: { baseUrl: "javascript:${SECRET}", apiToken: "x" } } }) { id }`,
    ])('%s', async (operation) => {
      const before = await fixture.rowCounts();
      const answer = await fixture.graphql(`mutation { ${operation} }`);
      expect(answer.status).toBe(400);
      for (const { extensions } of answer.errors!)
        expect(extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
      expect(JSON.stringify(answer)).not.toContain(SECRET);
      expect(fixture.app.logs.join()).not.toContain(SECRET);
      expect(await fixture.rowCounts()).toEqual(before);
    });

    it.each([
      `{ viewer "${SECRET}" }`,
      `{ viewer """${SECRET}""" }`,
      `{ viewer(id: { "${SECRET}": 1 }) }`,
      `"${SECRET}"`,
    ])('in a query that cannot be read: %s', async (query) => {
      const answer = await fixture.graphql(query);
      expect([answer.status, answer.errors![0]!.extensions]).toEqual([400, { code: 'GRAPHQL_PARSE_FAILED' }]);
      expect(JSON.stringify(answer)).not.toContain(SECRET);
    });
  });
});

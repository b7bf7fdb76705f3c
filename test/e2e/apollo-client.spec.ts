import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { type JiraCloudLab, startJiraCloudLab } from '../../lab/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aProject, connectJira } from '../support/fixtures/jira.fixture.js';
import {
  WHO,
  RELEASES,
  CREATE_CONFIG,
  CREATE_RELEASE,
  RELEASE,
  PROJECTS,
  SCHEMAS,
} from './apollo-client.documents.js';

/** As a front end makes it, with nothing but the address and a token. */
function aClient(app: TestApp, token: string | null = app.bootstrapToken): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({
      uri: `${app.url}/graphql`,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
    }),
  });
}

/** The extensions of the one GraphQL error that a front end sees. */
async function refusalOf(result: Promise<unknown>): Promise<Record<string, any>> {
  const error = await result.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!CombinedGraphQLErrors.is(error)) throw new Error(`Apollo Client cannot read it: ${String(error)}`);
  expect(error.errors).toHaveLength(1);
  return error.errors[0]!.extensions!;
}

describe('Apollo Client', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });

  afterAll(() => app.close());

  describe('reads the code', () => {
    it('at 400, of a variable that does not fit, with its fields', async () => {
      const variables = { projectId: 'x', first: 'many' };
      expect(await refusalOf(aClient(app).query({ query: RELEASES, variables }))).toEqual({
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'first', message: 'must be of type Int.' }],
      });
    });

    it('at 400, of a query that is not ours', async () => {
      const query = gql`
        query Nobody {
          nobody
        }
      `;
      expect(await refusalOf(aClient(app).query({ query }))).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
    });

    it('at 401, without a token and with a bad one', async () => {
      for (const token of [null, 'x'.repeat(40)])
        expect(await refusalOf(aClient(app, token).query({ query: WHO }))).toEqual({
          code: 'UNAUTHENTICATED',
        });
    });

    it('at 429, and when to come back', async () => {
      const limited = await startApp({ env: { RATE_LIMIT_PER_MINUTE: '1' } });
      try {
        await aClient(limited).query({ query: WHO });
        expect(await refusalOf(aClient(limited).query({ query: WHO }))).toEqual({
          code: 'RATE_LIMITED',
          retryAfterSeconds: expect.any(Number),
        });
      } finally {
        await limited.close();
      }
    });

    it('at 413, of a request that is too large', async () => {
      const variables = { projectId: 'x'.repeat(300_000), first: 1 };
      expect(await refusalOf(aClient(app).query({ query: RELEASES, variables }))).toMatchObject({
        code: 'BAD_USER_INPUT',
      });
    });

    it('at 200, of an operation that was refused', async () => {
      const variables = { projectId: 'x', first: 1 };
      expect(await refusalOf(aClient(app).query({ query: RELEASES, variables }))).toEqual({
        code: 'NOT_FOUND',
      });
    });
  });

  describe('keeps two Jira sites apart whose ids and keys are equal:', () => {
    const labs: JiraCloudLab[] = [];
    let projectId: string;
    let one: string;
    let other: string;

    beforeAll(async () => {
      projectId = await aProject(app);
      for (const name of ['One', 'Other'])
        labs.push(
          await startJiraCloudLab({
            name: name.toLowerCase(),
            projects: [{ key: 'SHOP', name: `Shop of ${name}` }],
          }),
        );
      one = await connectJira(app, projectId, labs[0]!, 'One');
      other = await connectJira(app, projectId, labs[1]!, 'Other');
    });

    afterAll(() => Promise.all(labs.map((lab) => lab.stop())));

    it('their tickets in one release', async () => {
      const client = aClient(app);
      const parameters = { projectKey: 'SHOP' };
      const platformConfigurations = [
        { platform: 'WEB', parameters },
        { platform: 'APP_STORE', integrationId: other, parameters },
      ];
      const config = { projectId, integrationId: one, name: 'Both', platformConfigurations };
      const made: any = await client.mutate({ mutation: CREATE_CONFIG, variables: { input: config } });
      const input = {
        projectId,
        version: '1.0.0',
        platforms: ['WEB', 'IOS'],
        pmConfigId: made.data.createPmConfig.id,
        waitForTicketsMs: 10_000,
      };
      const created: any = await client.mutate({ mutation: CREATE_RELEASE, variables: { input } });
      const { id } = created.data.createRelease;
      // From the network into the cache, then from the cache alone.
      await client.query({ query: RELEASE, variables: { id }, fetchPolicy: 'network-only' });
      const cached: any = await client.query({
        query: RELEASE,
        variables: { id },
        fetchPolicy: 'cache-only',
      });
      const [web, ios] = cached.data.release.tickets;
      expect([web.key, web.remoteId]).toEqual([ios.key, ios.remoteId]);
      expect(web).toMatchObject({
        platform: 'WEB',
        title: 'Release v1.0.0 - Web',
        url: `${labs[0]!.baseUrl}/browse/${web.key}`,
        integration: { id: one, name: 'One', baseUrl: labs[0]!.baseUrl },
      });
      expect(ios).toMatchObject({
        platform: 'APP_STORE',
        title: 'Release v1.0.0 - App Store',
        url: `${labs[1]!.baseUrl}/browse/${ios.key}`,
        integration: { id: other, name: 'Other', baseUrl: labs[1]!.baseUrl },
      });
    });

    it('their projects in one answer', async () => {
      const client = aClient(app);
      await client.query({ query: PROJECTS, variables: { one, other } });
      const { data }: any = await client.query({
        query: PROJECTS,
        variables: { one, other },
        fetchPolicy: 'cache-only',
      });
      const [mine] = data.one;
      const [theirs] = data.other;
      expect([mine.remoteId, mine.key]).toEqual([theirs.remoteId, theirs.key]);
      expect([mine.name, theirs.name]).toEqual(['Shop of One', 'Shop of Other']);
      expect([mine.url, theirs.url].map((url) => new URL(url).origin)).toEqual(
        labs.map(({ baseUrl }) => baseUrl),
      );
    });

    it('what their projects know', async () => {
      labs[1]!.site.projects[0]!.types[0]!.name = 'Milestone';
      const client = aClient(app);
      await client.query({ query: SCHEMAS, variables: { one, other } });
      const { data }: any = await client.query({
        query: SCHEMAS,
        variables: { one, other },
        fetchPolicy: 'cache-only',
      });
      expect(data.one.issueTypes[0].remoteId).toBe(data.other.issueTypes[0].remoteId);
      expect([data.one, data.other].map(({ issueTypes }) => issueTypes[0].name)).toEqual([
        'Epic',
        'Milestone',
      ]);
      expect([data.one, data.other].map(({ project }) => project.name)).toEqual([
        'Shop of One',
        'Shop of Other',
      ]);
    });
  });

  it('finds an id on nothing that is not unique everywhere', async () => {
    const { __schema: schema } = await app.run(
      '{ __schema { types { name kind fields { name type { kind ofType { name } } } } } }',
    );
    const withId = schema.types.filter(({ fields }: any) => fields?.some(({ name }: any) => name === 'id'));
    const names = withId.map(({ name }: any) => name);
    expect(names).not.toEqual(expect.arrayContaining([expect.stringMatching(/^Tracker/)]));
    expect(names).toEqual(
      expect.arrayContaining(['Release', 'ReleaseTicket', 'Integration', 'PmConfig', 'Project']),
    );
  });
});

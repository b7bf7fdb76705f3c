import { Client } from 'pg';
import type { JiraCloudLab } from '../../lab/index.js';
import type { ApiClient, TestApp, TestAppOptions } from './app.js';
import { eventually } from './eventually.js';
import type { JiraFixture } from './fixtures/jira.fixture.js';
import { ACTIVITY, CREATE_RELEASE, RELEASE } from './releases.documents.js';

export const BULK = 'POST /rest/api/3/issue/bulk';
export const SEARCH = 'POST /rest/api/3/search/jql';
export const BULK_READ = 'POST /rest/api/3/issue/bulkfetch';
export const MYSELF = 'GET /rest/api/3/myself';

/** Times of the state machine, short enough for tests: a call is over after 1.5 s, its lease 0.3 s later. */
export const QUICK: TestAppOptions = {
  env: { PROVIDER_TIMEOUT_MS: '1000' },
  timings: { leaseGraceMs: 300, strongProofAfterMs: 100, weakProofAfterMs: 300, missingConfirmMs: 300 },
};

export interface ReleaseRequest {
  readonly version?: string;
  readonly platforms?: readonly string[];
  readonly projectKey?: string;
  readonly issueType?: string;
  /** False: no tickets. */
  readonly isEnabled?: boolean;
  /** Default 0: answer at once. */
  readonly waitMs?: number;
}

/** A release by an inline config, as the API gives it. */
export async function aRelease(
  app: ApiClient,
  { projectId, integrationId }: Pick<JiraFixture, 'projectId' | 'integrationId'>,
  request: ReleaseRequest = {},
): Promise<any> {
  const { version = '1.0.0', platforms = ['WEB'], projectKey = 'SHOP', issueType, waitMs = 0 } = request;
  const jiraConfig = {
    enabled: request.isEnabled ?? true,
    integrationId,
    projectKey,
    ...(issueType && { issueTypeForRelease: issueType }),
  };
  const input = { projectId, version, platforms, waitForTicketsMs: waitMs, jiraConfig };
  return (await app.run(CREATE_RELEASE, { input })).createRelease;
}

export async function readRelease(app: ApiClient, id: string): Promise<any> {
  return (await app.run(RELEASE, { id })).release;
}

/** By platform: `{ WEB: 'CREATED' }`. */
export function statesOf(release: any): Record<string, string> {
  return Object.fromEntries(release.tickets.map(({ platform, state }: any) => [platform, state]));
}

/** Waits until every ticket is in this state (or each in its own). */
export async function untilStates(
  app: ApiClient,
  id: string,
  expected: string | Readonly<Record<string, string>>,
  timeoutMs = 30_000,
): Promise<any> {
  return eventually(
    async () => {
      const release = await readRelease(app, id);
      const states = statesOf(release);
      if (typeof expected === 'string') expect([...new Set(Object.values(states))]).toEqual([expected]);
      else expect(states).toEqual(expected);
      return release;
    },
    { timeoutMs },
  );
}

/** What happened to a release, oldest first, as action names. */
export async function actionsOf(app: ApiClient, id: string): Promise<string[]> {
  const { release } = await app.run(ACTIVITY, { id });
  return release.activity.edges.map(({ node }: any) => node.action).reverse();
}

export async function setIntegration(app: ApiClient, id: string, changes: object): Promise<any> {
  const { updateIntegration } = await app.run(
    'mutation ($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { id isEnabled verificationStatus } }',
    { input: { id, ...changes } },
  );
  return updateIntegration;
}

export async function readIntegrationRow(app: TestApp, id: string): Promise<any> {
  const [row] = await sql(app, 'select * from project_management_integrations where id = $1', [id]);
  return row;
}

/** Past every wall, for what only an accident could do, and for what nobody is shown. */
export async function sql<T extends object = any>(
  { databaseUrl }: Pick<TestApp, 'databaseUrl'>,
  query: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<T>(query, [...values])).rows;
  } finally {
    await client.end();
  }
}

export async function operationsOf(app: Pick<TestApp, 'databaseUrl'>, releaseId: string): Promise<any[]> {
  return sql(app, 'select * from ticket_operations where owner_id = $1 order by platform', [releaseId]);
}

/** What its tickets should say of each other is written down, as happens in the background once they are made. */
export async function untilLinksPlanned(app: Pick<TestApp, 'databaseUrl'>, releaseId: string): Promise<void> {
  const outdated = 'select from ticket_operations where owner_id = $1 and are_cross_links_outdated';
  await eventually(async () => expect(await sql(app, outdated, [releaseId])).toEqual([]));
}

/** So many releases like this one, tickets and all, each of the next of these integrations. */
export async function insertReleaseCopies(
  app: Pick<TestApp, 'databaseUrl'>,
  releaseId: string,
  integrationIds: readonly string[],
  count: number,
): Promise<void> {
  await sql(
    app,
    `with ids as (
       select number, gen_random_uuid() as release_id, gen_random_uuid() as row_id,
         ($2::uuid[])[1 + number % cardinality($2::uuid[])] as integration_id
       from generate_series(1, $3::int) number
     ), made as (
       insert into releases
       select (jsonb_populate_record(r, jsonb_build_object('id', ids.release_id))).*
       from releases r, ids where r.id = $1
     ), operations as (
       insert into ticket_operations
       select (jsonb_populate_record(o, jsonb_build_object('id', ids.row_id, 'owner_id', ids.release_id,
         'integration_id', ids.integration_id, 'operation_id', gen_random_uuid()))).*
       from ticket_operations o, ids where o.owner_id = $1
     )
     insert into release_tickets
     select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'release_id', ids.release_id,
       'integration_id', ids.integration_id, 'operation_id', ids.row_id))).*
     from release_tickets t, ids where t.release_id = $1`,
    [releaseId, integrationIds, count],
  );
}

/** How often what was called; who we are may be asked at any time, once a tracker failed. */
export function callsWithoutProbes({ calls }: JiraCloudLab): Record<string, number> {
  return Object.fromEntries(Object.entries(calls.counts()).filter(([operation]) => operation !== MYSELF));
}

/** How many jobs of this kind were worked on so far, going by the log. */
export function completedJobs({ logs }: TestApp, name: string): number {
  return logs.filter((line) => line.includes('Completed task') && line.includes(name)).length;
}

/** A ticket whose maker died: its lease ran out a moment ago. */
export async function abandonUnderExpiredLease(
  app: Pick<TestApp, 'databaseUrl'>,
  releaseId: string,
): Promise<void> {
  await sql(
    app,
    `update ticket_operations set state = 'CREATING', lease_owner = gen_random_uuid(),
       lease_until = now() - interval '1 millisecond' where owner_id = $1`,
    [releaseId],
  );
}

/** Until the sweeper has looked at everything this often. `releaseId`: of a release that may serve as its prey. */
export async function untilSwept(app: TestApp, releaseId: string, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    await abandonUnderExpiredLease(app, releaseId);
    await eventually(async () => expect((await operationsOf(app, releaseId))[0].state).not.toBe('CREATING'));
  }
}

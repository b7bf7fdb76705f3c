import { Client } from 'pg';
import { type JiraCloudLab, startJiraCloudLab } from '../../lab/index.js';
import { type GraphqlAnswer, startApp, type TestApp, type TestAppOptions } from '../support/app.js';
import { aTeam, type Team } from '../support/people.js';

export const INTEGRATION = `id projectId name providerType jiraType baseUrl settings { name value } remoteAccount
  isEnabled verificationStatus verificationMessage lastVerifiedAt usedBy { kind id name }
  createdBy { id } createdAt updatedAt deletedAt`;
export const VERIFY_CREDENTIALS = `mutation ($input: VerifyCredentialsInput!) {
  verifyCredentials(input: $input) { status message remoteAccount failure } }`;
export const CREATE = `mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { ${INTEGRATION} } }`;
export const UPDATE = `mutation ($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { ${INTEGRATION} } }`;
export const VERIFY = `mutation ($id: ID!) { verifyIntegration(id: $id) { ${INTEGRATION} } }`;
export const DELETE = 'mutation ($id: ID!) { deleteIntegration(id: $id) }';
export const FIND = `query ($id: ID!) { integration(id: $id) { ${INTEGRATION} } }`;
export const LIST = `query ($projectId: ID!, $providerType: ProviderType) {
  integrations(projectId: $projectId, providerType: $providerType) { ${INTEGRATION} } }`;
export const PROJECTS = `query ($id: ID!, $search: String, $first: Int! = 50, $refresh: Boolean! = false) {
  trackerProjects(integrationId: $id, search: $search, first: $first, refresh: $refresh) { remoteId key name url } }`;

export const MYSELF = 'GET /rest/api/3/myself';
export const PROJECT_SEARCH = 'GET /rest/api/3/project/search';

/** A row as the database holds it. */
export type Row = Record<string, any>;

/** The application, one project with people in it, and one Jira that nobody has connected yet. */
export class IntegrationBench {
  private count = 0;

  private constructor(
    readonly app: TestApp,
    readonly lab: JiraCloudLab,
    readonly team: Team,
    private readonly database: Client,
  ) {}

  static async start(options: TestAppOptions = {}): Promise<IntegrationBench> {
    const lab = await startJiraCloudLab();
    const app = await startApp(options);
    const database = new Client({ connectionString: app.databaseUrl });
    await database.connect();
    return new IntegrationBench(app, lab, await aTeam(app), database);
  }

  get projectId(): string {
    return this.team.projectId;
  }

  /** As the project's owner. */
  graphql(query: string, variables: object, token = this.team.OWNER.token): Promise<GraphqlAnswer> {
    return this.app.graphql(query, variables, token);
  }

  run(query: string, variables: object, token = this.team.OWNER.token): Promise<any> {
    return this.app.run(query, variables, token);
  }

  /** A connection to the lab, or with parts of it changed. */
  jira(more: object = {}): { jira: Record<string, unknown> } {
    return { jira: { baseUrl: this.lab.baseUrl, ...this.lab.credentials, ...more } };
  }

  /** The name is new each time. */
  input(more: object = {}): Row {
    this.count += 1;
    return {
      projectId: this.projectId,
      name: `Integration ${this.count}`,
      connection: this.jira(),
      ...more,
    };
  }

  async create(more: object = {}): Promise<Row> {
    return (await this.run(CREATE, { input: this.input(more) })).createIntegration;
  }

  async verify(connection: object, more: object = {}): Promise<Row> {
    const input = { projectId: this.projectId, connection, ...more };
    return (await this.run(VERIFY_CREDENTIALS, { input })).verifyCredentials;
  }

  async find(id: string, token = this.team.OWNER.token): Promise<Row> {
    return (await this.run(FIND, { id }, token)).integration;
  }

  async names(variables: object = {}): Promise<string[]> {
    const { integrations } = await this.run(LIST, { projectId: this.projectId, ...variables });
    return integrations.map(({ name }: Row) => name);
  }

  async sql(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.query(text, values)).rows;
  }

  /** Everything that is stored of it, secrets and credential version included. */
  async row(id: string): Promise<Row> {
    return (await this.sql('select * from project_management_integrations where id = $1', [id]))[0]!;
  }

  /** Pauses that trackers asked for, which every call with the same credentials keeps to. */
  async forgetPauses(): Promise<void> {
    await this.sql('delete from call_budgets');
  }

  /** How many rows each table holds, the job queue's included; counters of calls aside, which say nothing of credentials. */
  async rowCounts(): Promise<Record<string, number>> {
    const tables = await this.sql(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
         and table_name <> 'call_budgets' order by 1`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      counts[name] = Number((await this.sql(`select count(*) as n from ${name}`))[0]!['n']);
    }
    return counts;
  }

  async stop(): Promise<void> {
    await this.database.end();
    await this.app.close().finally(() => this.lab.stop());
  }
}

/** The one error of an answer: its code, message and, where there are any, fields by path and failure. */
export function refusal({ errors }: GraphqlAnswer): Row {
  if (errors?.length !== 1) throw new Error(`Not one error: ${JSON.stringify(errors)}`);
  const [{ message, extensions }] = errors as [NonNullable<GraphqlAnswer['errors']>[number]];
  return {
    code: extensions['code'],
    message,
    ...(extensions['fields'] && { fields: extensions['fields'].map(({ path }: Row) => path) }),
    ...(extensions['provider'] && { failure: extensions['provider'].failure }),
  };
}

import { Client } from 'pg';
import { type JiraCloudLab, type JiraCloudLabOptions, startJiraCloudLab } from '../../lab/index.js';
import { type GraphqlAnswer, startApp, type TestApp, type TestAppOptions } from '../support/app.js';
import { connectJira } from '../support/jira-project.js';
import { aTeam, type Team } from '../support/people.js';
import {
  ACTIVITY,
  CHANGE_STATUS,
  CREATE_RELEASE,
  RELEASE,
  UPDATE_RELEASE,
} from '../support/release-operations.js';

export const BULK = 'POST /rest/api/3/issue/bulk';
/** Looks like a secret, and stands where none belongs. */
export const SECRET = 'lab-token-pasted-into-the-wrong-field';
export const ALL_PLATFORMS = ['ANDROID', 'IOS', 'WEB'] as const;

const CREATE_CONFIG = 'mutation ($input: CreatePmConfigInput!) { createPmConfig(input: $input) { id } }';

/** A busy machine is no tracker that is down. */
const PATIENT = { PROVIDER_TIMEOUT_MS: '10000' };

/** The application, one project with people in it, and one connected Jira. */
export class ReleaseBench {
  private count = 0;

  private constructor(
    readonly app: TestApp,
    readonly lab: JiraCloudLab,
    readonly team: Team,
    readonly integrationId: string,
  ) {}

  static async start(lab: JiraCloudLabOptions = {}, app: TestAppOptions = {}): Promise<ReleaseBench> {
    const site = await startJiraCloudLab(lab);
    const running = await startApp({
      ...app,
      env: { ...PATIENT, ...app.env },
      timings: { waitForTicketsMs: 15_000, ...app.timings },
    });
    const team = await aTeam(running, 'Shop team');
    return new ReleaseBench(running, site, team, await connectJira(running, team.projectId, site, 'Jira'));
  }

  get projectId(): string {
    return this.team.projectId;
  }

  /** As the project's editor. */
  graphql(query: string, variables: object = {}): Promise<GraphqlAnswer> {
    return this.app.graphql(query, variables, this.team.EDITOR.token);
  }

  run(query: string, variables: object = {}): Promise<any> {
    return this.app.run(query, variables, this.team.EDITOR.token);
  }

  /** A release of the web, without tickets unless `more` says so. */
  input(more: object = {}) {
    return { projectId: this.projectId, version: '1.0.0', platforms: ['WEB'], ...more };
  }

  jiraConfig(more: object = {}) {
    return { enabled: true, integrationId: this.integrationId, projectKey: 'SHOP', ...more };
  }

  async create(more: object = {}): Promise<any> {
    return (await this.run(CREATE_RELEASE, { input: this.input(more) })).createRelease;
  }

  tryCreate(more: object = {}): Promise<GraphqlAnswer> {
    return this.graphql(CREATE_RELEASE, { input: this.input(more) });
  }

  async read(id: string): Promise<any> {
    return (await this.run(RELEASE, { id })).release;
  }

  update(input: object): Promise<GraphqlAnswer> {
    return this.graphql(UPDATE_RELEASE, { input });
  }

  become(id: string, status: string): Promise<GraphqlAnswer> {
    return this.graphql(CHANGE_STATUS, { input: { id, status } });
  }

  /** Moves a release along, each step of which must be possible. */
  async lead(id: string, ...statuses: string[]): Promise<any> {
    let release: any = null;
    for (const status of statuses) {
      release = (await this.run(CHANGE_STATUS, { input: { id, status } })).changeReleaseStatus;
    }
    return release;
  }

  /** Newest first. */
  async actions(id: string): Promise<string[]> {
    const { release } = await this.run(ACTIVITY, { id });
    return release.activity.edges.map(({ node }: any) => node.action);
  }

  /** A stored config; `parameters` by platform, each of which is configured. */
  async config(parameters: Record<string, object | undefined>, more: object = {}): Promise<string> {
    this.count += 1;
    const platformConfigurations = Object.entries(parameters).map(([platform, given]) => ({
      platform,
      parameters: { projectKey: 'SHOP', ...given },
    }));
    const { projectId, integrationId } = this;
    const input = { projectId, integrationId, name: `Config ${this.count}`, platformConfigurations, ...more };
    return (await this.run(CREATE_CONFIG, { input })).createPmConfig.id;
  }

  /** Everything of the project that a release could have left behind, to see that nothing was written. */
  async written(): Promise<Record<string, number>> {
    return this.sql(async (client) => {
      const count = async (table: string) =>
        Number((await client.query(`select count(*) from ${table}`)).rows[0].count);
      const tables = [
        'releases',
        'release_tickets',
        'ticket_operations',
        'ticket_requests',
        'ticket_drafts',
        'activity',
      ];
      const counts: [string, number][] = [];
      for (const table of tables) counts.push([table, await count(table)]);
      return Object.fromEntries(counts);
    });
  }

  /** It is refused so, nothing is written, and neither the answer nor the log holds what was sent. */
  async refuses(
    query: string,
    variables: object,
    status: number,
    code: string,
    ...paths: string[]
  ): Promise<void> {
    const before = await this.written();
    const logged = this.app.logs.length;
    const answer = await this.graphql(query, variables);
    expect([answer.status, refusal(answer)]).toEqual([status, refused(code, ...paths)]);
    expect(JSON.stringify(answer)).not.toContain(SECRET);
    expect(this.app.logs.slice(logged).join()).not.toContain(SECRET);
    expect(await this.written()).toEqual(before);
  }

  async sql<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.app.databaseUrl });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.app.close().finally(() => this.lab.stop());
  }
}

/** Code and fields of the one error that there must be. */
export function refusal({ errors, data }: GraphqlAnswer): { code: string; paths?: string[]; data: unknown } {
  if (errors?.length !== 1) throw new Error(`One error was expected: ${JSON.stringify({ errors, data })}`);
  const { code, fields } = errors[0]!.extensions;
  return { code, ...(fields && { paths: fields.map(({ path }: any) => path) }), data: data ?? null };
}

/** What a refused mutation answers. */
export function refused(code: string, ...paths: string[]) {
  return { code, ...(paths.length > 0 && { paths }), data: null };
}

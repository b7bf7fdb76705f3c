import { type JiraCloudLab, type JiraCloudLabOptions, startJiraCloudLab } from '../../lab/index.js';
import { type GraphqlAnswer, startApp, type TestApp, type TestAppOptions } from '../support/app.js';
import { aTeam, type Team } from '../support/people.js';

export const CONFIG = `id name description isActive createdAt updatedAt integration { id } createdBy { id }
  usedBy { kind id name }
  platformConfigurations { platform integrationId integration { id } parameters {
    projectKey issueType completedStatus priority labels assignee parentKey titleTemplate descriptionTemplate
    customFields createTicket linkBuilds } }`;
export const CREATE = `mutation ($input: CreatePmConfigInput!) { createPmConfig(input: $input) { ${CONFIG} } }`;
export const UPDATE = `mutation ($input: UpdatePmConfigInput!) { updatePmConfig(input: $input) { ${CONFIG} } }`;
export const DELETE = 'mutation ($id: ID!) { deletePmConfig(id: $id) }';
export const LIST = `query ($projectId: ID!, $all: Boolean! = false) {
  pmConfigs(projectId: $projectId, includeInactive: $all) { ${CONFIG} } }`;
export const FIND = `query ($id: ID!) { pmConfig(id: $id) { ${CONFIG} } }`;
const VERIFICATION =
  'isValid problems { platform path severity message suggestions } rendered { platform title description }';
export const PREVIEW = `query ($input: PreviewPmConfigInput!) { previewPmConfig(input: $input) { ${VERIFICATION} } }`;
export const VERIFY = `mutation ($id: ID!) { verifyPmConfig(id: $id) { ${VERIFICATION} } }`;
export const CREATE_INTEGRATION =
  'mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id name } }';

/** One platform's part of a config, in the lab's project. */
export function aPlatform(parameters: object = {}, more: object = {}) {
  return { platform: 'WEB', parameters: { projectKey: 'SHOP', ...parameters }, ...more };
}

/** The application, one project with people in it, and one connected Jira. */
export class ConfigBench {
  private count = 0;

  private constructor(
    readonly app: TestApp,
    readonly lab: JiraCloudLab,
    readonly team: Team,
    readonly integrationId: string,
  ) {}

  static async start(
    options: JiraCloudLabOptions = {},
    appOptions: TestAppOptions = {},
  ): Promise<ConfigBench> {
    const lab = await startJiraCloudLab(options);
    const app = await startApp(appOptions);
    const team = await aTeam(app, 'Shop team');
    return new ConfigBench(app, lab, team, await connect(app, team, lab, 'Jira'));
  }

  get projectId(): string {
    return this.team.projectId;
  }

  /** As the project's editor. */
  graphql(query: string, variables: object): Promise<GraphqlAnswer> {
    return this.app.graphql(query, variables, this.team.EDITOR.token);
  }

  run(query: string, variables: object): Promise<any> {
    return this.app.run(query, variables, this.team.EDITOR.token);
  }

  /** What it takes to make one; the name is new each time. */
  input(more: object = {}) {
    this.count += 1;
    const { projectId, integrationId } = this;
    return {
      projectId,
      integrationId,
      name: `Config ${this.count}`,
      platformConfigurations: [aPlatform()],
      ...more,
    };
  }

  async create(more: object = {}): Promise<any> {
    return (await this.run(CREATE, { input: this.input(more) })).createPmConfig;
  }

  connect(lab: JiraCloudLab, name: string): Promise<string> {
    return connect(this.app, this.team, lab, name);
  }

  async preview(platformConfigurations: readonly object[], more: object = {}): Promise<any> {
    const { projectId, integrationId } = this;
    const input = { projectId, integrationId, platformConfigurations, ...more };
    return (await this.run(PREVIEW, { input })).previewPmConfig;
  }

  async stop(): Promise<void> {
    await this.app.close().finally(() => this.lab.stop());
  }
}

async function connect(app: TestApp, team: Team, lab: JiraCloudLab, name: string): Promise<string> {
  const connection = { jira: { baseUrl: lab.baseUrl, ...lab.credentials } };
  const input = { projectId: team.projectId, name, connection };
  return (await app.run(CREATE_INTEGRATION, { input }, team.OWNER.token)).createIntegration.id;
}

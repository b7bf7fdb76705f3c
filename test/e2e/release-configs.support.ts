import type { GraphqlAnswer } from '../support/app.js';
import { DELETE as DELETE_PM_CONFIG, FIND, LIST, UPDATE } from './pm-configs.support.js';
import type { ReleaseBench } from './releases.support.js';

const RELEASE_CONFIG = `id projectId name platforms createdAt updatedAt createdBy { id }
  jiraProject { enabled integrationId projectKey issueTypeForRelease createReleaseTicket linkBuildsToIssues
    completedStatus labels }
  pmConfig { id name isActive integration { id } usedBy { kind id name }
    platformConfigurations { platform integrationId parameters {
      projectKey issueType completedStatus labels priority titleTemplate createTicket linkBuilds } } }`;
export const SAVE = `mutation ($input: SaveReleaseConfigInput!) { saveReleaseConfig(input: $input) { ${RELEASE_CONFIG} } }`;
export const DELETE = 'mutation ($id: ID!) { deleteReleaseConfig(id: $id) }';
const FIND_ONE = `query ($id: ID!) { releaseConfig(id: $id) { ${RELEASE_CONFIG} } }`;
const LIST_ALL = `query ($projectId: ID!) { releaseConfigs(projectId: $projectId) { ${RELEASE_CONFIG} } }`;

/** Release configs, as the project's editor. */
export class ReleaseConfigsOf {
  private count = 0;

  constructor(private readonly bench: ReleaseBench) {}

  /** Without tickets unless `more` says so; the name is new each time. */
  input(more: object = {}): any {
    this.count += 1;
    return { projectId: this.bench.projectId, name: `Weekly ${this.count}`, platforms: ['WEB'], ...more };
  }

  /** The same with the connected Jira's project. */
  jiraInput(more: object = {}, jiraProject: object = {}): any {
    return this.input({ jiraProject: this.bench.jiraConfig(jiraProject), ...more });
  }

  async save(input: object): Promise<any> {
    return (await this.bench.run(SAVE, { input })).saveReleaseConfig;
  }

  trySave(input: object): Promise<GraphqlAnswer> {
    return this.bench.graphql(SAVE, { input });
  }

  delete(id: string): Promise<GraphqlAnswer> {
    return this.bench.graphql(DELETE, { id });
  }

  async find(id: string): Promise<any> {
    return (await this.bench.run(FIND_ONE, { id })).releaseConfig;
  }

  async list(): Promise<any[]> {
    return (await this.bench.run(LIST_ALL, { projectId: this.bench.projectId })).releaseConfigs;
  }

  async pmConfig(id: string): Promise<any> {
    return (await this.bench.run(FIND, { id })).pmConfig;
  }

  async pmConfigNames(): Promise<string[]> {
    const { pmConfigs } = await this.bench.run(LIST, { projectId: this.bench.projectId, all: true });
    return pmConfigs.map(({ name }: any) => name);
  }

  /** A person edits a pm config by hand. */
  async editPmConfig(id: string, changes: object): Promise<any> {
    return (await this.bench.run(UPDATE, { input: { id, ...changes } })).updatePmConfig;
  }

  deletePmConfig(id: string): Promise<GraphqlAnswer> {
    return this.bench.graphql(DELETE_PM_CONFIG, { id });
  }
}

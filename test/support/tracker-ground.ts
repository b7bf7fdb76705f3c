import {
  type ConnectionValues,
  type PmConnection,
  ProviderRegistry,
  type ProviderType,
} from '../../src/providers/contract/index.js';
import { CREATE, PREVIEW, VERIFY } from '../e2e/pm-configs.support.js';
import { type GraphqlAnswer, startApp, type TestApp, type TestAppOptions } from './app.js';
import { aProject } from './jira-project.js';

const CREATE_INTEGRATION = `mutation ($input: CreateIntegrationInput!) {
  createIntegration(input: $input) { id providerType verificationStatus remoteAccount settings { name value } } }`;

/** What every emulated tracker has. */
interface Lab {
  stop(): Promise<void>;
}

/** What is particular to one kind of tracker. */
export interface GroundOptions<L> {
  /** What a connection input says of one: `{ clickup: { apiToken, … } }`. */
  readonly connectionOf: (lab: L) => Readonly<Record<string, ConnectionValues>>;
  /** Where tickets are made. */
  readonly projectKey: string;
}

export interface Integration {
  readonly id: string;
  readonly providerType: ProviderType;
  readonly verificationStatus: string;
  readonly remoteAccount: string;
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

/** The application, with one project and one connected tracker of any kind. */
export class TrackerGround<L extends Lab> {
  private constructor(
    readonly app: TestApp,
    readonly lab: L,
    readonly projectId: string,
    readonly integration: Integration,
    private readonly options: GroundOptions<L>,
  ) {}

  static async open<L extends Lab>(
    lab: L,
    options: GroundOptions<L>,
    appOptions: TestAppOptions = {},
  ): Promise<TrackerGround<L>> {
    const app = await startApp(appOptions);
    const projectId = await aProject(app);
    const integration = await connect(app, projectId, 'Our tracker', options.connectionOf(lab));
    return new TrackerGround(app, lab, projectId, integration, options);
  }

  /** Where tickets are made. */
  get projectKey(): string {
    return this.options.projectKey;
  }

  run(query: string, variables: object = {}): Promise<any> {
    return this.app.run(query, variables);
  }

  graphql(query: string, variables: object = {}): Promise<GraphqlAnswer> {
    return this.app.graphql(query, variables);
  }

  /** Another one, connected. */
  async connect(lab: L, name: string): Promise<string> {
    return (await connect(this.app, this.projectId, name, this.options.connectionOf(lab))).id;
  }

  /** The adapter's own connection to it, with the values that the integration has. */
  connection(lab: L, scope: string): PmConnection {
    const [values] = Object.values(this.options.connectionOf(lab));
    const provider = this.app.app.get(ProviderRegistry).get(this.integration.providerType);
    return provider.connect({ values: values!, scope });
  }

  /** One platform's part of a config. */
  platform(parameters: object = {}, platform = 'WEB') {
    return { platform, parameters: { projectKey: this.options.projectKey, ...parameters } };
  }

  async preview(
    platformConfigurations: readonly object[],
    integrationId = this.integration.id,
  ): Promise<any> {
    const input = { projectId: this.projectId, integrationId, platformConfigurations };
    return (await this.run(PREVIEW, { input })).previewPmConfig;
  }

  async config(
    name: string,
    platformConfigurations: readonly object[],
    integrationId = this.integration.id,
  ): Promise<any> {
    const input = { projectId: this.projectId, integrationId, name, platformConfigurations };
    return (await this.run(CREATE, { input })).createPmConfig;
  }

  async verify(id: string): Promise<any> {
    return (await this.run(VERIFY, { id })).verifyPmConfig;
  }

  async stop(): Promise<void> {
    await this.app.close().finally(() => this.lab.stop());
  }
}

export async function connect(
  app: TestApp,
  projectId: string,
  name: string,
  connection: object,
): Promise<Integration> {
  const { createIntegration } = await app.run(CREATE_INTEGRATION, { input: { projectId, name, connection } });
  return createIntegration as Integration;
}

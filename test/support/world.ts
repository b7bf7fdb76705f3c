import type { JiraCloudLab } from '../../lab/index.js';
import type { TestApp } from './app.js';
import { aTeam, type Person, type Role, type Team } from './people.js';

/** What ids lead to. */
export type Thing =
  | 'project'
  | 'integration'
  | 'pmConfig'
  | 'release'
  | 'followingRelease'
  | 'releaseConfig'
  | 'member'
  | 'oneself'
  | 'ownToken';

/** A project with people in it, whose things are made when they are asked for. */
export class World {
  private readonly made = new Map<string, Promise<string>>();
  private linked: Promise<void> | undefined;

  private constructor(
    private readonly app: TestApp,
    private readonly lab: JiraCloudLab,
    readonly team: Team,
  ) {}

  static async open(app: TestApp, lab: JiraCloudLab): Promise<World> {
    return new World(app, lab, await aTeam(app));
  }

  get projectId(): string {
    return this.team.projectId;
  }

  /** What the emulated tracker of this world accepts. */
  get connectionValues(): { readonly baseUrl: string; readonly email: string; readonly apiToken: string } {
    return { baseUrl: this.lab.baseUrl, ...this.lab.credentials };
  }

  person(role: Role): Person {
    return this.team[role];
  }

  /** @param role who is oneself. */
  async idOf(thing: Thing, role: Role): Promise<string> {
    const ways: Readonly<Record<Thing, () => string | Promise<string>>> = {
      project: () => this.projectId,
      integration: () => this.integrationId(),
      pmConfig: () => this.pmConfigId(),
      release: () => this.once('Release', { version: '1.0.0', platforms: ['WEB'] }),
      followingRelease: () => this.followingReleaseId(),
      releaseConfig: () => this.releaseConfigId(),
      member: () => this.person('VIEWER').accountId,
      oneself: () => this.person(role).accountId,
      ownToken: () => this.tokenIdOf(role),
    };
    return ways[thing]();
  }

  private integrationId(): Promise<string> {
    return this.once('Integration', { name: 'Jira', connection: { jira: this.connectionValues } });
  }

  private async pmConfigId(): Promise<string> {
    const integrationId = await this.integrationId();
    const platformConfigurations = [{ platform: 'WEB', parameters: { projectKey: 'SHOP' } }];
    return this.once('PmConfig', { name: 'Config', integrationId, platformConfigurations });
  }

  private releaseConfigId(): Promise<string> {
    return this.once('ReleaseConfig', { name: 'Weekly', platforms: ['WEB'] }, 'save');
  }

  /** A release whose ticket for the web is SHOP-1, which the world's tracker has. */
  private async followingReleaseId(): Promise<string> {
    const jiraConfig = { enabled: false, integrationId: await this.integrationId(), projectKey: 'SHOP' };
    const releaseId = await this.once('Release', { version: '1.0.0', platforms: ['WEB'], jiraConfig });
    await (this.linked ??= this.link(releaseId));
    return releaseId;
  }

  private async link(releaseId: string): Promise<void> {
    await this.app.run(
      'mutation ($input: LinkReleaseTicketInput!) { linkReleaseTicket(input: $input) { id } }',
      { input: { releaseId, platform: 'WEB', ticketKey: 'SHOP-1' } },
      this.team.OWNER.token,
    );
  }

  /** A token that nothing else is done with. */
  private async tokenIdOf(role: Role): Promise<string> {
    const { createApiToken } = await this.app.run(
      'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { apiToken { id } } }',
      { input: { projectId: this.projectId, name: 'Spare', role: 'VIEWER' } },
      this.person(role).token,
    );
    return createApiToken.apiToken.id;
  }

  private once(type: string, input: object, verb: 'create' | 'save' = 'create'): Promise<string> {
    const known = this.made.get(type) ?? this.create(type, input, verb);
    this.made.set(type, known);
    return known;
  }

  private async create(type: string, input: object, verb: string): Promise<string> {
    const inputType = `${verb[0]!.toUpperCase()}${verb.slice(1)}${type}Input`;
    const data = await this.app.run(
      `mutation ($input: ${inputType}!) { ${verb}${type}(input: $input) { id } }`,
      { input: { projectId: this.projectId, ...input } },
      this.team.OWNER.token,
    );
    return data[`${verb}${type}`].id;
  }
}

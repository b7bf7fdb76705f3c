import { GraphqlClient } from '../../lab/demo/graphql-client.js';
import { TOKEN } from '../settings.js';
import { runConcurrently, PLATFORMS } from '../tracker-projects.js';
import type { Place } from './tracker.js';

const TARGETS = ['PLAY_STORE', 'APP_STORE', 'WEB'] as const;
const CONCURRENCY = 8;
/** Each waits for its tickets, so that no more are waiting than there may be in a busy hour. */
const WAIT_MS = 2_000;

export interface ReleaseTicket {
  /** Which of the places it was asked for in. */
  readonly place: number;
  readonly releaseId: string;
  readonly version: string;
  readonly platform: string;
  readonly state: string;
  readonly remoteId: string | null;
  readonly key: string | null;
  readonly title: string;
  readonly error: {
    readonly message: string;
    readonly failure: string | null;
    readonly retryable: boolean;
  } | null;
}

interface Config {
  readonly projectId: string;
  readonly pmConfigId: string;
}

/** What a person does, through the public API alone. */
export class Releases {
  private configs: readonly Config[] = [];

  private readonly client: GraphqlClient;

  constructor(url: string) {
    this.client = new GraphqlClient(url, TOKEN);
  }

  /** A project, an integration and a config for each place in the tracker. */
  async prepare(places: readonly Place[]): Promise<void> {
    const configs: Config[] = [];
    for (const { connection, projectKey } of places) {
      const projectId = await this.client.make('Project', { name: projectKey });
      const integrationId = await this.client.make('Integration', { projectId, name: 'Tracker', connection });
      const platformConfigurations = TARGETS.map((platform) => ({ platform, parameters: { projectKey } }));
      const config = { projectId, integrationId, name: 'Release tickets', platformConfigurations };
      configs.push({ projectId, pmConfigId: await this.client.make('PmConfig', config) });
    }
    this.configs = configs;
  }

  /** Round robin over the places, several at once. */
  async create(count: number, signal?: AbortSignal): Promise<void> {
    const createOne = (number: number) =>
      this.client.make('Release', {
        ...this.configs[number % this.configs.length],
        ...{ version: `1.0.${number}`, platforms: PLATFORMS },
        ...{ waitForTicketsMs: WAIT_MS, idempotencyKey: `release ${number}` },
      });
    await runConcurrently(count, CONCURRENCY, createOne, signal);
  }

  async tickets(): Promise<readonly ReleaseTicket[]> {
    const all: ReleaseTicket[] = [];
    for (const [place, { projectId }] of this.configs.entries()) {
      for (let after: string | null = null, isMore = true; isMore;) {
        const { releases } = await this.client.run(
          `query ($projectId: ID!, $after: String) { releases(projectId: $projectId, first: 100, after: $after) {
             edges { node { id version tickets { platform state remoteId key title error { message failure retryable } } } }
             pageInfo { hasNextPage endCursor } } }`,
          { projectId, after },
        );
        for (const { node } of releases.edges) {
          const { id: releaseId, version } = node;
          all.push(...node.tickets.map((ticket: object) => ({ place, releaseId, version, ...ticket })));
        }
        isMore = releases.pageInfo.hasNextPage;
        after = releases.pageInfo.endCursor;
      }
    }
    return all;
  }

  /** A person says which ticket it is. */
  async link({ releaseId, platform }: ReleaseTicket, ticketKey: string): Promise<void> {
    const input = { releaseId, platform, ticketKey };
    await this.client.run(
      `mutation ($input: LinkReleaseTicketInput!) { linkReleaseTicket(input: $input) { id } }`,
      {
        input,
      },
    );
  }

  /** A person says that it is not there. */
  async confirmAbsent({ releaseId, platform }: ReleaseTicket): Promise<void> {
    const input = { releaseId, platforms: [platform], confirmNotCreated: [platform] };
    await this.client.run(
      `mutation ($input: RetryReleaseTicketsInput!) { retryReleaseTickets(input: $input) { id } }`,
      { input },
    );
  }
}

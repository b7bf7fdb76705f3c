import type { CallLog } from '../../lab/http/call-log.js';
import type { Fault, Faults } from '../../lab/http/faults.js';
import type { GraphqlResponse, TestAppOptions } from './app.js';
import { eventually } from './eventually.js';
import { CREATE_RELEASE, LINK, REFRESH, UNLINK } from './releases.documents.js';
import { QUICK, untilStates } from './release-tickets.js';
import type { TrackerFixture } from './fixtures/tracker.fixture.js';

const VERIFY_CREDENTIALS = `mutation ($input: VerifyCredentialsInput!) {
  verifyCredentials(input: $input) { status message remoteAccount failure } }`;
const DISCOVERY = `query ($id: ID!, $key: String!, $project: String, $user: String!) {
  projects: trackerProjects(integrationId: $id, search: $project) { key name url }
  schema: trackerProjectSchema(integrationId: $id, projectKey: $key) {
    issueTypes { name isSubtask requiredFields { name allowedValues } } statuses { name category } priorities }
  users: trackerUsers(integrationId: $id, projectKey: $key, search: $user) { remoteId name email }
  labels: trackerLabels(integrationId: $id, projectKey: $key) }`;

interface FlowLab {
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly violations: readonly unknown[];
  stop(): Promise<void>;
}

/** Calls may take long enough for a busy machine, and a hanging one is still soon given up. */
export const QUICK_WITH_2S_CALLS: TestAppOptions = { ...QUICK, env: { PROVIDER_TIMEOUT_MS: '2000' } };

/** Longer than a call may take. */
export const TIMED_OUT_CALL: Fault = { kind: 'latency', ms: 2_500 };

/** On a busy machine calls are given up that were only slow, and looked for at growing distances. */
const CREATION_TIMEOUT_MS = 25_000;

/** What is particular to one kind of tracker. */
export interface ReleaseFlowOptions<L> {
  /** Of each platform's tickets. */
  readonly parameters: object;
  /** The call that makes one ticket, or several. */
  readonly create: string;
  /** Remote ids of the tickets that the tracker has of a release. */
  readonly idsOf: (lab: L, version: string) => readonly string[];
}

/** A connected tracker of any kind, and a config by which a release gets a ticket there for each of three platforms. */
export class ReleaseFlowHarness<L extends FlowLab> {
  private constructor(
    readonly fixture: TrackerFixture<L>,
    private readonly options: ReleaseFlowOptions<L>,
    private readonly pmConfigId: string,
  ) {}

  static async open<L extends FlowLab>(
    fixture: TrackerFixture<L>,
    options: ReleaseFlowOptions<L>,
  ): Promise<ReleaseFlowHarness<L>> {
    const platforms = ['WEB', 'PLAY_STORE', 'APP_STORE'].map((one) =>
      fixture.platformConfiguration(options.parameters, one),
    );
    try {
      const { id } = await fixture.createConfig('Tickets', platforms);
      expect((await fixture.verify(id)).problems).toEqual([]);
      return new ReleaseFlowHarness(fixture, options, id);
    } catch (error) {
      await fixture.stop();
      throw error;
    }
  }

  get lab(): L {
    return this.fixture.lab;
  }

  /** After each test. */
  expectNoViolations(): void {
    this.lab.faults.clear();
    expect(this.lab.violations).toEqual([]);
  }

  /** Tries credentials out. */
  verify(connection: object): Promise<GraphqlResponse> {
    const input = { projectId: this.fixture.projectId, connection };
    return this.fixture.graphql(VERIFY_CREDENTIALS, { input });
  }

  /** The verdict on them. */
  async verificationResult(connection: object): Promise<any> {
    return (await this.verify(connection)).data.verifyCredentials;
  }

  /** What forms can offer, looked for by these words; statuses as `Done: DONE`. */
  async discover(words: { readonly project: string; readonly user: string }): Promise<any> {
    const { integration, projectKey } = this.fixture;
    const found = await this.fixture.run(DISCOVERY, { id: integration.id, key: projectKey, ...words });
    const statuses = found.schema.statuses.map(({ name, category }: any) => `${name}: ${category}`);
    return { ...found, schema: { ...found.schema, statuses } };
  }

  async create(version: string, more: object = {}): Promise<any> {
    const platforms = ['ANDROID', 'IOS', 'WEB'];
    const { pmConfigId, fixture } = this;
    const input = {
      ...{ projectId: fixture.projectId, version, platforms, pmConfigId },
      ...{ waitForTicketsMs: 20_000, ...more },
    };
    return (await fixture.run(CREATE_RELEASE, { input })).createRelease;
  }

  async refresh(id: string): Promise<any> {
    return (await this.fixture.run(REFRESH, { id })).refreshReleaseTickets;
  }

  /** Remote ids of what the tracker has of a release. */
  idsOf(version: string): readonly string[] {
    return this.options.idsOf(this.lab, version);
  }

  /** A release whose three tickets are made by so many of the calls that make them, and no others. */
  async expectCreatedBy(version: string, calls: number): Promise<any> {
    this.lab.calls.reset();
    const { id } = await this.create(version);
    const release = await untilStates(this.fixture.app, id, 'CREATED');
    expect(release.tickets).toHaveLength(3);
    expect(this.lab.calls.counts()).toEqual({ [this.options.create]: calls });
    return release;
  }

  /** All its tickets count as completed, being in this status: one call of this operation tells. */
  async expectCompletedBy(operation: string, id: string, status: string): Promise<void> {
    this.lab.calls.reset();
    const { tickets } = await this.refresh(id);
    expect(tickets.map((ticket: any) => [ticket.status, ticket.category, ticket.isCompleted])).toEqual(
      Array.from({ length: 3 }, () => [status, 'DONE', true]),
    );
    expect(this.lab.calls.counts()).toEqual({ [operation]: 1 });
  }

  /** The fault strikes a call that makes tickets: there are three in the end, the release's own. */
  async expectCreatedOnce(version: string, fault: Fault): Promise<void> {
    const { create } = this.options;
    this.lab.calls.reset();
    const planned = this.lab.faults.inject(create, fault);
    const { id } = await this.create(version, { waitForTicketsMs: 0 });
    const { tickets } = await untilStates(this.fixture.app, id, 'CREATED', CREATION_TIMEOUT_MS);
    expect(planned.hits).toBe(1);
    // What was given up arrives last.
    const late = this.lab.calls.of(create).filter(({ faults }) => faults.includes('latency'));
    await eventually(() => expect(late.every(({ finishedAt }) => finishedAt !== null)).toBe(true));
    const made = [...this.idsOf(version)];
    expect(made).toHaveLength(3);
    expect(tickets.map(({ remoteId }: any) => remoteId).sort()).toEqual(made.sort());
  }

  /** A person's ticket takes the place of the one on the web. */
  async replaceTicket(releaseId: string, ticketKey: string): Promise<any> {
    await this.fixture.run(UNLINK, { input: { releaseId, platform: 'WEB' } });
    const { linkReleaseTicket } = await this.fixture.run(LINK, {
      input: { releaseId, platform: 'WEB', ticketKey },
    });
    return linkReleaseTicket.tickets[0];
  }

  /** Of three tickets one is deleted there: it is missed, and the others are not. */
  async expectMissing(version: string, remove: (remoteId: string) => void): Promise<void> {
    const { id } = await this.create(version);
    const { tickets } = await untilStates(this.fixture.app, id, 'CREATED');
    remove(tickets[0].remoteId);
    await this.refresh(id);
    await untilStates(this.fixture.app, id, { WEB: 'MISSING', PLAY_STORE: 'CREATED', APP_STORE: 'CREATED' });
  }
}

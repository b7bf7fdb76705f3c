import type { Fault } from '../../lab/index.js';
import type { GraphqlResponse, TestApp } from './app.js';
import { eventually } from './eventually.js';
import { aJiraFixture, aManualTicket, type JiraFixture } from './fixtures/jira.fixture.js';
import type { ProductProcess } from './product-process.js';
import { CHANGE_STATUS, LINK, RETRY, UNLINK, UPDATE_RELEASE } from './releases.documents.js';
import { aRelease, readRelease } from './release-tickets.js';
import { possibleCounts, possibleStates, type TicketModel } from './ticket-model.js';
import { killWorker } from './worker-process.js';

const UNFINISHED_STATES = ['PENDING', 'CREATING', 'UNCERTAIN'];

/** A worker that is replaced when it is killed; whoever kills it does not wait for the next one to be up. */
export class RestartingWorker {
  private current: Promise<ProductProcess>;

  constructor(private readonly start: () => Promise<ProductProcess>) {
    this.current = start();
  }

  async crash(): Promise<void> {
    await killWorker(await this.current);
    this.current = this.start();
  }

  async untilUp(): Promise<void> {
    await this.current;
  }
}

/** The real thing, as the commands of the model drive it: the API, one worker, one emulated Jira for each run. */
export class TicketSystem {
  private readonly ids: string[] = [];
  readonly manualTicketKey: string;

  private constructor(
    private readonly app: TestApp,
    readonly worker: RestartingWorker,
    readonly fixture: JiraFixture,
  ) {
    this.manualTicketKey = aManualTicket(fixture.lab);
  }

  static async start(app: TestApp, worker: RestartingWorker): Promise<TicketSystem> {
    return new TicketSystem(app, worker, await aJiraFixture(app, { indexLagMs: 300 }));
  }

  async create(): Promise<void> {
    const { id } = await aRelease(this.app, this.fixture, { version: this.versionOf(this.ids.length) });
    this.ids.push(id);
  }

  addPlatform(release: number): Promise<string> {
    return this.request(UPDATE_RELEASE, { id: this.ids[release], platforms: ['WEB', 'IOS'] });
  }

  cancel(release: number): Promise<string> {
    return this.request(CHANGE_STATUS, { id: this.ids[release], status: 'CANCELLED' });
  }

  retry(release: number, more: object): Promise<string> {
    return this.request(RETRY, { releaseId: this.ids[release], ...more });
  }

  link(release: number, platform: string): Promise<string> {
    return this.request(LINK, { releaseId: this.ids[release], platform, ticketKey: this.manualTicketKey });
  }

  unlink(release: number, platform: string): Promise<string> {
    return this.request(UNLINK, { releaseId: this.ids[release], platform });
  }

  fail(operation: string, fault: Fault): void {
    this.fixture.lab.faults.inject(operation, fault);
  }

  /** Nothing fails any more; holds what everything came to rest at against the model. */
  async check(model: TicketModel): Promise<void> {
    await this.worker.untilUp();
    for (const [index, { isOpen, tickets }] of model.releases.entries()) {
      const release = await this.untilIdle(index);
      for (const [platform, ticket] of Object.entries(tickets)) {
        const real = release.tickets.find((one: any) => one.platform === platform);
        const made = this.keysByTitle(real.title);
        expect(possibleStates(ticket, isOpen)).toContain(real.state);
        if (ticket.target === 'theirs') expect(real.key).toBe(this.manualTicketKey);
        if (ticket.target === 'ours' && real.state === 'CREATED') expect(made).toContain(real.key);
        const [least, most] = possibleCounts(ticket, isOpen);
        expect(made.length).toBeGreaterThanOrEqual(least);
        expect(made.length).toBeLessThanOrEqual(most);
      }
    }
    this.expectNoDuplicates();
  }

  stop(): Promise<void> {
    return this.fixture.lab.stop();
  }

  private untilIdle(release: number): Promise<any> {
    return eventually(
      async () => {
        const now = await readRelease(this.app, this.ids[release]!);
        expect(now.tickets.filter(({ state }: any) => UNFINISHED_STATES.includes(state))).toEqual([]);
        return now;
      },
      { timeoutMs: 60_000, everyMs: 50 },
    );
  }

  /** Whatever people did: no identity was ever made twice. */
  private expectNoDuplicates(): void {
    const identities = this.fixture.lab
      .issues()
      .flatMap(({ labels }) => labels.filter((label) => label.startsWith('delivr-')));
    expect(identities).toEqual([...new Set(identities)]);
  }

  private keysByTitle(title: string): string[] {
    return this.fixture.lab
      .issues()
      .filter(({ fields }) => fields['summary'] === title)
      .map(({ key }) => key);
  }

  private versionOf(release: number): string {
    return `1.0.${release}`;
  }

  /** `ok`, or the code that it was refused with. */
  private async request(query: string, input: object): Promise<string> {
    const { errors }: GraphqlResponse = await this.app.graphql(query, { input });
    return errors?.[0]?.extensions['code'] ?? 'ok';
  }
}

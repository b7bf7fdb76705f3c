import type { Fault } from '../../lab/index.js';
import type { GraphqlAnswer, TestApp } from './app.js';
import { eventually } from './eventually.js';
import { aJiraGround, aTicketOfPeople, type JiraGround } from './jira-project.js';
import type { ProductProcess } from './product-process.js';
import { CHANGE_STATUS, LINK, RETRY, UNLINK, UPDATE_RELEASE } from './release-operations.js';
import { aRelease, releaseNow } from './release-tickets.js';
import { possibleCounts, possibleStates, type TicketModel } from './ticket-model.js';
import { killWorker } from './worker-process.js';

const UNDER_WAY = ['PENDING', 'CREATING', 'UNCERTAIN'];

/** A worker that is replaced when it is killed; whoever kills it does not wait for the next one to be up. */
export class MortalWorker {
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
  readonly byHand: string;

  private constructor(
    private readonly app: TestApp,
    readonly worker: MortalWorker,
    readonly ground: JiraGround,
  ) {
    this.byHand = aTicketOfPeople(ground.lab);
  }

  static async start(app: TestApp, worker: MortalWorker): Promise<TicketSystem> {
    return new TicketSystem(app, worker, await aJiraGround(app, { indexLagMs: 300 }));
  }

  async create(): Promise<void> {
    const { id } = await aRelease(this.app, this.ground, { version: this.versionOf(this.ids.length) });
    this.ids.push(id);
  }

  addPlatform(release: number): Promise<string> {
    return this.ask(UPDATE_RELEASE, { id: this.ids[release], platforms: ['WEB', 'IOS'] });
  }

  cancel(release: number): Promise<string> {
    return this.ask(CHANGE_STATUS, { id: this.ids[release], status: 'CANCELLED' });
  }

  retry(release: number, more: object): Promise<string> {
    return this.ask(RETRY, { releaseId: this.ids[release], ...more });
  }

  link(release: number, platform: string): Promise<string> {
    return this.ask(LINK, { releaseId: this.ids[release], platform, ticketKey: this.byHand });
  }

  unlink(release: number, platform: string): Promise<string> {
    return this.ask(UNLINK, { releaseId: this.ids[release], platform });
  }

  fail(operation: string, fault: Fault): void {
    this.ground.lab.faults.inject(operation, fault);
  }

  /** Nothing fails any more; holds what everything came to rest at against the model. */
  async check(model: TicketModel): Promise<void> {
    await this.worker.untilUp();
    for (const [index, { isOpen, tickets }] of model.releases.entries()) {
      const release = await this.atRest(index);
      for (const [platform, ticket] of Object.entries(tickets)) {
        const real = release.tickets.find((one: any) => one.platform === platform);
        const made = this.made(real.title);
        expect(possibleStates(ticket, isOpen)).toContain(real.state);
        if (ticket.wish === 'theirs') expect(real.key).toBe(this.byHand);
        if (ticket.wish === 'ours' && real.state === 'CREATED') expect(made).toContain(real.key);
        const [least, most] = possibleCounts(ticket, isOpen);
        expect(made.length).toBeGreaterThanOrEqual(least);
        expect(made.length).toBeLessThanOrEqual(most);
      }
    }
    this.mustHaveNoTwins();
  }

  stop(): Promise<void> {
    return this.ground.lab.stop();
  }

  private atRest(release: number): Promise<any> {
    return eventually(
      async () => {
        const now = await releaseNow(this.app, this.ids[release]!);
        expect(now.tickets.filter(({ state }: any) => UNDER_WAY.includes(state))).toEqual([]);
        return now;
      },
      { timeoutMs: 60_000, everyMs: 50 },
    );
  }

  /** Whatever people did: no identity was ever made twice. */
  private mustHaveNoTwins(): void {
    const identities = this.ground.lab
      .issues()
      .flatMap(({ labels }) => labels.filter((label) => label.startsWith('delivr-')));
    expect(identities).toEqual([...new Set(identities)]);
  }

  private made(title: string): string[] {
    return this.ground.lab
      .issues()
      .filter(({ fields }) => fields['summary'] === title)
      .map(({ key }) => key);
  }

  private versionOf(release: number): string {
    return `1.0.${release}`;
  }

  /** `ok`, or the code that it was refused with. */
  private async ask(query: string, input: object): Promise<string> {
    const { errors }: GraphqlAnswer = await this.app.graphql(query, { input });
    return errors?.[0]?.extensions['code'] ?? 'ok';
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../lab/demo/product.js';
import { seededRandom } from '../../lab/index.js';
import { ProductProcess } from '../product-process.js';
import { environment } from './settings.js';

export interface FleetOptions {
  /** The compiled product. */
  readonly main: string;
  readonly databaseUrl: string;
  /** What a tracker has for a call. */
  readonly timeoutMs: number;
  /** The worker that dies lives so long at most, and a sixth of that at least. */
  readonly maxLifetimeMs: number;
}

/** An API and two workers on one database, one of which is killed and replaced all the time. */
export class Fleet {
  kills = 0;
  /** What ended by itself. */
  readonly unexpectedExits: string[] = [];
  private readonly stopping = new AbortController();
  private killing: Promise<void> = Promise.resolve();
  private readonly members = new Set<ProductProcess>();

  private constructor(
    private readonly options: FleetOptions,
    private readonly env: Readonly<Record<string, string>>,
    readonly url: string,
  ) {}

  static async start(options: FleetOptions): Promise<Fleet> {
    const port = await freePort(0);
    const url = `http://127.0.0.1:${port}`;
    const fleet = new Fleet(options, environment(options.databaseUrl, options.timeoutMs), url);
    // The first one brings the database up to date.
    await fleet
      .add('API', { ROLE: 'api', PORT: String(port), PUBLIC_URL: url })
      .catch(async (error: unknown) => {
        await fleet.stop();
        throw error;
      });
    return fleet;
  }

  /** From now on tickets are made. `seed`: when the worker that dies dies. */
  async startWorkers(seed: number): Promise<void> {
    await this.addWorker('worker that stays');
    const victim = await this.addWorker('worker that dies');
    this.killing = this.killOn(victim, seededRandom(seed)).catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.unexpectedExits.push(String(error));
    });
  }

  async stopKilling(): Promise<void> {
    this.stopping.abort();
    await this.killing;
  }

  async stop(): Promise<void> {
    await this.stopKilling();
    await Promise.all([...this.members].map((member) => member.kill()));
  }

  private async killOn(first: ProductProcess, random: () => number): Promise<void> {
    for (let victim = first; ; victim = await this.addWorker('worker that dies')) {
      const lifeMs = this.options.maxLifetimeMs * (1 / 6 + (random() * 5) / 6);
      await sleep(lifeMs, undefined, this.stopping);
      await victim.kill();
      this.members.delete(victim);
      this.kills += 1;
    }
  }

  private addWorker(name: string): Promise<ProductProcess> {
    return this.add(name, { ROLE: 'worker' });
  }

  private async add(name: string, more: Readonly<Record<string, string>>): Promise<ProductProcess> {
    const recordExit = (message: string) => void this.unexpectedExits.push(message);
    const member = await ProductProcess.start(name, this.options.main, { ...this.env, ...more }, recordExit);
    this.members.add(member);
    return member;
  }
}

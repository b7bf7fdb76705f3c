import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../lab/demo/product.js';
import { startEmbeddedPostgres } from '../src/shared/persistence/embedded/index.js';
import { GraphqlClient } from '../lab/demo/graphql-client.js';
import { ProductProcess } from './product-process.js';
import { environment, TOKEN } from './settings.js';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

/** One database and as many processes of the compiled product as a bench starts. */
export class Deployment {
  private readonly members = new Set<ProductProcess>();

  private constructor(
    readonly databaseUrl: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<Deployment> {
    const dataDir = await mkdtemp(join(tmpdir(), 'delivr-bench-'));
    const logger = { info: () => undefined, warn: printError, error: printError };
    const database = await startEmbeddedPostgres({ dataDir, logger, stopTimeoutMs: 5_000 });
    return new Deployment(database.connectionUrl, environment(database.connectionUrl), async () => {
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    });
  }

  /** A process that answers people; with `all` it does the work too. */
  async startApi(role: 'api' | 'all' = 'api'): Promise<GraphqlClient> {
    const port = String(await freePort(0));
    const url = `http://127.0.0.1:${port}`;
    await this.start({ ROLE: role, PORT: port, PUBLIC_URL: url });
    return new GraphqlClient(url, TOKEN);
  }

  startWorker(): Promise<ProductProcess> {
    return this.start({ ROLE: 'worker' });
  }

  /** kill -9. */
  async kill(member: ProductProcess): Promise<void> {
    this.members.delete(member);
    await member.kill();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.members].map((member) => member.kill()));
    await this.close();
  }

  private async start(more: Readonly<Record<string, string>>): Promise<ProductProcess> {
    const name = `process with the role ${more['ROLE']}`;
    const member = await ProductProcess.start(name, MAIN, { ...this.env, ...more }, printError);
    this.members.add(member);
    return member;
  }
}

function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

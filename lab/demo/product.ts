import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraphqlClient } from './graphql-client.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const START_TIMEOUT_MS = 45_000;

export interface ProductOptions {
  readonly dataDir: string;
  readonly token: string;
  /** Hosts on which the product may call a tracker although they are private. */
  readonly allowedHosts: string;
  readonly port: number;
}

/** The product as anybody would run it: a process of its own, spoken to over HTTP alone. */
export class Product {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly client: GraphqlClient,
  ) {}

  static async start({ dataDir, token, allowedHosts, port }: ProductOptions): Promise<Product> {
    const { PATH = '', HOME = '', TZ = '' } = process.env;
    const child = spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH,
        HOME,
        TZ,
        DATA_DIR: dataDir,
        PORT: String(port),
        BOOTSTRAP_TOKEN: token,
        PROVIDER_ALLOWED_HOSTS: allowedHosts,
        LOG_LEVEL: 'warn',
      },
    });
    const url = `http://127.0.0.1:${port}`;
    const product = new Product(child, url, new GraphqlClient(url, token));
    await product.untilReady();
    return product;
  }

  /** The data of a GraphQL operation. */
  run(query: string, variables: object = {}): Promise<any> {
    return this.client.run(query, variables);
  }

  /** Calls `listener` should it end by itself. */
  onExit(listener: (code: number | null) => void): void {
    this.child.on('exit', listener);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline && this.child.exitCode === null) {
      const isReady = await fetch(`${this.url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      await sleep(100);
    }
    await this.stop();
    throw new Error('delivr did not start; what it said stands above.');
  }
}

/** The wanted port, or any free one where somebody has it. */
export async function freePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0))!;
}

function tryPort(port: number): Promise<number | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const START_TIMEOUT_MS = 60_000;
const MAX_LINES = 200;

/** One process of the product, as it is shipped. */
export class ProductProcess {
  private readonly lines: string[] = [];
  private isMeantToEnd = false;
  private readonly ended: Promise<unknown>;

  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
  ) {
    this.ended = once(child, 'close');
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        this.lines.push(...String(chunk).split('\n').filter(Boolean));
        this.lines.splice(0, this.lines.length - MAX_LINES);
      });
    }
  }

  /** Once it has said that it is running. `onEnd`: should it end by itself. */
  static async start(
    name: string,
    main: string,
    env: Readonly<Record<string, string>>,
    onEnd: (message: string) => void,
  ): Promise<ProductProcess> {
    const child = spawn(process.execPath, ['--no-warnings', main], {
      env: { ...env, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new ProductProcess(name, child);
    child.once('exit', (code) => {
      if (!started.isMeantToEnd) onEnd(`The ${name} ended by itself with ${code}:\n${started.tail()}`);
    });
    await started.untilRunning();
    return started;
  }

  /** kill -9: no last word, no clean-up. */
  async kill(): Promise<void> {
    this.isMeantToEnd = true;
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private tail(): string {
    return this.lines.slice(-30).join('\n');
  }

  private async untilRunning(): Promise<void> {
    const isRunning = new Promise<boolean>((resolve) => {
      const checkOutput = () => {
        if (this.lines.some((line) => line.includes('delivr is running'))) resolve(true);
      };
      for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', checkOutput);
      void this.ended.then(() => resolve(false));
      setTimeout(() => resolve(false), START_TIMEOUT_MS).unref();
    });
    if (await isRunning) return;
    await this.kill();
    throw new Error(`The ${this.name} did not start:\n${this.tail()}`);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { COMPILE_CACHE, compiledMain } from './compiled-product.js';
import { eventually } from './eventually.js';

export interface ProductProcess {
  readonly pid: number;
  /** Everything that it wrote so far. */
  readonly output: () => string;
  readonly child: ChildProcess;
  kill(signal: NodeJS.Signals): void;
  /** The exit code; null where a signal ended it. */
  exit(): Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** The product in a process of its own, with this environment and nothing else of ours. */
export async function startProduct(
  env: Readonly<Record<string, string>>,
  options: { readonly args?: readonly string[]; readonly uid?: number; readonly cwd?: string } = {},
): Promise<ProductProcess> {
  const child = spawn(process.execPath, ['--no-warnings', await compiledMain(), ...(options.args ?? [])], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE, LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    pid: child.pid!,
    child,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    exit: () => ended,
  };
}

/** Waits until it says so in its output; fails at once where it ends instead. */
export async function untilOutput(
  product: ProductProcess,
  text: string | RegExp,
  timeoutMs = 60_000,
): Promise<void> {
  await eventually(
    () => {
      if (product.child.exitCode !== null)
        throw new Error(`It ended with ${product.child.exitCode}: ${product.output()}`);
      expect(product.output()).toMatch(text);
      return Promise.resolve();
    },
    { timeoutMs },
  );
}

/** For afterEach: nothing outlives its test. */
export async function killProducts(): Promise<void> {
  for (const child of running) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

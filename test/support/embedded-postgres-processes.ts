import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import type { EmbeddedPostgresOptions } from '../../src/shared/persistence/embedded/index.js';
import { makeTestFolder, removeTestFolder } from './test-folder.js';

export interface ChildOptions extends Omit<Partial<EmbeddedPostgresOptions>, 'logger'> {
  readonly dataDir: string;
  readonly uid?: number;
  /** Without the right to look into other users' processes, as root has it in a container. */
  readonly withoutPtrace?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface StartedServer {
  readonly serverPid: number;
  readonly url: string;
}

/** Processes with an embedded database each, and their folders; all gone after `cleanUp()`. */
export class EmbeddedPostgresProcesses {
  private readonly folders: string[] = [];
  private readonly children: ChildProcess[] = [];

  async folder(owner = 0): Promise<string> {
    const folder = await makeTestFolder();
    this.folders.push(folder);
    if (owner) await chown(folder, owner, owner);
    return folder;
  }

  /** In a process group of its own, as a shell would start it. */
  spawn({ uid, env, withoutPtrace, ...options }: ChildOptions): ChildProcess {
    const script = join(process.cwd(), 'test/support/embedded-postgres-child.ts');
    const hook = join(process.cwd(), 'test/support/typescript-imports.mjs');
    const node = [process.execPath, '--no-warnings', '--import', hook, script];
    const limits = withoutPtrace ? ['setpriv', '--bounding-set=-sys_ptrace', '--inh-caps=-sys_ptrace'] : [];
    const [program, ...args] = [...limits, ...node, JSON.stringify({ isDurable: false, ...options })];
    const child = spawn(program, args, {
      ...(uid ? { uid, gid: uid } : {}),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', process.env['SHOW_LOGS'] ? 'inherit' : 'ignore'],
      detached: true,
    });
    this.children.push(child);
    return child;
  }

  async start(options: ChildOptions): Promise<StartedServer & { readonly child: ChildProcess }> {
    const child = this.spawn(options);
    return { child, ...(await readStartResult(child)) };
  }

  async cleanUp(): Promise<void> {
    for (const child of this.children) await kill(child);
    for (const folder of this.folders) await removeTestFolder(folder);
  }
}

/** What the child says once it runs; throws what it says when it does not. */
export async function readStartResult(child: ChildProcess): Promise<StartedServer> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const answer = JSON.parse(line) as StartedServer & { error?: string };
    if (answer.error) throw new Error(answer.error);
    return answer;
  }
  throw new Error('It ended without a word.');
}

/** kill -9, without any chance to clean up. */
export async function kill(child: ChildProcess): Promise<void> {
  await end(child, 'SIGKILL');
}

export async function terminate(child: ChildProcess): Promise<void> {
  await end(child, 'SIGTERM');
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

export async function pidInFile(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

export async function query<T extends object = Record<string, unknown>>(
  url: string,
  sql: string,
): Promise<T[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

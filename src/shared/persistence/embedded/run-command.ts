import { spawn } from 'node:child_process';
import type { ServerUser } from './server-user.js';

export interface CommandOptions {
  readonly user?: ServerUser | undefined;
  readonly cwd: string;
  /** In a session of its own, so that Ctrl-C does not reach it. */
  readonly ownSession?: boolean;
}

export interface CommandResult {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a program of PostgreSQL to its end, with nothing of our environment: it holds keys and tokens. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...options.user,
      cwd: options.cwd,
      env: cleanEnvironment(),
      detached: options.ownSession ?? false,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    }
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output: output.trim() }));
  });
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const needed = process.platform === 'win32' ? ['SystemRoot', 'TEMP', 'PATH'] : [];
  // What Windows cannot start a program without; nothing that is a setting of ours.
  // eslint-disable-next-line no-restricted-properties
  const inherited = needed.map((name) => [name, process.env[name] ?? '']);
  return {
    PATH: '/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
    ...(Object.fromEntries(inherited) as NodeJS.ProcessEnv),
  };
}

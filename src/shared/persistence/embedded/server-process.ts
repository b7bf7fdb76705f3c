import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { readFile, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { hasCode } from './has-code.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import {
  invalidatePostmasterPid,
  readPostmasterPid,
  removeAbandonedPostmasterPid,
  type PostmasterPid,
} from './postmaster-pid.js';
import { identifyProcess, type ProcessIdentity } from './process-identity.js';
import { runCommand } from './run-command.js';
import { pathSeenByServer, type ServerFolder } from './server-folder.js';

/** The server that works on the folder, whoever started it. */
export interface LiveServer {
  readonly process: ProcessIdentity;
  readonly pidFile: PostmasterPid;
}

/** A start that may succeed when it is tried again: another one was faster, or the port was taken. */
export class ServerStartCollisionError extends Error {}

/** What pg_ctl and the server say where another start is at work, down to a pid file that it has yet to write. */
const COLLISION =
  /lock file "postmaster.pid" already|lock file "postmaster.pid" is empty|PID file .* is empty|pre-existing shared memory|could not bind/;
const LOG = 'server.log';
/** Crash recovery comes first, and may have much to do. */
const START_TIMEOUT_S = 300;

/** The live server of this folder, or undefined when there is none, whatever its pid file says. */
export async function findLiveServer({ path }: ServerFolder): Promise<LiveServer | undefined> {
  const pidFile = await readPostmasterPid(path);
  const identity = pidFile && (await identifyProcess(pidFile.pid));
  if (!identity || !(await isServerOf(path, identity.pid))) return undefined;
  return { process: identity, pidFile };
}

/** Starts a server; it is there, but may not be ours, when this comes back. */
export async function startServer(
  folder: ServerFolder,
  binaries: PostgresBinaries,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  if (!(await findLiveServer(folder))) await invalidatePostmasterPid(folder.path, isPidTaken);
  await removeAbandonedPostmasterPid(folder.path);
  await rename(join(folder.path, LOG), join(folder.path, `${LOG}.1`)).catch(() => undefined);
  const inside = pathSeenByServer(folder.user, folder.path);
  const all = { ...settings, cluster_name: clusterName(folder.path) };
  const options = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`);
  const { status, output } = await runCommand(
    binaries.pgCtl,
    [
      ...['start', '--silent', '--wait', `--timeout=${START_TIMEOUT_S}`],
      ...[`--pgdata=${inside}`, `--log=${inside}/${LOG}`, `--options=${options.join(' ')}`],
    ],
    { user: folder.user, cwd: folder.path, ownSession: true },
  );
  if (status === 0) return;
  const log = await logTail(folder.path);
  const problem = `The embedded PostgreSQL did not start: ${output}\n${log}`;
  const isCollision = COLLISION.test(problem);
  throw isCollision ? new ServerStartCollisionError(problem) : new Error(problem);
}

/** By whoever, a zombie or another user included: PostgreSQL would take it for a server. */
function isPidTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** The last words of the server. What it logs holds no data: see server-settings. */
export async function logTail(serverFolder: string): Promise<string> {
  const log = await readFile(join(serverFolder, LOG), 'utf8').catch(() => '');
  return log.trimEnd().split('\n').slice(-8).join('\n');
}

/**
 * Whether the process is the server of this very folder. Asked for its working folder, so that neither a reused pid
 * nor a copied DATA_DIR deceives; where that may not be seen (root without ptrace, as in containers; not Linux), for
 * the name that startServer gave it. That it started when the pid file says is asked of the server itself, whose clock
 * was set then as it was for the file.
 */
async function isServerOf(serverFolder: string, pid: number): Promise<boolean> {
  const args = await commandLine(pid);
  if (!/^postgres(\.exe)?$/.test(basename(args[0] ?? ''))) return false;
  try {
    const [its, ours] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(serverFolder)]);
    return its.dev === ours.dev && its.ino === ours.ino;
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'ENOENT')) throw error;
    return args.includes(`cluster_name=${clusterName(serverFolder)}`);
  }
}

/** Of this place: a copy of the folder has another one. */
function clusterName(serverFolder: string): string {
  return `delivr-${createHash('sha256').update(serverFolder).digest('hex').slice(0, 16)}`;
}

async function commandLine(pid: number): Promise<string[]> {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  }
  const answer = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(
    () => undefined,
  );
  return answer?.stdout.trim().split(' ') ?? [];
}

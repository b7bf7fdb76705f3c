import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './has-code.js';

/**
 * What a server writes about itself into its data folder, line by line: pid, data folder, start (s), port, socket
 * folder, address, shared memory, status. https://www.postgresql.org/docs/18/storage-file-layout.html
 */
export interface PostmasterPid {
  readonly pid: number;
  /** Seconds since 1970, by the clock of then. */
  readonly startedAt: number;
  readonly port: number;
  readonly isReady: boolean;
}

const FILE = 'postmaster.pid';
/** A server fills the file as soon as it has made it: one that stays empty longer was left by a crash. */
const EMPTY_AT_MOST_MS = 5_000;

export async function readPostmasterPid(serverFolder: string): Promise<PostmasterPid | undefined> {
  const text = await readFile(join(serverFolder, FILE), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  const [pid, , startedAt, port, , , , status] = text.split('\n').map((line) => line.trim());
  // negative: a single-user server at work
  const number = Math.abs(Number(pid));
  if (!number) return undefined;
  return { pid: number, startedAt: Number(startedAt), port: Number(port), isReady: status === 'ready' };
}

/**
 * Tells PostgreSQL that the file is stale although its pid belongs to somebody again. The file is not deleted: the
 * shared memory it names is how a new server notices workers that outlived the old one. Our own pid is put in, which
 * PostgreSQL, as a grandchild of ours, takes for stale before it goes on with that check.
 */
export async function invalidatePostmasterPid(
  serverFolder: string,
  isPidTaken: (pid: number) => boolean,
): Promise<void> {
  const path = join(serverFolder, FILE);
  const stale = await readPostmasterPid(serverFolder);
  if (!stale || !isPidTaken(stale.pid)) return;
  const [first, ...rest] = (await readFile(path, 'utf8')).split('\n');
  // unless another start was faster and this is its server's file by now
  if (Number(first) === stale.pid) await writeFile(path, [process.pid, ...rest].join('\n'));
}

/** PostgreSQL never starts beside an empty file, which says nothing of a server that could be there. */
export async function removeAbandonedPostmasterPid(serverFolder: string): Promise<void> {
  const path = join(serverFolder, FILE);
  const file = await stat(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  if (file?.size === 0 && Math.abs(Date.now() - file.mtimeMs) > EMPTY_AT_MOST_MS) await rm(path);
}

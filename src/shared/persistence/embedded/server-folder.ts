import { chmod, lchown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerUser } from './server-user.js';

/** Where the server's files lie, and how the server's user gets there. */
export interface ServerFolder {
  /** DATA_DIR/postgres */
  readonly path: string;
  readonly user: ServerUser | undefined;
}

/**
 * How PostgreSQL's programs are to call the folder that they are started in. As root we may keep data where the server's
 * user cannot enter by its path (a clone under /root). But a process may use its working folder however it came
 * there, and Linux has a name for it that touches none of the folders above. So the data stays in DATA_DIR, and
 * nobody's permissions are changed.
 */
export function pathSeenByServer(user: ServerUser | undefined, path: string): string {
  return user ? '/proc/self/cwd' : path;
}

/** A backup copied back as root belongs to root, and may have come back open to others: PostgreSQL refuses both. */
export async function chownToServerUser({ path, user }: ServerFolder): Promise<void> {
  const { uid, mode } = await stat(path);
  if (user && uid === 0) {
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    for (const entry of entries) await lchown(join(entry.parentPath, entry.name), user.uid, user.gid);
    // last: should this be interrupted, it is done again
    await lchown(path, user.uid, user.gid);
  }
  if (mode & 0o077 && process.platform !== 'win32') await chmod(path, 0o700);
}

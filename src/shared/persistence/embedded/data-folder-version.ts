import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './has-code.js';

/**
 * Whether the server's folder holds a database already. One of another major version is refused, as is a folder with
 * other things in it.
 */
export async function containsDatabase(serverFolder: string, major: number): Promise<boolean> {
  const found = await readFile(join(serverFolder, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    if (hasCode(error, 'EACCES'))
      throw new Error(`${serverFolder} belongs to another user. Start delivr as that user.`);
    throw error;
  });
  if (found !== undefined) {
    if (Number(found.trim()) !== major)
      throw new Error(versionMismatchMessage(serverFolder, found.trim(), major));
    return true;
  }
  const entries = await readdir(serverFolder).catch(() => []);
  if (entries.length === 0) return false;
  throw new Error(
    `${serverFolder} holds files but no database. Move it away, or set DATA_DIR to another folder.`,
  );
}

function versionMismatchMessage(serverFolder: string, found: string, major: number): string {
  return (
    `${serverFolder} was made by PostgreSQL ${found}, and this version of delivr brings PostgreSQL ${major}, which ` +
    'cannot read it. Nothing was changed. To move on: start the version of delivr that made it and, while it runs, ' +
    `copy its database with the pg_dump of PostgreSQL ${Math.max(Number(found) || major, major)} into a server that you ` +
    'name in DATABASE_URL. Or move the folder away to begin with an empty database.'
  );
}

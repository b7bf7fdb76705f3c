import { mkdir, realpath, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { containsDatabase } from './data-folder-version.js';
import { loadOrCreateSecret, loadSecret } from './secret-file.js';
import { initialiseFolder, removeAbandonedDrafts, type Superuser } from './initialise-folder.js';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { chownToServerUser, type ServerFolder } from './server-folder.js';
import { chooseServerUser } from './server-user.js';

export interface PrepareOptions {
  readonly dataDir: string;
  readonly isDurable: boolean;
  readonly programs?: { readonly nativeFolder?: string; readonly copyTo?: readonly string[] };
}

/** All that a server needs before it can be started: programs, a complete folder, passwords. */
export interface PreparedFolder {
  readonly dataDir: string;
  readonly folder: ServerFolder;
  readonly binaries: PostgresBinaries;
  readonly superuser: Superuser;
  readonly applicationPassword: string;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'it leads through a file',
  EEXIST: 'it is a file',
};

const SUPERUSER = 'delivr_admin';
const SUPERUSER_SECRET = 'postgres-admin-password';

/** DATA_DIR/postgres is the server's, made by the first start; DATA_DIR/secrets is ours, and the server never sees it. */
export async function prepareFolder(options: PrepareOptions): Promise<PreparedFolder> {
  const dataDir = await writableFolder(options.dataDir);
  const path = join(dataDir, 'postgres');
  const user = await chooseServerUser(dataDir, path);
  const folder: ServerFolder = { path, user };
  // a temp folder comes last: systems clear theirs of old files, under a running server too
  const copyTo = user ? ['/var/cache/delivr', tmpdir()] : [dataDir];
  const binaries = await findPostgresBinaries({ user, copyTo, ...options.programs });
  await removeAbandonedDrafts(path);
  const isThere = await containsDatabase(path, binaries.major);
  if (isThere) await assertSecretStored(dataDir);
  const superuser = { name: SUPERUSER, password: await loadOrCreateSecret(dataDir, SUPERUSER_SECRET) };
  const applicationPassword = await loadOrCreateSecret(dataDir, 'postgres-password');
  if (!isThere) await initialiseFolder(folder, binaries, superuser, options.isDurable);
  await chownToServerUser(folder);
  return { dataDir, folder, binaries, superuser, applicationPassword };
}

async function isAnothers(folder: string): Promise<boolean> {
  const owner = await stat(folder).then(
    ({ uid }) => uid,
    () => undefined,
  );
  const user = process.getuid?.();
  return owner !== undefined && user !== undefined && user !== 0 && owner !== user;
}

/** The folder, made where it is not there yet. @throws Error that names it where nothing can be written into it. */
async function writableFolder(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const path = await realpath(dataDir);
    // Not access(), which root passes on a read-only disk too.
    const probe = join(path, `.writable-${process.pid}`);
    await writeFile(probe, '');
    await unlink(probe);
    return path;
  } catch (error) {
    const { code = 'unknown' } = error as { code?: string };
    const reason = (await isAnothers(dataDir)) ? 'it belongs to another user' : (REASONS[code] ?? code);
    throw new Error(
      `DATA_DIR (${resolve(dataDir)}) cannot be written: ${reason}. ` +
        'Set DATA_DIR to a folder that this user can write.',
    );
  }
}

/** A new password would open nothing, and hide that the old one is what is missing. */
async function assertSecretStored(dataDir: string): Promise<void> {
  if ((await loadSecret(dataDir, SUPERUSER_SECRET)) !== undefined) return;
  throw new Error(
    `${dataDir} holds a database but not the password to it (secrets/${SUPERUSER_SECRET}). ` +
      'Restore both from one backup, or move the folder away to begin with an empty database.',
  );
}

import { randomBytes } from 'node:crypto';
import { chmod, chown, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './has-code.js';

/** Its message says what to do. */
export class SecretFileError extends Error {
  constructor(path: string, problem: string) {
    super(`Cannot start: ${path} ${problem}`);
  }
}

/**
 * A secret that this installation made for itself: read from `DATA_DIR/secrets/<name>`, or made and kept there (0600,
 * its folder 0700). Two processes that ask at once get the same one.
 */
export async function loadOrCreateSecret(
  dataDir: string,
  name: string,
  make: () => string = () => randomBytes(32).toString('base64url'),
): Promise<string> {
  const existing = await loadSecret(dataDir, name);
  if (existing !== undefined) return existing;
  const folder = await secretsFolder(dataDir);
  const path = join(folder, name);
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  await writeDurably(draft, make());
  await chownToOwnerOf(dataDir, draft);
  try {
    // link() and not rename(): whoever comes second must not overwrite what the first already uses
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  await syncFolder(folder);
  return (await loadSecret(dataDir, name))!;
}

/** The secret if it is there; never makes one. */
export async function loadSecret(dataDir: string, name: string): Promise<string | undefined> {
  const path = join(dataDir, 'secrets', name);
  try {
    const secret = (await readFile(path, 'utf8')).trim();
    if (secret === '') throw new SecretFileError(path, 'is empty. Restore it from a backup of DATA_DIR.');
    await restrictToOwner(path);
    return secret;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (hasCode(error, 'EACCES'))
      throw new SecretFileError(path, 'belongs to another user. Start delivr as that user.');
    throw error;
  }
}

async function secretsFolder(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'secrets');
  if (await mkdir(folder, { recursive: true, mode: 0o700 })) await chownToOwnerOf(dataDir, folder);
  return folder;
}

/** A restored backup may have come back readable for everybody. */
async function restrictToOwner(path: string): Promise<void> {
  const { mode } = await stat(path);
  if (mode & 0o077 && process.platform !== 'win32') await chmod(path, 0o600);
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Started once with sudo, the folder's own user must still be able to read what was made. */
async function chownToOwnerOf(dataDir: string, path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dataDir);
  await chown(path, uid, gid);
}

export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return; // a folder cannot be opened there
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

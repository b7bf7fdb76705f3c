import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from './secret-file.js';
import { hasCode } from './has-code.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { identifyProcess, isSameProcessAlive } from './process-identity.js';
import { runCommand } from './run-command.js';
import { pathSeenByServer, type ServerFolder } from './server-folder.js';

export interface Superuser {
  readonly name: string;
  readonly password: string;
}

/**
 * Makes the server's folder beside its place and moves it there when it is complete: whenever the first start is
 * interrupted, there is either a whole database or none. Of two first starts at once one wins, the other uses that.
 */
export async function initialiseFolder(
  folder: ServerFolder,
  binaries: PostgresBinaries,
  superuser: Superuser,
  isDurable: boolean,
): Promise<void> {
  const draft = await draftFolder(folder);
  try {
    await runInitdb(draft, folder, binaries, superuser, isDurable);
    await rename(join(draft, 'data'), folder.path);
    await syncFolder(dirname(folder.path));
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function runInitdb(
  draft: string,
  { user }: ServerFolder,
  binaries: PostgresBinaries,
  superuser: Superuser,
  isDurable: boolean,
): Promise<void> {
  const data = join(draft, 'data');
  const inside = pathSeenByServer(user, data);
  const passwordFile = join(draft, 'password');
  await writeFile(passwordFile, `${superuser.password}\n`, { mode: 0o600, flag: 'wx' });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const { status, output } = await runCommand(
    binaries.initdb,
    [
      `--pgdata=${inside}`,
      `--username=${superuser.name}`,
      `--pwfile=${inside}/../password`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // not the system's: its sort order changes with its C library, and every index with it
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ...(isDurable ? [] : ['--no-sync']),
    ],
    { user, cwd: data },
  );
  if (status !== 0) throw new Error(`The embedded database could not be made: ${output}`);
}

/** Its name says who is making it. */
async function draftFolder({ path, user }: ServerFolder): Promise<string> {
  const self = await identifyProcess(process.pid);
  const owner = `${process.pid}-${Buffer.from(self?.startedAt ?? '').toString('base64url')}`;
  const draft = `${path}.new.${owner}.${randomBytes(4).toString('hex')}`;
  for (const folder of [draft, join(draft, 'data')]) {
    await mkdir(folder, { mode: 0o700 });
    if (user) await chown(folder, user.uid, user.gid);
  }
  return draft;
}

/** What interrupted first starts left; not that of one that is at work. */
export async function removeAbandonedDrafts(path: string): Promise<void> {
  const prefix = `${basename(path)}.new.`;
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(prefix)) continue;
    const [pid = '', startedAt = ''] = (name.slice(prefix.length).split('.')[0] ?? '').split(/-(.*)/s);
    const maker = { pid: Number(pid), startedAt: Buffer.from(startedAt, 'base64url').toString() };
    if (await isSameProcessAlive(maker)) continue;
    // its initdb may have outlived it and still be writing; what is left is removed the next time
    await rm(join(dirname(path), name), { recursive: true, force: true, maxRetries: 5 }).catch(
      () => undefined,
    );
  }
}

import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Copies the binaries to where another user can run them, once per version, and gives the folder. An earlier copy is
 * taken only when nobody but us can have touched it: below a temp folder anybody may have put one there first.
 */
export async function executableCopy(
  native: string,
  base: string,
  repair: (folder: string) => Promise<void>,
  isUsable: (folder: string) => Promise<boolean>,
): Promise<string | undefined> {
  if (await mkdir(base, { recursive: true })) await chmod(base, 0o755); // whatever the umask
  const target = join(base, await nameFor(native));
  if ((await isOurs(target)) && (await isUsable(join(target, 'native')))) return join(target, 'native');
  const draft = await mkdtemp(`${target}-`);
  await cp(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  await makeReadableForAll(draft);
  await repair(join(draft, 'native'));
  if (!(await isUsable(join(draft, 'native')))) {
    await rm(draft, { recursive: true });
    return undefined;
  }
  return join(await publishCopy(draft, target), 'native');
}

async function nameFor(native: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as {
    version: string;
  };
  return `delivr-postgres-${manifest.version}-${process.arch}`;
}

/** Under its lasting name if that is free or holds an unusable copy of ours; else it stays under its random one. */
async function publishCopy(draft: string, target: string): Promise<string> {
  try {
    if (await isOurs(target)) await rm(target, { recursive: true });
    await rename(draft, target);
    return target;
  } catch {
    return draft;
  }
}

/** A folder of ours, in a folder where nobody else can rename it (sticky, as /tmp, or ours). */
async function isOurs(folder: string): Promise<boolean> {
  const [itself, parent] = await Promise.all(
    [folder, dirname(folder)].map((path) => lstat(path).catch(() => null)),
  );
  const uid = process.getuid?.();
  if (!itself?.isDirectory() || itself.uid !== uid || itself.mode & 0o022) return false;
  return Boolean(parent && (parent.mode & 0o1000 || (parent.uid === uid && !(parent.mode & 0o022))));
}

/** npm under a strict umask installs files that only their owner can read. */
async function makeReadableForAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

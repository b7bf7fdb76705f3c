import { execFile } from 'node:child_process';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = process.cwd();
/** Below the repository, so that packages and the module type are found from there. */
const FOLDER = join(ROOT, 'dist-test', `run-${process.env['DELIVR_TEST_RUN'] ?? process.pid}`);

/** What V8 made of it, so that the many processes of a run need not do so anew; each that ends by itself adds to it. */
export const COMPILE_CACHE = join(FOLDER, 'compile-cache');

let compiled: Promise<string> | undefined;

/** The product compiled as it is shipped, once per run of the tests. @returns the path of `src/main.js`. */
export function compiledMain(): Promise<string> {
  compiled ??= compile();
  return compiled;
}

/** Workers of one run compile apart, and the first to finish wins. */
async function compile(): Promise<string> {
  const main = join(FOLDER, 'src', 'main.js');
  if (await exists(main)) return main;
  const draft = `${FOLDER}-${process.pid}`;
  await mkdir(draft, { recursive: true });
  const swc = join(ROOT, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  await promisify(execFile)(process.execPath, [swc, 'src', 'migrations', '--out-dir', draft], { cwd: ROOT });
  await rename(draft, FOLDER).catch(() => rm(draft, { recursive: true }));
  return main;
}

export function removeCompiledProduct(): Promise<void> {
  return rm(FOLDER, { recursive: true, force: true });
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

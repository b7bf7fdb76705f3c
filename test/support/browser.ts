import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGE = '@sparticuz/chromium';

/** Prints where the browser is, after unpacking it into TMPDIR when it is not there yet. */
const UNPACK = `import chromium from '${PACKAGE}'; process.stdout.write(await chromium.executablePath());`;

/** Makes the package unpack the few libraries (nss, nspr, expat) that a slim machine does not have. */
const WITH_LIBRARIES = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };

/** A headless Chromium out of node_modules: nothing to install, nothing fetched. Close it when done. */
export async function launchBrowser(): Promise<Browser> {
  const browserDir = await unpackedBrowser();
  return chromium.launch({
    executablePath: join(browserDir, 'chromium'),
    // Its sandbox needs a set-uid helper or user namespaces: neither can be expected, and root is refused.
    // The package's own arguments are not used: they turn off the web security that is tested here.
    args: ['--no-sandbox', '--disable-gpu'],
    env: { ...process.env, ...(await environment(browserDir)) },
  });
}

/** Unpacked once per user and version, aside and then renamed: test processes at the same time do not collide. */
async function unpackedBrowser(): Promise<string> {
  const manifest = await readFile(join(ROOT, 'node_modules', PACKAGE, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const browserDir = join(tmpdir(), `delivr-chromium-${version}-${userInfo().uid}`);
  if (existsSync(browserDir)) return browserDir;
  const unpackDir = await mkdtemp(`${browserDir}-`);
  const env = { ...process.env, ...WITH_LIBRARIES, TMPDIR: unpackDir };
  await run(process.execPath, ['--input-type=module', '--eval', UNPACK], { cwd: ROOT, env });
  await rename(unpackDir, browserDir).catch(() => rm(unpackDir, { recursive: true, force: true }));
  return browserDir;
}

/** The machine's own libraries and fonts come first: the packaged ones only stand in for what is missing. */
async function environment(browserDir: string): Promise<Record<string, string>> {
  const { stdout } = await run('ldd', [join(browserDir, 'chromium')]).catch(() => ({ stdout: 'not found' }));
  const hasFonts = existsSync('/usr/share/fonts') || existsSync('/usr/local/share/fonts');
  return {
    ...(stdout.includes('not found') && { LD_LIBRARY_PATH: join(browserDir, 'al2023', 'lib') }),
    ...(!hasFonts && { FONTCONFIG_PATH: join(browserDir, 'fonts') }),
  };
}

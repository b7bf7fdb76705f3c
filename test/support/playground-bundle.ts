import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Bundle {
  readonly dir: string;
  remove(): Promise<void>;
}

/** Built aside, so that a test never judges an older build in dist/ and never changes it. */
export async function buildPlaygroundBundle(): Promise<Bundle> {
  const root = process.cwd();
  const dir = await mkdtemp(join(tmpdir(), 'delivr-web-'));
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const options = ['--config', 'web/vite.config.ts', '--outDir', dir, '--logLevel', 'warn'];
  // NODE_ENV: the test runner's own would make it a development build.
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vite, 'build', ...options], { cwd: root, env });
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

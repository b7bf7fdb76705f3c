import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/**
 * Builds what changed since the last build, by the content of what goes into it: `node tools/build-if-changed.ts
 * [server] [web]`. Refuses where a process runs from `dist`, whose files must not change below it.
 */
interface Part {
  readonly script: string;
  /** A file that the build makes: without it there was none. */
  readonly output: string;
  readonly inputs: readonly string[];
}

const COMMON = ['package.json', 'package-lock.json'];
const PARTS: Readonly<Record<string, Part>> = {
  server: {
    script: 'build:server',
    output: 'dist/src/main.js',
    inputs: [...COMMON, 'nest-cli.json', '.swcrc', 'tsconfig.json', '{src,migrations,lab,bench}/**/*'],
  },
  web: { script: 'build:web', output: 'dist/web/playground/index.html', inputs: [...COMMON, 'web/**/*'] },
};
const DIST = 'dist';

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS);
for (const name of wanted) {
  const part = PARTS[name];
  if (!part)
    throw new Error(`There is nothing called ${name} to build; there is ${Object.keys(PARTS).join(', ')}.`);
  const stampFile = join(DIST, `.${name}.inputs`);
  const inputs = hashOf(part.inputs);
  if (existsSync(part.output) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === inputs)
    continue;
  const pid = await runningFrom(join(DIST, '.running'));
  if (pid !== null) {
    process.stderr.write(
      `delivr runs from this folder (process ${pid}), and its sources changed. Stop it first.\n`,
    );
    process.exit(1);
  }
  rmSync(stampFile, { force: true });
  const { status } = spawnSync('npm', ['run', '--silent', part.script], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync(DIST, { recursive: true });
  writeFileSync(stampFile, inputs);
}

function hashOf(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of globSync([...patterns]).sort()) {
    if (statSync(path).isFile()) hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/** The process id of one that marked itself there (mark-running.ts) and lives. */
async function runningFrom(folder: string): Promise<string | null> {
  for (const path of globSync(join(folder, '*.sock'))) {
    const isAlive = await new Promise<boolean>((resolve) => {
      const socket = connect(path, () => resolve(true)).on('error', () => resolve(false));
      socket.unref();
    });
    if (isAlive) return /(\d+)\.sock$/.exec(path)?.[1] ?? 'unknown';
    rmSync(path, { force: true });
  }
  return null;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * The conformance suite of all adapters as one table of trackers by cases. `--write` keeps it in docs/conformance.md.
 * Exit code 1 where a case failed, or was skipped without a declared reason.
 */
const PAGE = 'docs/conformance.md';
const HEAD = `# What each tracker proves

One suite runs against every adapter, on its emulated tracker (\`test/contract/conformance/\`). ✓ proven, — there is no such thing there, for the reason below. Made by \`npm run conformance -- --write\`.

`;

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const folder = await mkdtemp(join(tmpdir(), 'delivr-conformance-'));
const file = join(folder, 'table.md');
const calls = join(folder, 'calls.jsonl');
try {
  const exitCode = await runSuite();
  const table = await readFile(file, 'utf8').catch(() => '');
  process.stdout.write(`${table}\n`);
  if (exitCode === 0 && values.write) await writeFile(PAGE, HEAD + table);
  else if ((await readFile(PAGE, 'utf8')) !== HEAD + table) {
    process.stderr.write(`${PAGE} says something else: npm run conformance -- --write\n`);
  }
  process.exitCode = exitCode;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Jest's own reporter goes to stderr, so that the table stands alone on stdout. */
async function runSuite(): Promise<number> {
  const reporter = fileURLToPath(new URL('./conformance/reporter.js', import.meta.url));
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
  const suite = [
    '--reporters=default',
    `--reporters=${reporter}`,
    '--testPathPatterns=test/contract/.*conformance\\.spec',
  ];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...jest, ...suite], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CONFORMANCE_FILE: file, CONFORMANCE_CALLS: calls },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

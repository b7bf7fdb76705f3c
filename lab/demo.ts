import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print } from './demo/print.js';
import { freePort, Product } from './demo/product.js';
import { type DemoProject, runScenario } from './demo/scenario.js';
import { type JiraCloudLab, startJiraCloudLab } from './index.js';

/**
 * From nothing to a finished release: starts an emulated Jira Cloud and the product on its embedded database, runs a
 * release against them, and stays up for inspection. `--once` ends when the release is finished.
 */
const isOnce = process.argv.includes('--once');
const startedAt = Date.now();
const dataDir = await mkdtemp(join(tmpdir(), 'delivr-demo-'));
const token = `demo-${randomBytes(24).toString('hex')}`;
let lab: JiraCloudLab | undefined;
let product: Product | undefined;
let isStopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
// A closed terminal takes no more lines; the database must be stopped all the same.
process.stdout.on('error', () => undefined);

try {
  print('delivr demo: a release gets its Jira epics, exactly once each.');
  print('Starting PostgreSQL, an emulated Jira Cloud and delivr …');
  lab = await startJiraCloudLab({ name: 'demo', port: await freePort(3001), checksContract: false });
  const allowedHosts = new URL(lab.baseUrl).host;
  product = await Product.start({ dataDir, token, allowedHosts, port: await freePort(3000) });
  product.onExit((code) => void stop(code ?? 1));
  const demoProject = await runScenario(product, lab);
  print(`\nDone in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s.`);
  if (isOnce) await stop(0);
  else printInstructions(product, lab, demoProject);
} catch (error) {
  print(`\nThe demo could not go on: ${(error as Error).message}`);
  await stop(1);
}

function printInstructions({ url }: Product, { baseUrl }: JiraCloudLab, { releaseId }: DemoProject): void {
  print('\nEverything stays up. Where to look next:');
  print(`   Playground       ${url}/playground`);
  print(`   Your API token   ${token}`);
  print(`   Emulated Jira    ${baseUrl}/`);
  print('\nIn the playground, enter the token and try:');
  print(`   { release(id: "${releaseId}") { version status tickets { platform key url status } } }`);
  print('\nStop with Ctrl+C; the data of this demo is deleted then.');
}

async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  if (!isOnce) print('\nStopping …');
  await product?.stop();
  await lab?.stop();
  await rm(dataDir, { recursive: true, force: true });
  process.exit(code);
}

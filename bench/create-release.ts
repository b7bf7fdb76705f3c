import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Product } from '../lab/demo/product.js';
import { startJiraCloudLab } from '../lab/index.js';
import { percentile, row } from './figures.js';

/**
 * What delivr adds to the tracker's own time: `createRelease` with three tickets, as a multiple of one call to the same
 * emulated Jira (50 ms each), measured alternately in the same run.
 */
const LATENCY_MS = 50;
const ROUNDS = 100;
const WARM_UP = 5;
const BULK = 'POST /rest/api/3/issue/bulk';

const dataDir = await mkdtemp(join(tmpdir(), 'delivr-bench-'));
const lab = await startJiraCloudLab({ name: 'bench', latencyMs: LATENCY_MS, checksContract: false });
const product = await Product.start({
  dataDir,
  token: `bench-${randomBytes(24).toString('hex')}`,
  allowedHosts: new URL(lab.baseUrl).host,
  port: await freePort(0),
});
try {
  await measure();
} finally {
  await product.stop();
  await lab.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const projectId = (await product.run('mutation { createProject(input: { name: "Bench" }) { id } }'))
    .createProject.id;
  const connection = { jira: { baseUrl: lab.baseUrl, ...lab.credentials } };
  const { createIntegration } = await product.run(
    'mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }',
    { input: { projectId, name: 'Jira', connection } },
  );
  const jiraConfig = { enabled: true, integrationId: createIntegration.id, projectKey: 'SHOP' };
  for (let round = 0; round < WARM_UP; round += 1) await createRelease(projectId, jiraConfig, `0.0.${round}`);

  lab.calls.reset();
  const calls: number[] = [];
  const releases: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    calls.push(await timed(() => callTracker()));
    releases.push(await timed(() => createRelease(projectId, jiraConfig, `1.0.${round}`)));
  }
  const one = percentile(calls, 50);
  process.stdout.write(
    `createRelease, three tickets, ${ROUNDS} rounds, a tracker call takes ${LATENCY_MS} ms\n`,
  );
  process.stdout.write(row(['', 'p50 ms', 'p95 ms', 'p50 in calls', 'p95 in calls']));
  for (const [name, values] of [
    ['one tracker call', calls],
    ['createRelease', releases],
  ] as const) {
    const [p50, p95] = [percentile(values, 50), percentile(values, 95)];
    process.stdout.write(
      row([name, p50.toFixed(1), p95.toFixed(1), (p50 / one).toFixed(2), (p95 / one).toFixed(2)]),
    );
  }
  process.stdout.write(`create calls per release: ${lab.calls.count(BULK) / ROUNDS}\n`);
}

async function createRelease(projectId: string, jiraConfig: object, version: string): Promise<void> {
  const { createRelease: release } = await product.run(
    'mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { tickets { state } } }',
    { input: { projectId, version, platforms: ['ANDROID', 'IOS', 'WEB'], jiraConfig } },
  );
  const states = release.tickets.map(({ state }: { state: string }) => state);
  if (states.join() !== 'CREATED,CREATED,CREATED')
    throw new Error(`Tickets were not made in time: ${states}.`);
}

/** The cheapest call there is, over a keep-alive connection like the product's own. */
async function callTracker(): Promise<void> {
  const answer = await fetch(`${lab.baseUrl}/rest/api/3/myself`, {
    headers: { authorization: lab.authorization },
  });
  await answer.arrayBuffer();
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

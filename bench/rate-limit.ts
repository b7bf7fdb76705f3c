import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startJiraDataCenterLab } from '../lab/index.js';
import { Deployment } from './deployment.js';
import { percentile, row } from './figures.js';
import type { GraphqlClient } from '../lab/demo/graphql-client.js';
import { createRelease, runConcurrently, makeTrackerProject } from './tracker-projects.js';

/**
 * A rush against a limit: 1,000 releases asked for at once, from two processes, of a Jira Data Center that lets one
 * account make ten calls a second; a person verifies the connection meanwhile.
 */
const { values } = parseArgs({ options: { releases: { type: 'string', default: '1000' } } });
const RELEASES = Number(values.releases);
const CONCURRENCY = 8;
const CALLS_PER_SECOND = 10;
const LATENCY_MS = 50;
const VERIFY_EVERY_MS = 2_000;
const TIMEOUT_MS = 600_000;
const NAME_WIDTH = 58;

const deployment = await Deployment.open();
const lab = await startJiraDataCenterLab({
  rateLimit: { capacity: CALLS_PER_SECOND, fillRate: CALLS_PER_SECOND, intervalSeconds: 1 },
  latencyMs: LATENCY_MS,
  checksContract: false,
});
const database = new Client({ connectionString: deployment.databaseUrl });
try {
  const apis = [await deployment.startApi('all'), await deployment.startApi('all')] as const;
  await database.connect();
  await measure(apis);
} finally {
  await database.end();
  await deployment.stop();
  await lab.stop();
}

async function measure(apis: readonly [GraphqlClient, GraphqlClient]): Promise<void> {
  const connection = { jira: { jiraType: 'DATA_CENTER', baseUrl: lab.baseUrl, ...lab.credentials } };
  const project = await makeTrackerProject(apis[0], 'Rush', connection, 'SHOP');
  lab.calls.reset();
  const startedAt = performance.now();
  const stop = new AbortController();
  const verifying = verifyUntil(stop.signal, apis[1], project.jiraConfig.integrationId);
  await runConcurrently(RELEASES, CONCURRENCY, (number) =>
    createRelease(apis[number % 2]!, project, `1.0.${number}`),
  );
  const askedMs = performance.now() - startedAt;
  print(`  all ${RELEASES} releases are asked for`);
  await untilAllMade(startedAt);
  const madeMs = performance.now() - startedAt;
  stop.abort();
  report(askedMs, madeMs, await verifying);
}

function report(askedMs: number, madeMs: number, verifyMs: readonly number[]): void {
  const creations = RELEASES;
  const leastMs = ((creations - CALLS_PER_SECOND) / CALLS_PER_SECOND) * 1_000;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const lines: readonly (readonly [string, string])[] = [
    [`${RELEASES} createRelease answered within`, seconds(askedMs)],
    [`all tickets made within`, seconds(madeMs)],
    [`the least that ${creations} creating calls can take`, seconds(leastMs)],
    ['made in times of the least', (madeMs / leastMs).toFixed(2)],
    ['calls in all', String(lab.calls.total)],
    ['answered 429', String(limited().length)],
    ['calls before the end of a Retry-After', String(tooEarly())],
    [`verifyIntegration meanwhile, ${verifyMs.length} times: p50`, seconds(percentile(verifyMs, 50))],
    ['p95', seconds(percentile(verifyMs, 95))],
    ['longest', seconds(percentile(verifyMs, 100))],
  ];
  for (const line of lines) process.stdout.write(row(line, NAME_WIDTH));
  for (const [operation, count] of Object.entries(lab.calls.counts())) print(`  ${operation}: ${count}`);
}

/** A person at the connection's page, again and again. @returns milliseconds of each. */
async function verifyUntil(signal: AbortSignal, api: GraphqlClient, id: string): Promise<readonly number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const startedAt = performance.now();
    await api
      .run('mutation ($id: ID!) { verifyIntegration(id: $id) { verificationStatus } }', { id })
      .catch((error: Error) => print(`  verifyIntegration: ${error.message}`));
    times.push(performance.now() - startedAt);
    await sleep(VERIFY_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return times;
}

async function untilAllMade(startedAt: number): Promise<void> {
  for (let last = 0; ; await sleep(100)) {
    const { rows } = await database.query<{ made: number; left: number }>(
      `select count(*) filter (where state = 'CREATED')::int as made,
              count(*) filter (where state <> 'CREATED')::int as left from ticket_operations`,
    );
    const { made, left } = rows[0]!;
    if (left === 0) return;
    if (performance.now() - startedAt > TIMEOUT_MS) throw new Error(`${left} tickets were not made in time.`);
    if (made >= last + 300) print(`  ${(last = made)} tickets are made`);
  }
}

function limited() {
  return lab.calls.all.filter(({ status }) => status === 429);
}

/** How many came within the second that a 429 asked for. */
function tooEarly(): number {
  const pauses = limited().map(({ finishedAt }) => finishedAt!);
  return lab.calls.all.filter(({ at }) => pauses.some((from) => at > from && at < from + 1_000)).length;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { startJiraCloudLab } from '../../lab/index.js';
import type { Deployment } from '../deployment.js';
import type { GraphqlClient } from '../../lab/demo/graphql-client.js';
import {
  createRelease,
  runConcurrently,
  makeTrackerProject,
  type TrackerProject,
} from '../tracker-projects.js';

const ROUNDS = 15;
/** Releases that come at once, each in a project and an integration of its own. */
const BURST = 24;
/** Used round robin, so that the leases of a dead worker never fill an integration's share. */
const PROJECTS = 3 * BURST;
const LATENCY_MS = 250;
/** The worker is killed at some moment of a call, once so many jobs of the burst are running. */
const HELD_JOBS = 6;
/** After which a job that is still held by the same worker is held by a dead one. */
const ORPHAN_CONFIRM_MS = 4_000;
const POLL_INTERVAL_MS = 500;
const TIMEOUT_MS = 180_000;

/** Milliseconds from kill -9 to the next claim, for each ticket that the dead worker had. */
export interface ClaimTimes {
  /** It had taken the job, the ticket itself not yet. */
  readonly unclaimed: readonly number[];
  /** The ticket was under its lease. */
  readonly claimed: readonly number[];
}

/** Two workers; one is killed in the middle of a burst, again and again, and replaced. */
export async function measureKilledWorker(
  deployment: Deployment,
  api: GraphqlClient,
  database: Client,
  onRound: (text: string) => void,
): Promise<ClaimTimes> {
  await logClaims(database);
  const lab = await startJiraCloudLab({ name: 'killed', latencyMs: LATENCY_MS, checksContract: false });
  try {
    const projects: TrackerProject[] = [];
    await runConcurrently(PROJECTS, 8, async (number) => {
      const { email, apiToken } = lab.addAccount(`bot${number}@example.test`, `lab-token-${number}`, 'Bot');
      const connection = { jira: { baseUrl: lab.baseUrl, email, apiToken } };
      projects.push(await makeTrackerProject(api, `Killed ${number}`, connection, 'SHOP'));
    });
    const survivor = await deployment.startWorker();
    for (let round = 0; round < ROUNDS; round += 1) {
      const victim = await deployment.startWorker();
      const burst = runConcurrently(BURST, BURST, (number) =>
        createRelease(api, projects[(round * BURST + number) % PROJECTS]!, `1.${round}.${number}`),
      );
      await untilJobsAreHeld(database);
      await sleep(Math.random() * LATENCY_MS);
      await killAndRecordOrphans(database, () => deployment.kill(victim));
      await burst;
      await sleep(ORPHAN_CONFIRM_MS);
      onRound(`  kill ${round + 1} of ${ROUNDS}: ${await confirmOrphans(database)} tickets so far`);
    }
    const times = await claimTimes(database);
    await deployment.kill(survivor);
    return times;
  } finally {
    await lab.stop();
  }
}

/** From here on the database records when each ticket was claimed, by its own clock. */
async function logClaims(database: Client): Promise<void> {
  await database.query(`
    create table bench_claims (id uuid, attempt int, at timestamptz default clock_timestamp());
    create table bench_orphans (
      id uuid, attempt int, state text, job text, locked_by text, killed_at timestamptz, is_sure boolean default false);
    create function bench_log_claim() returns trigger language plpgsql as $$
      begin insert into bench_claims (id, attempt) values (new.id, new.attempt); return null; end $$;
    create trigger bench_log_claim after update on ticket_operations
      for each row when (new.attempt > old.attempt) execute function bench_log_claim();
  `);
}

/** Of `_private_jobs j`: some worker has it, as far as it is known. */
const IS_HELD = `j.locked_by is not null and not exists (select from bench_orphans b where b.job = j.id::text)`;

async function untilJobsAreHeld(database: Client): Promise<void> {
  for (let held = 0; held < HELD_JOBS; await sleep(5)) {
    const { rows } = await database.query<{ count: number }>(
      `select count(*)::int as count from graphile_worker._private_jobs j where ${IS_HELD}`,
    );
    held = rows[0]!.count;
  }
}

/** Everything that workers hold at the moment of the kill: the dead one's, and for now the other's as well. */
async function killAndRecordOrphans(database: Client, kill: () => Promise<void>): Promise<void> {
  const { rows } = await database.query<{ at: string }>('select clock_timestamp()::text as at');
  await kill();
  await database.query(
    `insert into bench_orphans (id, attempt, state, job, locked_by, killed_at)
     select o.id, o.attempt, o.state, j.id, j.locked_by, $1
     from graphile_worker._private_jobs j
     join ticket_operations o on o.owner_id = (j.payload->>'ownerId')::uuid
       and o.integration_id = (j.payload->>'integrationId')::uuid
     where ${IS_HELD} and o.state in ('PENDING', 'CREATING')`,
    [rows[0]!.at],
  );
}

/** Keeps those of jobs that nobody works on any more. @returns how many there are in all. */
async function confirmOrphans(database: Client): Promise<number> {
  await database.query(`
    update bench_orphans b set is_sure = true from graphile_worker._private_jobs j
      where j.id::text = b.job and j.locked_by = b.locked_by and not b.is_sure;
    delete from bench_orphans where not is_sure;
  `);
  const { rows } = await database.query<{ count: number }>(
    'select count(*)::int as count from bench_orphans',
  );
  return rows[0]!.count;
}

/** Waits until each has been claimed again. */
async function claimTimes(database: Client): Promise<ClaimTimes> {
  for (const deadline = Date.now() + TIMEOUT_MS; Date.now() < deadline; await sleep(POLL_INTERVAL_MS)) {
    const { rows } = await database.query<{ state: string; ms: number | null }>(
      `select state, (select extract(epoch from min(c.at) - b.killed_at)::float8 * 1000 from bench_claims c
                      where c.id = b.id and c.attempt > b.attempt) as ms
       from bench_orphans b`,
    );
    if (rows.some(({ ms }) => ms === null)) continue;
    const of = (wanted: string) => rows.filter(({ state }) => state === wanted).map(({ ms }) => ms!);
    return { unclaimed: of('PENDING'), claimed: of('CREATING') };
  }
  throw new Error(`Not everything was claimed again within ${TIMEOUT_MS / 1_000} s.`);
}

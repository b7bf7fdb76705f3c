import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { startJiraCloudLab } from '../../lab/index.js';
import type { GraphqlClient } from '../../lab/demo/graphql-client.js';
import { createRelease, runConcurrently, makeTrackerProject, PLATFORMS } from '../tracker-projects.js';

const ROUNDS = 3;
const TICKETS = 1_000;
const RELEASES = Math.ceil(TICKETS / PLATFORMS.length);
const LATENCY_MS = 50;
/** The outage goes on for so long once all tickets wait, and up to half as long again: pauses have grown by then. */
const OUTAGE_MS = 40_000;
const POLL_INTERVAL_MS = 50;
const TIMEOUT_MS = 300_000;

/** Milliseconds since the tracker's return, one entry for each outage. */
export interface ReturnTimes {
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** A tracker is away while 1,000 tickets are asked for, all of one integration, and comes back. */
export async function measureReturnedTracker(
  api: GraphqlClient,
  database: Client,
  onRound: (text: string) => void,
): Promise<ReturnTimes> {
  const lab = await startJiraCloudLab({
    ...{ name: 'returned', latencyMs: LATENCY_MS, checksContract: false },
    projects: Array.from({ length: ROUNDS }, (_, round) => ({ key: `SHOP${round}` })),
  });
  const times = { first: [] as number[], last: [] as number[] };
  try {
    const connection = { jira: { baseUrl: lab.baseUrl, ...lab.credentials } };
    for (let round = 0; round < ROUNDS; round += 1) {
      const project = await makeTrackerProject(api, `Returned ${round}`, connection, `SHOP${round}`);
      await lab.down();
      await runConcurrently(RELEASES, 8, (number) => {
        const platforms = PLATFORMS.slice(0, Math.min(PLATFORMS.length, TICKETS - number * PLATFORMS.length));
        return createRelease(api, project, `1.${round}.${number}`, platforms);
      });
      await sleep(OUTAGE_MS * (1 + Math.random() / 2));
      await lab.up();
      const returnedAt = performance.now();
      await untilCreated(database, project.projectId, 1);
      times.first.push(performance.now() - returnedAt);
      await untilCreated(database, project.projectId, TICKETS);
      times.last.push(performance.now() - returnedAt);
      onRound(`  outage ${round + 1} of ${ROUNDS}: ${TICKETS} tickets are made`);
    }
    return times;
  } finally {
    await lab.stop();
  }
}

async function untilCreated(database: Client, projectId: string, count: number): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while ((await created(database, projectId)) < count) {
    if (Date.now() > deadline) throw new Error(`Not all tickets were made within ${TIMEOUT_MS / 1_000} s.`);
    await sleep(POLL_INTERVAL_MS);
  }
}

async function created(database: Client, projectId: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int as count from ticket_operations where project_id = $1 and state = 'CREATED'`,
    [projectId],
  );
  return rows[0]!.count;
}

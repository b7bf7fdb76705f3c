import { Client } from 'pg';
import type { TestApp } from './app.js';
import { eventually } from './eventually.js';
import { sql } from './release-tickets.js';

/** Who waits for a session, or for somebody who waits for it. */
const WAITING_FOR = `with recursive waiting as (
    select pid from pg_stat_activity where $1 = any(pg_blocking_pids(pid))
    union select a.pid from pg_stat_activity a join waiting w on w.pid = any(pg_blocking_pids(a.pid))
  ) select count(*)::int as waiting from waiting`;

/**
 * Requests about one release that come at once: each has done all that it does before it takes the release's row, and
 * they get that in the order given here (PostgreSQL hands a row to those who wait for it first come, first served).
 */
export async function runQueuedOnRelease<T>(
  app: Pick<TestApp, 'databaseUrl'>,
  releaseId: string,
  ...requests: readonly (() => Promise<T>)[]
): Promise<T[]> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select from releases where id = $1 for update', [releaseId]);
    const { rows } = await client.query('select pg_backend_pid() as pid');
    const answers: Promise<T>[] = [];
    for (const request of requests) {
      answers.push(request());
      // On a connection of its own: within a transaction PostgreSQL goes on showing what it showed first.
      await eventually(async () =>
        expect(await sql(app, WAITING_FOR, [rows[0].pid])).toEqual([{ waiting: answers.length }]),
      );
    }
    await client.query('commit');
    return await Promise.all(answers);
  } finally {
    await client.end();
  }
}

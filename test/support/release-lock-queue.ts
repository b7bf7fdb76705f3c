import { Client } from 'pg';
import type { TestApp } from './app.js';
import { eventually } from './eventually.js';
import { sql } from './release-tickets.js';

const WAITING_FOR_RELEASE = `select count(*)::int as waiting from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock' and query like '%"releases"%for update%'`;

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
    const answers: Promise<T>[] = [];
    for (const request of requests) {
      answers.push(request());
      // On a connection of its own: within a transaction PostgreSQL goes on showing what it showed first.
      await eventually(async () =>
        expect(await sql(app, WAITING_FOR_RELEASE)).toEqual([{ waiting: answers.length }]),
      );
    }
    await client.query('commit');
    return await Promise.all(answers);
  } finally {
    await client.end();
  }
}

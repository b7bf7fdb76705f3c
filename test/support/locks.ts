import { Client } from 'pg';
import type { TestApp } from './app.js';
import { eventually } from './eventually.js';
import { sql } from './release-tickets.js';

type WithDatabaseUrl = Pick<TestApp, 'databaseUrl'>;

export async function untilLockIsAwaited(app: WithDatabaseUrl, count = 1): Promise<void> {
  await eventually(async () => {
    const [row] = await sql(
      app,
      `select count(*)::int as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(row.waiting).toBeGreaterThanOrEqual(count);
  });
}

/** Holds the rows that `lock` takes until `work` is done. */
export async function whileRowIsLocked<T>(
  { databaseUrl }: WithDatabaseUrl,
  lock: string,
  id: string,
  work: () => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(lock, [id]);
    const result = await work();
    await client.query('commit');
    return result;
  } finally {
    await client.end();
  }
}

/** Any number. */
const GATE_LOCK = 4_711;

/**
 * Until `work` is done nobody gets past an update of `ticket_operations` that `when` describes (`old`, `new`): whoever
 * comes there waits inside the database, in the middle of the statement.
 */
export async function whileUpdatesAreBlocked<T>(
  app: WithDatabaseUrl,
  when: string,
  work: () => Promise<T>,
): Promise<T> {
  await sql(
    app,
    `create function wait_at_gate() returns trigger language plpgsql as $$
       begin perform pg_advisory_xact_lock(${GATE_LOCK}); return new; end $$;
     create trigger gate before update on ticket_operations for each row when (${when})
       execute function wait_at_gate();`,
  );
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(${GATE_LOCK})`);
    return await work();
  } finally {
    await client.end();
    await sql(app, 'drop function wait_at_gate cascade');
  }
}

/** What the last update before a call changes. */
export const RECORDING_AS_SENT = 'old.send_deadline is distinct from new.send_deadline';

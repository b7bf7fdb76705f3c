import type { Pool, PoolClient } from 'pg';

/** What whoever holds a connection that is gone needs to notice, and to give it back. */
const RELEASE_GRACE_MS = 1_000;

/**
 * A transaction whose connection is lost cannot be rolled back, and is then never given back to the pool (Kysely 0.29:
 * begin, commit and rollback release only when they succeed). As many losses as the pool has places, such as one restart
 * of the database, would leave everybody waiting for good.
 */
export function releaseLostConnections(pool: Pool): void {
  pool.on('connect', (client) => {
    client.once('end', () => setTimeout(() => releaseClient(client), RELEASE_GRACE_MS).unref());
  });
}

function releaseClient(client: PoolClient): void {
  const release = client.release.bind(client);
  // Whoever comes to it after all must not fail for having been helped.
  client.release = () => undefined;
  try {
    release(true);
  } catch {
    // It was given back long ago.
  }
}

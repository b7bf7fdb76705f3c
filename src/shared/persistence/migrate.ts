import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { runMigrations as migrateJobs } from 'graphile-worker';
import { Client } from 'pg';
import { MIGRATIONS } from '../../../migrations/index.js';

/** Any number that nobody else on this database uses: processes that start together migrate one after another. */
const MIGRATION_LOCK = 7_268_311_042;

/**
 * Brings a database up to date: delivr's own tables, then those of the job queue, under one session lock, since
 * neither migrator takes one itself.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const lock = new Client({ connectionString: databaseUrl });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrateTables(databaseUrl);
    await migrateJobs({ connectionString: databaseUrl, noHandleSignals: true });
  } finally {
    await lock.end();
  }
}

async function migrateTables(databaseUrl: string): Promise<void> {
  const orm = await MikroORM.init({
    driver: PostgreSqlDriver,
    clientUrl: databaseUrl,
    discovery: { warnWhenNoEntities: false },
    entities: [],
    extensions: [Migrator],
    logger: () => undefined,
    migrations: {
      migrationsList: [...MIGRATIONS],
      tableName: 'delivr_migrations',
      snapshot: false,
      silent: true,
    },
  });
  try {
    await orm.migrator.up();
  } finally {
    await orm.close(true);
  }
}

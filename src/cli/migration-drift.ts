import { type EntityClass, MikroORM, SchemaGenerator } from '@mikro-orm/postgresql';
import { ormOptions } from '../shared/persistence/index.js';

/** Tables that no entity stands for: those of the migrations themselves, and what is read before any entity is. */
const TABLES_WITHOUT_ENTITY = [
  'delivr_migrations',
  'instance_secrets',
  'call_budgets',
  'database_continuity',
];

/**
 * Settings of the session, and what the migrations make and entities cannot express, hence left out of the comparison: foreign keys, which are
 * composite (`…_fk`, or PostgreSQL's own name `…_fkey`), and the trigger that keeps activity append only.
 */
const IGNORED_STATEMENTS = [
  /^set /,
  /^alter table "\w+" drop constraint "\w+_fk(ey)?";$/,
  /^drop trigger if exists "activity_append_only" on "activity";$/,
  /^drop function if exists "activity_activity_append_only_fn"\(\);$/,
];

/**
 * What would have to be done to a migrated database until it is what the entities say. An index that an
 * entity gives as SQL is compared by its name only.
 * @returns SQL, one statement a line; empty where both say the same.
 */
export async function migrationDrift(
  databaseUrl: string,
  entities: readonly EntityClass<unknown>[],
): Promise<readonly string[]> {
  const options = ormOptions({ databaseUrl, poolSize: 2, entities });
  const orm = await MikroORM.init({
    ...options,
    extensions: [SchemaGenerator],
    schemaGenerator: {
      ...options.schemaGenerator,
      skipTables: TABLES_WITHOUT_ENTITY,
      ignoreSchema: ['graphile_worker'],
    },
  });
  try {
    const sql = await orm.schema.getUpdateSchemaSQL({ safe: false });
    const statements = sql.split('\n').map((line) => line.trim());
    return statements.filter((line) => line && !IGNORED_STATEMENTS.some((pattern) => pattern.test(line)));
  } finally {
    await orm.close();
  }
}

import { type EntityClass, type Options, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { FlushGuardSubscriber } from './flush-guard.subscriber.js';
import { releaseLostConnections } from './lost-connections.js';

export interface OrmOptions {
  readonly databaseUrl: string;
  readonly poolSize: number;
  /** A pooler such as PgBouncer refuses what is set for a session when it begins: then the role sets it (docs/running.md). */
  readonly isPooled?: boolean;
  readonly entities: readonly EntityClass<unknown>[];
}

/** Statement and lock time-outs keep one bad query from holding up everybody (milliseconds). */
export const SESSION_LIMITS = {
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 30_000,
} as const;

/** To get a connection, new or from the pool: whoever holds one is held to the limits above. */
const CONNECTION_TIMEOUT_MS = 30_000;

/** One place says how delivr talks to its database; SQL is never logged with its parameters. */
export function ormOptions({ databaseUrl, poolSize, entities, isPooled }: OrmOptions): Options {
  return {
    driver: PostgreSqlDriver,
    clientUrl: databaseUrl,
    entities: [...entities],
    metadataProvider: ReflectMetadataProvider,
    subscribers: [new FlushGuardSubscriber()],
    allowGlobalContext: false,
    autoJoinRefsForFilters: false,
    forceUtcTimezone: true,
    ignoreUndefinedInQuery: false,
    debug: false,
    logger: () => undefined,
    pool: { min: 0, max: poolSize },
    driverOptions: {
      ...(isPooled ? {} : SESSION_LIMITS),
      connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
      onPoolCreated: releaseLostConnections,
    },
    // Composite foreign keys stand in the migrations, which the metadata cannot express (docs/adr/0003).
    schemaGenerator: { createForeignKeyConstraints: false },
  };
}

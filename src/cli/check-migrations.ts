import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENTITIES } from '../boot/entities.js';
import { migrationDrift } from './migration-drift.js';
import { startEmbeddedPostgres } from '../shared/persistence/embedded/index.js';
import { migrate } from '../shared/persistence/index.js';

/** Migrates an empty database and says where it is not what the entities say (exit code 1 where it is not). */
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const dataDir = await mkdtemp(join(tmpdir(), 'delivr-migrations-'));
try {
  const server = await startEmbeddedPostgres({ dataDir, logger: silent });
  try {
    await migrate(server.connectionUrl);
    const drift = await migrationDrift(server.connectionUrl, ENTITIES);
    process.stdout.write(
      drift.length === 0
        ? 'The migrations make what the entities say.\n'
        : `The migrations and the entities differ. A migration is missing, or an entity says too little:\n${drift.join('\n')}\n`,
    );
    process.exitCode = drift.length === 0 ? 0 : 1;
  } finally {
    await server.stop();
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLiveServer } from '../../src/shared/persistence/embedded/server-process.js';
import { stopServer } from '../../src/shared/persistence/embedded/stop-server.js';

/** Begins the names of folders that may hold a running server; the pid of their maker follows. */
export const TEST_FOLDER = 'delivr-test-folder';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function makeTestFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), `${TEST_FOLDER}-${process.pid}-`));
}

/** With the server that may still run in it, as DATA_DIR or in its `data`. */
export async function removeTestFolder(folder: string): Promise<void> {
  for (const dataDir of [folder, join(folder, 'data')]) {
    const server = await findLiveServer({ path: join(dataDir, 'postgres'), user: undefined });
    if (server) await stopServer(server.process, 5_000, silent);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/shared/persistence/embedded/index.js';
import { identifyProcess } from '../../src/shared/persistence/embedded/process-identity.js';
import { makeTestFolder, removeTestFolder, TEST_FOLDER } from './test-folder.js';

const silent = { info: () => undefined, warn: console.warn, error: console.error };

let dataDir: string | undefined;
let server: EmbeddedPostgres | undefined;

/** A server in a temporary folder that gives up safety for speed. Its role may make databases. */
export async function startTestServer(): Promise<string> {
  await removeStaleFolders();
  dataDir = await makeTestFolder();
  server = await start(dataDir);
  return server.connectionUrl;
}

export async function stopTestServer(): Promise<void> {
  await server?.stop();
  if (dataDir) await removeTestFolder(dataDir);
}

function start(folder: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    ...{ dataDir: folder, logger: silent, isDurable: false, mayCreateDatabases: true, stopTimeoutMs: 5_000 },
  });
}

/** A run that was killed leaves its servers behind. */
async function removeStaleFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(new RegExp(`^${TEST_FOLDER}-(\\d+)-`).exec(name)?.[1]);
    if (owner && !(await identifyProcess(owner))) await removeTestFolder(join(tmpdir(), name));
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Settings, SettingsError } from '../config/index.js';
import type { AppLogger } from '../shared/logging/index.js';
import type { Database } from '../shared/persistence/index.js';
import { SecretFileError, startEmbeddedPostgres } from '../shared/persistence/embedded/index.js';

const MIN_MAJOR_VERSION = 14;
const STARTUP_TIMEOUT_MS = 30_000;

/** The database that the settings name, or the embedded one, answering. */
export async function openDatabase(settings: Settings, logger: AppLogger): Promise<Database> {
  const { databaseUrl, databaseDirectUrl } = settings;
  if (!databaseUrl) return openEmbedded(settings, logger);
  const directUrl = databaseDirectUrl ?? databaseUrl;
  await waitForServer(directUrl);
  return { url: databaseUrl, directUrl, isRunning: () => true, stop: async () => undefined };
}

async function openEmbedded(settings: Settings, logger: AppLogger): Promise<Database> {
  const server = await startEmbeddedPostgres({ dataDir: settings.dataDir, logger }).catch((error: Error) => {
    if (error instanceof SecretFileError) throw error;
    // Each of its errors is a sentence that says what to do.
    throw new SettingsError(`Cannot start: ${error.message}`);
  });
  return {
    url: server.connectionUrl,
    directUrl: server.connectionUrl,
    isRunning: () => server.isRunning,
    stop: () => server.stop(),
  };
}

/** A database that is still starting gets its time; wrong credentials and old servers do not. */
async function waitForServer(url: string): Promise<void> {
  const deadline = Date.now() + STARTUP_TIMEOUT_MS;
  for (;;) {
    try {
      return await checkVersion(url);
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      const isTransient = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', '57P03'].includes(code);
      if (error instanceof SettingsError || !isTransient || Date.now() > deadline)
        throw asSettingsError(error);
      await sleep(500);
    }
  }
}

async function checkVersion(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      `select current_setting('server_version_num') as version`,
    );
    const major = Math.floor(Number(rows[0]?.version) / 10_000);
    if (major < MIN_MAJOR_VERSION) {
      throw new SettingsError(
        `Cannot start: DATABASE_URL leads to PostgreSQL ${major}; ${MIN_MAJOR_VERSION} or later is needed.`,
      );
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The driver's words, never the address: it holds a password. */
function asSettingsError(error: unknown): SettingsError {
  if (error instanceof SettingsError) return error;
  const { message, code } = error as { message?: string; code?: string };
  return new SettingsError(`Cannot start: the database at DATABASE_URL cannot be used (${message || code}).`);
}

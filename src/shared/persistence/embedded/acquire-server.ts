import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { EmbeddedLogger } from './embedded-logger.js';
import { ServerNotReadyError, takeInstanceLock } from './instance-lock.js';
import type { PreparedFolder } from './prepare-folder.js';
import { findLiveServer, ServerStartCollisionError, startServer, type LiveServer } from './server-process.js';
import { freePort, serverSettings } from './server-settings.js';

export interface LockedServer {
  readonly live: LiveServer;
  /** Holds the lock of this DATA_DIR; its end is the server's death. */
  readonly lock: Client;
}

export interface AcquireOptions {
  readonly prepared: PreparedFolder;
  readonly isDurable: boolean;
  readonly logger: EmbeddedLogger;
  /** The port it had, which those who are connected know; without it any. */
  readonly port?: number | undefined;
  /** Ends the trying, but never between a server's start and its lock. */
  readonly signal?: AbortSignal;
}

/** For a server that shuts down or recovers while we come, and a predecessor that has only just died. */
const ACQUIRE_TIMEOUT_MS = 60_000;
const RETRY_MS = 50;

/**
 * A server on the folder, and the lock that says it is ours: the one that runs there (it outlives a killed delivr), or
 * a new one. Whoever gets the lock is the one who runs here, however many start at once.
 */
export async function acquireServer(options: AcquireOptions): Promise<LockedServer> {
  const { prepared } = options;
  const deadline = Date.now() + ACQUIRE_TIMEOUT_MS;
  for (let wasStarted = false; ; await pause(RETRY_MS)) {
    try {
      const live = await findLiveServer(prepared.folder);
      if (live?.pidFile.isReady) {
        const lock = await takeInstanceLock(live, prepared.superuser, prepared.dataDir);
        logAcquired(options.logger, live, wasStarted);
        return { live, lock };
      }
      if (live)
        throw new ServerNotReadyError('It has been starting or stopping for too long; see server.log.');
      options.signal?.throwIfAborted();
      const port = options.port ?? (await freePort());
      await startServer(prepared.folder, prepared.binaries, serverSettings(port, options.isDurable));
      wasStarted = true;
    } catch (error) {
      const isTransient = error instanceof ServerNotReadyError || error instanceof ServerStartCollisionError;
      if (!isTransient || Date.now() > deadline) throw error;
    }
  }
}

function logAcquired(logger: EmbeddedLogger, { process, pidFile }: LiveServer, wasStarted: boolean): void {
  const message = wasStarted
    ? 'The embedded PostgreSQL is running.'
    : 'The embedded PostgreSQL was still running, and is used again.';
  logger.info(message, { postgresPid: process.pid, port: pidFile.port });
}

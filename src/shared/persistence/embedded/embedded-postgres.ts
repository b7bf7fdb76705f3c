import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { APPLICATION_NAME, ensureApplicationRole } from './application-role.js';
import type { EmbeddedLogger } from './embedded-logger.js';
import { acquireServer, type LockedServer } from './acquire-server.js';
import { prepareFolder, type PreparedFolder } from './prepare-folder.js';
import { logTail } from './server-process.js';
import { stopServer } from './stop-server.js';

export interface EmbeddedPostgresOptions {
  /** Holds `postgres/` (the server's) and `secrets/` (ours). */
  readonly dataDir: string;
  readonly logger: EmbeddedLogger;
  /** How long a graceful stop may take before it is cut short; 20 s unless told. */
  readonly stopTimeoutMs?: number;
  /** False gives up safety for speed: for tests only. */
  readonly isDurable?: boolean;
  /** For tests, which make a database each. */
  readonly mayCreateDatabases?: boolean;
  /** Where the programs are, and where a copy of them may be put, when that is not to be found out. */
  readonly programs?: { readonly nativeFolder?: string; readonly copyTo?: readonly string[] };
}

const RETRY_DELAYS_MS = [100, 250, 500, 1_000, 2_500, 5_000] as const;

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const isDurable = options.isDurable ?? true;
  const prepared = await prepareFolder({ ...options, isDurable });
  const server = await acquireServer({ prepared, isDurable, logger: options.logger });
  try {
    const password = prepared.applicationPassword;
    const mayCreateDatabases = options.mayCreateDatabases ?? false;
    await ensureApplicationRole(server.lock, { password, mayCreateDatabases });
  } catch (error) {
    await stopServer(server.live.process, 5_000, options.logger);
    throw error;
  }
  return new EmbeddedPostgres(options, prepared, server);
}

/**
 * A running server that is ours until `stop()`. When it dies, or loses us, it is started again by itself, on the same
 * port; meanwhile `isRunning` is false.
 */
export class EmbeddedPostgres {
  private readonly events = new EventEmitter();
  private readonly stopping = new AbortController();
  private readonly options: EmbeddedPostgresOptions;
  private readonly prepared: PreparedFolder;
  private server: LockedServer;
  private recovery: Promise<void> | undefined;

  constructor(options: EmbeddedPostgresOptions, prepared: PreparedFolder, server: LockedServer) {
    this.options = options;
    this.prepared = prepared;
    this.server = server;
    this.watch(server);
  }

  /** Of the application's role: the owner of its database, no superuser. Holds its password: never log it. */
  get connectionUrl(): string {
    const credentials = `${APPLICATION_NAME}:${encodeURIComponent(this.prepared.applicationPassword)}`;
    return `postgresql://${credentials}@127.0.0.1:${this.server.live.pidFile.port}/${APPLICATION_NAME}`;
  }

  get isRunning(): boolean {
    return !this.recovery && !this.stopping.signal.aborted;
  }

  /** The server's own process. */
  get pid(): number {
    return this.server.live.process.pid;
  }

  /** It died, and not because of `stop()`. */
  onExit(listener: () => void): void {
    this.events.on('exit', listener);
  }

  /** It is back after `onExit`. */
  onRestart(listener: () => void): void {
    this.events.on('restart', listener);
  }

  /** Gracefully; may be called more than once. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.recovery;
    await stopServer(this.server.live.process, this.options.stopTimeoutMs ?? 20_000, this.options.logger);
    await this.server.lock.end().catch(() => undefined);
  }

  private watch({ lock }: LockedServer): void {
    lock.once('end', () => {
      if (this.stopping.signal.aborted) return;
      this.recovery = this.recover().finally(() => (this.recovery = undefined));
      this.events.emit('exit');
    });
  }

  private async recover(): Promise<void> {
    const { logger } = this.options;
    const lastLogLines = await logTail(this.prepared.folder.path);
    logger.error('The embedded PostgreSQL is gone; it is started again.', {
      pid: this.pid,
      lastWords: lastLogLines,
    });
    for (let attempt = 0; !this.stopping.signal.aborted; attempt += 1) {
      try {
        this.server = await this.reacquire();
        break;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        logger.error('The embedded PostgreSQL could not be started again; it is tried on.', { error });
        const delayMs = RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length - 1)];
        await pause(delayMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
    if (this.stopping.signal.aborted) return;
    this.watch(this.server);
    // after `recovery` is cleared, so that listeners see isRunning
    setImmediate(() => this.events.emit('restart'));
  }

  private reacquire(): Promise<LockedServer> {
    const { prepared, options } = this;
    const { port } = this.server.live.pidFile;
    const isDurable = options.isDurable ?? true;
    return acquireServer({ prepared, isDurable, logger: options.logger, port, signal: this.stopping.signal });
  }
}

import { Client } from 'pg';
import { hasCode } from './has-code.js';
import { identifyProcess, isSameProcessAlive, type ProcessIdentity } from './process-identity.js';
import type { Superuser } from './initialise-folder.js';
import type { LiveServer } from './server-process.js';

/** Another delivr runs on this DATA_DIR. */
export class DataDirInUseError extends Error {}

/** The server is not ready yet or any more, or its last user has only just died: worth another try. */
export class ServerNotReadyError extends Error {}

/** Any number, always the same one. Never change it: versions must see each other. */
const LOCK_KEY = 7_032_119_485;

/**
 * Says who runs on this DATA_DIR: an advisory lock, held by a connection that does nothing else. It ends with the
 * process, however that ends. Gives the connection, whose `end` tells of the server's death.
 */
export async function takeInstanceLock(
  server: LiveServer,
  superuser: Superuser,
  dataDir: string,
): Promise<Client> {
  const client = await connectAsSuperuser(server.pidFile.port, superuser, await ownConnectionName());
  try {
    await assertStartMatchesPidFile(client, server);
    const { rows } = await client.query<{ locked: boolean }>(
      `select pg_try_advisory_lock(${LOCK_KEY}) as locked`,
    );
    if (!rows[0]?.locked) throw await holderError(client, dataDir);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw toNotReadyError(error);
  }
}

export async function connectAsSuperuser(port: number, superuser: Superuser, name: string): Promise<Client> {
  const client = new Client({
    ...{ host: '127.0.0.1', port, database: 'postgres', application_name: name, keepAlive: true },
    ...{ user: superuser.name, password: superuser.password, ssl: false, connectionTimeoutMillis: 10_000 },
  });
  client.on('error', () => undefined); // followed by `end`, which is listened to
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (hasCode(error, '28P01')) {
      throw new Error(
        'The embedded database has another password than DATA_DIR/secrets. Restore both from one backup.',
      );
    }
    throw toNotReadyError(error);
  }
}

/** A process with that pid in that folder, but another one than the file tells of: the file is older than it. */
async function assertStartMatchesPidFile(client: Client, { pidFile }: LiveServer): Promise<void> {
  const { rows } = await client.query<{ started: number }>(
    'select extract(epoch from pg_postmaster_start_time())::float8 as started',
  );
  if (Math.abs((rows[0]?.started ?? 0) - pidFile.startedAt) > 5)
    throw new ServerNotReadyError('Its pid file is not its own.');
}

/** In pg_stat_activity: `delivr <pid> <start>` (at most 63 bytes). */
async function ownConnectionName(): Promise<string> {
  const self = await identifyProcess(process.pid);
  return `delivr ${process.pid} ${self?.startedAt ?? ''}`;
}

async function holderError(client: Client, dataDir: string): Promise<Error> {
  const { rows } = await client.query<{ name: string; since: Date }>(
    `select a.application_name as name, a.backend_start as since from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted and l.objsubid = 1
        and (l.classid::bigint << 32) + l.objid::bigint = ${LOCK_KEY}`,
  );
  const [, pid = '', startedAt = ''] = /^delivr (\d+) (.*)$/.exec(rows[0]?.name ?? '') ?? [];
  const holder: ProcessIdentity = { pid: Number(pid), startedAt };
  const message =
    `Another delivr runs on ${dataDir}: process ${pid || 'unknown'}, since ${rows[0]?.since.toISOString() ?? 'just now'}. ` +
    'Stop it first, or set DATA_DIR to another folder.';
  return (await isSameProcessAlive(holder))
    ? new DataDirInUseError(message)
    : new ServerNotReadyError(message);
}

/** Starting up or shutting down (57P0x), out of connections, or just gone. */
function toNotReadyError(error: unknown): unknown {
  const { message } = error as Error;
  const isTransient =
    hasCode(error, '57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE') ||
    /terminated unexpectedly|timeout expired|not queryable/.test(message);
  return isTransient ? new ServerNotReadyError(message) : error;
}

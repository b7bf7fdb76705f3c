import { createServer } from 'node:net';
import { Pool } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/shared/persistence/embedded/index.js';
import { EmbeddedPostgresProcesses, query } from '../support/embedded-postgres-processes.js';
import { eventually } from '../support/eventually.js';

const processes = new EmbeddedPostgresProcesses();
const running: EmbeddedPostgres[] = [];
const lines: string[] = [];
const log = (message: string) => void lines.push(message);

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  await processes.cleanUp();
});

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const logger = { info: log, warn: log, error: log };
  const server = await startEmbeddedPostgres({ dataDir, logger, isDurable: false });
  running.push(server);
  return server;
}

function watched(server: EmbeddedPostgres): boolean[] {
  const seen: boolean[] = [];
  server.onExit(() => seen.push(server.isRunning));
  server.onRestart(() => seen.push(server.isRunning));
  return seen;
}

describe('a server that dies', () => {
  it('is reported and started again at the same address, for the same delivr alone', async () => {
    const dataDir = await processes.folder();
    const server = await start(dataDir);
    const [url, pid, seen] = [server.connectionUrl, server.pid, watched(server)];
    await query(url, 'create table kept (word text)');
    process.kill(pid, 'SIGKILL');
    await eventually(() => expect(seen).toEqual([false, true]));
    expect(server.pid).not.toBe(pid);
    expect(server.connectionUrl).toBe(url);
    expect(await query(url, 'select count(*)::int from kept')).toEqual([{ count: 0 }]);
    await expect(processes.start({ dataDir })).rejects.toThrow(`process ${process.pid}`);
  });

  it('again and again is started again and again', async () => {
    const server = await start(await processes.folder());
    const seen = watched(server);
    for (const times of [1, 2, 3]) {
      process.kill(server.pid, 'SIGKILL');
      await eventually(() => expect(seen).toHaveLength(2 * times));
    }
    expect(await query(server.connectionUrl, 'select 1 as x')).toEqual([{ x: 1 }]);
  });

  it('waits for its port when somebody else took it meanwhile', async () => {
    const server = await start(await processes.folder());
    const seen = watched(server);
    const port = Number(new URL(server.connectionUrl).port);
    const portHolder = createServer((socket) => socket.destroy());
    const portTaken = new Promise<void>((resolve) => portHolder.listen(port, '127.0.0.1', resolve));
    portHolder.on(
      'error',
      () => seen.length < 2 && setTimeout(() => portHolder.listen(port, '127.0.0.1'), 1),
    );
    process.kill(server.pid, 'SIGKILL');
    await portTaken;
    await eventually(() => expect(seen).toEqual([false]));
    await new Promise((resolve) => portHolder.close(resolve));
    await eventually(() => expect(seen).toEqual([false, true]));
    expect(await query(server.connectionUrl, 'select 1 as x')).toEqual([{ x: 1 }]);
  });

  it('can be stopped while it is being started again', async () => {
    const server = await start(await processes.folder());
    const exited = new Promise<void>((resolve) => server.onExit(resolve));
    process.kill(server.pid, 'SIGKILL');
    await exited;
    await server.stop();
    expect(server.isRunning).toBe(false);
    await expect(query(server.connectionUrl, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('a server that lives on', () => {
  it('is held again when one of its workers crashed and took all connections with it', async () => {
    const dataDir = await processes.folder();
    const server = await start(dataDir);
    const [pid, seen] = [server.pid, watched(server)];
    const [backend] = await query<{ pid: number }>(server.connectionUrl, 'select pg_backend_pid() as pid');
    const pool = new Pool({ connectionString: server.connectionUrl, max: 1 });
    pool.on('error', () => undefined);
    const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    expect(rows[0]!.pid).not.toBe(backend!.pid);
    process.kill(rows[0]!.pid, 'SIGSEGV');
    await eventually(() => expect(seen).toEqual([false, true]));
    expect(server.pid).toBe(pid);
    await pool.end();
    await expect(processes.start({ dataDir })).rejects.toThrow(`process ${process.pid}`);
  });

  it('is not heard of again after a stop, and a second stop does nothing', async () => {
    const server = await start(await processes.folder());
    const seen = watched(server);
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(seen).toEqual([]);
    expect(server.isRunning).toBe(false);
  });
});

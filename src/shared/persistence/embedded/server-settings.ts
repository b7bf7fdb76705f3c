import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const TEST_SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '300' };

/** Given at every start, so that a new version of delivr brings its own. */
export function serverSettings(port: number, isDurable: boolean): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // no socket file: nothing to guard, and no path that is too long for one (107 bytes)
    unix_socket_directories: '',
    max_connections: '100',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // refused statements reach whoever sent them; here they would only put our data into a file
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...(isDurable ? {} : TEST_SETTINGS),
  };
}

/**
 * A free port of 127.0.0.1, below those that systems hand to outgoing connections (from 32768): after a crash the
 * server must get the same one again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_768);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

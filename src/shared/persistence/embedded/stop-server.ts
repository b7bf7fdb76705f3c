import { setTimeout as pause } from 'node:timers/promises';
import { hasCode } from './has-code.js';
import type { EmbeddedLogger } from './embedded-logger.js';
import { isSameProcessAlive, type ProcessIdentity } from './process-identity.js';

/**
 * Fast shutdown; if that takes too long, without the last checkpoint (the next start recovers); then by force.
 * https://www.postgresql.org/docs/18/server-shutdown.html
 */
export async function stopServer(
  server: ProcessIdentity,
  timeoutMs: number,
  logger: EmbeddedLogger,
): Promise<void> {
  for (const [signal, graceMs] of [
    ['SIGINT', timeoutMs],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (await endsAfter(server, signal, graceMs)) return;
    logger.warn('The embedded PostgreSQL did not stop in time.', {
      pid: server.pid,
      signal,
      patienceMs: graceMs,
    });
  }
}

async function endsAfter(
  server: ProcessIdentity,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  if (!(await isSameProcessAlive(server))) return true;
  try {
    process.kill(server.pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
  while (await isSameProcessAlive(server)) {
    if (Date.now() > deadline) return false;
    await pause(20);
  }
  return true;
}

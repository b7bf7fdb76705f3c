import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Settings, SettingsError } from '../config/index.js';

/**
 * Listens for a moment where the server will, before anything is opened that would have to be closed again.
 * @throws SettingsError where it cannot.
 */
export async function checkAddress(settings: Settings): Promise<void> {
  if (settings.role === 'worker') return;
  const server = createServer();
  try {
    server.listen(settings.port, settings.host);
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, settings);
  }
  server.close();
  await once(server, 'close');
}

/** What the system says of an address, for a person; anything else as it is. */
export function listenError(error: unknown, { port, host }: Settings): unknown {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `something else listens on port ${port} already. Stop it, or set PORT to another.`,
    EACCES: `this user may not listen on port ${port}. Set PORT to 1024 or more.`,
    EADDRNOTAVAIL: `this machine has no address ${host}. Set HOST to one that it has.`,
    ENOTFOUND: `${host} is no address. Set HOST to an address of this machine.`,
  };
  const reason = reasons[(error as { code?: string }).code ?? ''];
  return reason ? new SettingsError(`Cannot start: ${reason}`) : error;
}

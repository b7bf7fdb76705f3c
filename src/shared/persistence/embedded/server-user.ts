import { stat } from 'node:fs/promises';

/** Whom the server runs as when that is not ourselves. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody`: PostgreSQL refuses root, and initdb wants a user that the system knows; this one is everywhere. */
const NOBODY: ServerUser = { uid: 65534, gid: 65534 };

/**
 * PostgreSQL refuses to run as root; an ordinary user runs it as himself (undefined). For root it is whoever already
 * owns the server's folder, else the owner of DATA_DIR, else nobody.
 */
export async function chooseServerUser(
  dataDir: string,
  serverFolder: string,
): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  if (process.platform !== 'linux') {
    throw new Error('Run as root, the embedded PostgreSQL needs Linux. Start delivr as an ordinary user.');
  }
  for (const folder of [serverFolder, dataDir]) {
    const owner = await stat(folder).catch(() => undefined);
    if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  }
  return NOBODY;
}

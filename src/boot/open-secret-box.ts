import { randomBytes } from 'node:crypto';
import { BOOTSTRAP_SECRET } from '../access/index.js';
import { type Settings, SettingsError } from '../config/index.js';
import {
  verifyEncryptionKeys,
  EncryptionKeysError,
  hasSealedSecrets,
  SecretBox,
} from '../shared/crypto/index.js';
import type { Database } from '../shared/persistence/index.js';
import { loadOrCreateSecret, loadSecret } from '../shared/persistence/embedded/index.js';

const SECRET_NAME = 'encryption-keys';

/** Before the database is opened. @throws SecretFileError for a file of the embedded database's that is empty or not ours. */
export async function checkSecretFiles({ databaseUrl, dataDir }: Settings): Promise<void> {
  if (databaseUrl) return;
  for (const name of [SECRET_NAME, BOOTSTRAP_SECRET]) await loadSecret(dataDir, name);
}

/** The keys that the settings give, or generated ones beside the embedded database; checked against the database. */
export async function openSecretBox(settings: Settings, database: Database): Promise<SecretBox> {
  try {
    const box = new SecretBox(settings.encryptionKeys ?? (await generatedKeys(settings, database)));
    await verifyEncryptionKeys(database.directUrl, box);
    return box;
  } catch (error) {
    throw error instanceof EncryptionKeysError ? new SettingsError(`Cannot start: ${error.message}`) : error;
  }
}

async function generatedKeys({ databaseUrl, dataDir }: Settings, database: Database): Promise<string> {
  if (databaseUrl) {
    throw new SettingsError(
      'Cannot start: ENCRYPTION_KEYS is required with DATABASE_URL. Set it to 1:<base64 of 32 random bytes>, ' +
        'as in ENCRYPTION_KEYS="1:$(openssl rand -base64 32)", and keep it: what it sealed opens with nothing else.',
    );
  }
  const known = await loadSecret(dataDir, SECRET_NAME);
  if (known) return known;
  if (await hasSealedSecrets(database.directUrl)) {
    throw new SettingsError(
      `Cannot start: the keys of this database are gone from ${dataDir}. Put them back from a backup, or set ENCRYPTION_KEYS.`,
    );
  }
  return loadOrCreateSecret(dataDir, SECRET_NAME, () => `1:${randomBytes(32).toString('base64')}`);
}

import { Client } from 'pg';
import { EncryptionKeysError, type SecretBox } from './secret-box.js';

const CHECK_NAME = 'encryption-key-check';
const CHECK_PLAINTEXT = 'delivr';

/** Whether this database already holds something sealed: then its keys must be found, and never be made anew. */
export async function hasSealedSecrets(databaseUrl: string): Promise<boolean> {
  return withDatabase(databaseUrl, async (client) => (await readCheckValue(client)) !== null);
}

/**
 * Compares the keys with the check value in the database, which it writes on the first start and seals anew once another
 * key comes first.
 * @throws EncryptionKeysError where the keys are not this database's.
 */
export async function verifyEncryptionKeys(databaseUrl: string, box: SecretBox): Promise<void> {
  await withDatabase(databaseUrl, async (client) => {
    const fresh = box.seal(CHECK_PLAINTEXT, CHECK_NAME);
    await client.query('insert into instance_secrets (name, value) values ($1, $2) on conflict do nothing', [
      CHECK_NAME,
      fresh,
    ]);
    const stored = (await readCheckValue(client)) ?? '';
    assertKeysMatch(box, stored);
    if (!box.isStale(stored)) return;
    // Rotated: from now on the first key alone is enough for it, and the older one can be dropped.
    await client.query('update instance_secrets set value = $2 where name = $1 and value = $3', [
      CHECK_NAME,
      fresh,
      stored,
    ]);
  });
}

function assertKeysMatch(box: SecretBox, stored: string): void {
  try {
    box.open(stored, CHECK_NAME);
  } catch (error) {
    throw new EncryptionKeysError(
      `ENCRYPTION_KEYS does not fit this database: ${(error as Error).message} Start with the keys it was made with.`,
    );
  }
}

async function readCheckValue(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ value: string }>(
    'select value from instance_secrets where name = $1',
    [CHECK_NAME],
  );
  return rows[0]?.value ?? null;
}

async function withDatabase<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `ENCRYPTION_KEYS` that cannot be used; the message never holds key material. */
export class EncryptionKeysError extends Error {
  override readonly name = 'EncryptionKeysError';
}

/**
 * Seals secrets per row: AES-256-GCM with the id of the key in front (`id:base64(nonce + tag + ciphertext)`). The
 * associated data ties a sealed text to its place, so that one copied to another row does not open there.
 */
export class SecretBox {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly sealingKeyId: string;

  /** @param keys `id:base64,…`: the first seals, all open. To rotate: add the new one second everywhere, then move it first. */
  constructor(keys: string) {
    const parsed = keys.split(',').map(parseKeyEntry);
    this.keys = new Map(parsed);
    if (this.keys.size !== parsed.length)
      throw new EncryptionKeysError('ENCRYPTION_KEYS names one key id twice.');
    this.sealingKeyId = parsed[0]![0];
  }

  seal(plain: string, associatedData: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.keys.get(this.sealingKeyId)!, nonce).setAAD(
      Buffer.from(associatedData),
    );
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `${this.sealingKeyId}:${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')}`;
  }

  /** @throws EncryptionKeysError where the key is not among ours, or the text does not belong to this place. */
  open(sealed: string, associatedData: string): string {
    const [keyId = '', body = ''] = sealed.split(':');
    const key = this.keys.get(keyId);
    if (!key)
      throw new EncryptionKeysError(
        `A secret is sealed with the key "${keyId}", which ENCRYPTION_KEYS lacks.`,
      );
    const bytes = Buffer.from(body, 'base64');
    try {
      // A shorter tag than ours is easier to guess: refused by its length.
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(associatedData))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return (
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    } catch {
      throw new EncryptionKeysError(
        `A secret does not open with the key "${keyId}": it is another key of that name, or a text from elsewhere.`,
      );
    }
  }

  /** A name for a text that says nothing about it to whoever lacks our first key. */
  fingerprint(text: string): string {
    const key = hkdfSync('sha256', this.keys.get(this.sealingKeyId)!, '', 'fingerprint', 32);
    return createHmac('sha256', Buffer.from(key)).update(text).digest('base64url');
  }

  /** How everything starts that the first key sealed. */
  get sealingPrefix(): string {
    return `${this.sealingKeyId}:`;
  }

  /** Whether a re-wrap is due: the text was sealed with a key that no longer comes first. */
  isStale(sealed: string): boolean {
    return !sealed.startsWith(this.sealingPrefix);
  }
}

function parseKeyEntry(entry: string): [string, Buffer] {
  const [id, material, ...rest] = entry.trim().split(':');
  const key = Buffer.from(material ?? '', 'base64');
  if (!id || !/^[\w-]{1,32}$/.test(id) || rest.length > 0 || key.length !== 32) {
    throw new EncryptionKeysError(
      'ENCRYPTION_KEYS wants id:base64,… where each key is 32 random bytes, as `openssl rand -base64 32` prints.',
    );
  }
  return [id, key];
}

/** What a random token of 128 bits or more is stored and looked up as. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

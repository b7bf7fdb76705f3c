import { randomBytes } from 'node:crypto';

export const TOKEN = `bench-${randomBytes(24).toString('hex')}`;

/** The environment of every process of a bench: as delivr is shipped, but nobody counts the bench's own calls. */
export function environment(databaseUrl: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEYS: `1:${randomBytes(32).toString('base64')}`,
    BOOTSTRAP_TOKEN: TOKEN,
    PROVIDER_ALLOWED_HOSTS: '127.0.0.0/8',
    RATE_LIMIT_PER_MINUTE: '1000000',
    GRAPHQL_MAX_COST: '1000000',
  };
}

import { randomBytes } from 'node:crypto';

/** So that people and secret scanners recognise one. */
const PREFIX = 'delivr_';

/** 256 random bits: nobody guesses one, so that a plain hash is enough to keep it. */
export function generateToken(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** The token out of an `Authorization` header; null where the header holds something else (RFC 6750 §2.1). */
export function bearerToken(authorization: string): string | null {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? null;
}

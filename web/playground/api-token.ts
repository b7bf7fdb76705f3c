const KEY = 'delivr.apiToken';

/** Kept for this browser tab only, and gone when it is closed. */
export const apiTokenStore = {
  read: (): string => sessionStorage.getItem(KEY) ?? '',
  write: (token: string): void =>
    token === '' ? sessionStorage.removeItem(KEY) : sessionStorage.setItem(KEY, token),
};

/** What people paste: with spaces, a line break, quotes or the word Bearer around it. */
export function cleanApiToken(pasted: string): string {
  return pasted
    .trim()
    .replace(/^["']|["']$/g, '')
    .replace(/^bearer\s+/i, '')
    .trim();
}

/** Anything else cannot be sent in a header at all. */
export const isSendable = (token: string): boolean => /^[\x21-\x7e]*$/.test(token);

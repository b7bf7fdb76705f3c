import type { LabRequest } from '../http/messages.js';
import { refuse } from './errors.js';

/** A list that nobody pages ends here. */
const UNPAGED_MAX = 1_000;

interface Page<T> {
  readonly items: readonly T[];
  /** Undefined where nobody asked for pages. */
  readonly nextPage:
    { readonly offset: string; readonly path: string; readonly uri: string } | null | undefined;
}

/** By `limit` and the token of the page before. */
export function pageOf<T>({ query, path }: LabRequest, all: readonly T[], webUrl: string): Page<T> {
  const limit = query.get('limit');
  if (limit === null) {
    const words = 'The result is too large. You should use pagination (may require specifying a workspace)!';
    if (all.length > UNPAGED_MAX) throw refuse(400, words);
    return { items: all, nextPage: undefined };
  }
  const size = Number(limit);
  if (!Number.isInteger(size) || size < 1 || size > 100)
    throw refuse(400, 'limit: Must be between 1 and 100');
  const start = startOf(query.get('offset'));
  const items = all.slice(start, start + size);
  if (start + size >= all.length) return { items, nextPage: null };
  const next = new URLSearchParams(query);
  const offset = tokenOf(start + size);
  next.set('offset', offset);
  const local = `${path.replace(/^\/api\/1\.0/, '')}?${next}`;
  return { items, nextPage: { offset, path: local, uri: `${webUrl}/api/1.0${local}` } };
}

function tokenOf(start: number): string {
  return Buffer.from(`page:${start}`).toString('base64url');
}

function startOf(token: string | null): number {
  if (token === null) return 0;
  const start = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (start === undefined) throw refuse(400, 'offset: Your pagination token is invalid.');
  return Number(start);
}

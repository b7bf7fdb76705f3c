import { createHash } from 'node:crypto';
import { type ProviderError, type TicketComment, type ExternalLink } from '../contract/index.js';
import { linkHtml, markdownToHtml } from './markdown-to-html.js';
import type { MondayApi } from './monday.api.js';
import { notFound } from './monday.errors.js';
import { idempotencyKey, idIn } from './monday.keys.js';
import { invalidItemMessage } from './monday.draft.js';
import type { MondayUpdate } from './monday.schemas.js';

/**
 * Updates are what monday.com calls comments; links and descriptions without a column become such, too. Each carries a
 * short mark, by which it is known again when its idempotency key has long been forgotten.
 */

const PAGE = 100;
/** A ticket with more updates than this is searched among its newest. */
const PAGES_MAX = 10;

/** What an update is about; the same subject is written once. */
type Subject = readonly ['comment' | 'link' | 'description', string];

interface ExistingUpdate {
  readonly boardId: string;
  /** The one about the subject; null: there is none yet. */
  readonly existing: MondayUpdate | null;
}

/** How whoever changes a board waits for its turn. */
export type BoardLock = <T>(boardId: string, work: () => Promise<T>) => Promise<T>;

export async function comment(
  api: MondayApi,
  boardLock: BoardLock,
  key: string,
  { id, body }: TicketComment,
): Promise<void> {
  const item = requireItemId(key);
  const subject = ['comment', id] as const;
  const { boardId, existing } = await findUpdate(api, item, subject);
  if (!existing) await boardLock(boardId, () => writeUpdate(api, item, subject, markdownToHtml(body)));
}

/** A link column holds one link alone, which would be somebody else's: so links are updates as well. */
export async function putExternalLink(
  api: MondayApi,
  boardLock: BoardLock,
  key: string,
  link: ExternalLink,
): Promise<void> {
  const item = requireItemId(key);
  const subject = ['link', link.id] as const;
  const html = `<p>${linkHtml(link.url, link.title)}</p>`;
  const { boardId, existing } = await findUpdate(api, item, subject);
  if (!existing) await boardLock(boardId, () => writeUpdate(api, item, subject, html));
  else if (!existing.body.includes(linkHtml(link.url, link.title)))
    await boardLock(boardId, () => api.editUpdate(existing.id, withMarker(html, subject)));
}

/** For an item that has just been made; the second time comes from monday.com's memory. */
export function addDescription(api: MondayApi, item: string, description: string): Promise<void> {
  return writeUpdate(api, item, ['description', ''], markdownToHtml(description));
}

/** For an item that was found: it may have been made without. */
export async function addDescriptionIfMissing(
  api: MondayApi,
  boardLock: BoardLock,
  item: string,
  description: string,
): Promise<void> {
  const { boardId, existing } = await findUpdate(api, item, ['description', '']);
  if (!existing) await boardLock(boardId, () => addDescription(api, item, description));
}

async function writeUpdate(api: MondayApi, item: string, subject: Subject, html: string): Promise<void> {
  const key = idempotencyKey('update', item, ...subject);
  const answer = await api.createUpdate(item, withMarker(html, subject), key);
  if ('error' in answer) throw answer.error;
}

/** @throws ProviderError NOT_FOUND where the item is gone, or hidden. */
async function findUpdate(api: MondayApi, item: string, subject: Subject): Promise<ExistingUpdate> {
  const marker = markerOf(subject);
  let boardId = '';
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const found = await api.itemWithUpdates(item, page, PAGE);
    if (!found || found.state === 'deleted') throw unknownItemError(item);
    boardId = found.board?.id ?? '';
    const updates = (found.updates ?? []).filter((one) => one !== null);
    const existing = updates.find(({ body }) => body.includes(marker));
    if (existing) return { boardId, existing };
    if (updates.length < PAGE) break;
  }
  return { boardId, existing: null };
}

/** Short, since people see it. */
function markerOf(subject: Subject): string {
  return `delivr-${createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 12)}`;
}

function withMarker(html: string, subject: Subject): string {
  return `${html}<p><small>${markerOf(subject)}</small></p>`;
}

export function unknownItemError(key: string): ProviderError {
  return notFound('item_id', `There is no item ${key} in monday.com, or it is hidden from this account.`);
}

/** @throws ProviderError NOT_FOUND for what can be no item's id. */
export function requireItemId(key: string): string {
  const id = idIn(key);
  if (id) return id;
  throw notFound('item_id', invalidItemMessage(key));
}

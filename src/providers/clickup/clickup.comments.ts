import { createHash } from 'node:crypto';
import { isFailure, ProviderFailure, type TicketComment, type ExternalLink } from '../contract/index.js';
import type { ClickUpApi } from './clickup.api.js';
import { taskName } from './clickup.keys.js';
import type { ClickUpComment } from './clickup.schemas.js';
import { markdownToText } from './markdown-to-text.js';
import { type ChangeContext, taskOf } from './clickup.transition.js';

/** So far back a comment of ours is looked for: 25 of them are a page. */
const PAGES_MAX = 40;

/** ClickUp cannot tell a comment that comes again: its last line says which one it is. */
export async function comment(
  context: ChangeContext,
  idOrKey: string,
  { id, body }: TicketComment,
): Promise<void> {
  const taskId = await taskIdOf(context, idOrKey);
  const marker = `delivr-comment-${id.toLowerCase()}`;
  if (await findComment(context.api, taskId, marker)) return;
  await context.api.addComment(taskId, `${markdownToText(body)}\n\n${marker}`);
}

/**
 * As a comment, since ClickUp links tasks to tasks only. Not in a field of the list, even where it has one for
 * addresses: that holds one, and a ticket may have builds of several kinds.
 */
export async function putExternalLink(
  context: ChangeContext,
  idOrKey: string,
  { id, url, title }: ExternalLink,
): Promise<void> {
  const taskId = await taskIdOf(context, idOrKey);
  // Of a fixed form, whatever the id looks like.
  const marker = `delivr-link-${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
  const text = `${title.trim()}\n${url}\n\n${marker}`;
  const existing = await findComment(context.api, taskId, marker);
  if (!existing) return context.api.addComment(taskId, text);
  if (existing.comment_text.trim() !== text) await editWithAssignee(context.api, existing, text);
}

/** Where ClickUp insists that it is assigned to somebody, as its document says: to whoever wrote it. */
async function editWithAssignee(api: ClickUpApi, existing: ClickUpComment, text: string): Promise<void> {
  try {
    await api.editComment(existing, text);
  } catch (error) {
    if (!existing.user || !isFailure(error, ProviderFailure.REJECTED)) throw error;
    await api.editComment(existing, text, Number(existing.user.id));
  }
}

/** The newest that ends with this mark. */
async function findComment(api: ClickUpApi, taskId: string, marker: string): Promise<ClickUpComment | null> {
  let page = await api.comments(taskId);
  for (let pages = 1; page.length > 0; pages += 1) {
    const found = page.find(({ comment_text: text }) => text.trimEnd().toLowerCase().endsWith(marker));
    if (found) return found;
    const oldest = page.at(-1);
    if (pages >= PAGES_MAX || !oldest) break;
    const older = await api.comments(taskId, oldest);
    // A cursor that leads nowhere would otherwise go on for ever.
    if (older[0]?.id === page[0]?.id) break;
    page = older;
  }
  return null;
}

async function taskIdOf(context: ChangeContext, idOrKey: string): Promise<string> {
  const name = taskName(idOrKey);
  return name?.kind === 'id' ? name.id : (await taskOf(context, idOrKey)).id;
}

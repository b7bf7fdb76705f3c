import { createHash } from 'node:crypto';
import { isFailure, ProviderFailure, type TicketComment, type TicketLink } from '../contract/index.js';
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
  const mark = `delivr-comment-${id.toLowerCase()}`;
  if (await commentWith(context.api, taskId, mark)) return;
  await context.api.addComment(taskId, `${markdownToText(body)}\n\n${mark}`);
}

/**
 * As a comment, since ClickUp links tasks to tasks only. Not in a field of the list, even where it has one for
 * addresses: that holds one, and a ticket may have builds of several kinds.
 */
export async function linkBuild(
  context: ChangeContext,
  idOrKey: string,
  { id, url, title }: TicketLink,
): Promise<void> {
  const taskId = await taskIdOf(context, idOrKey);
  // Of a fixed form, whatever the id looks like.
  const mark = `delivr-link-${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
  const text = `${title.trim()}\n${url}\n\n${mark}`;
  const known = await commentWith(context.api, taskId, mark);
  if (!known) return context.api.addComment(taskId, text);
  if (known.comment_text.trim() !== text) await edit(context.api, known, text);
}

/** Where ClickUp insists that it is assigned to somebody, as its document says: to whoever wrote it. */
async function edit(api: ClickUpApi, known: ClickUpComment, text: string): Promise<void> {
  try {
    await api.editComment(known, text);
  } catch (error) {
    if (!known.user || !isFailure(error, ProviderFailure.REJECTED)) throw error;
    await api.editComment(known, text, Number(known.user.id));
  }
}

/** The newest that ends with this mark. */
async function commentWith(api: ClickUpApi, taskId: string, mark: string): Promise<ClickUpComment | null> {
  let page = await api.comments(taskId);
  for (let pages = 1; page.length > 0; pages += 1) {
    const found = page.find(({ comment_text: text }) => text.trimEnd().toLowerCase().endsWith(mark));
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

import { createHash } from 'node:crypto';
import type { TicketComment, TicketLink } from '../contract/index.js';
import type { AsanaApi } from './asana.api.js';
import { markOf } from './asana.draft.js';
import { notFound } from './asana.errors.js';
import { gid } from './asana.gids.js';
import { markdownToAsana } from './markdown-to-asana.js';

/** Asana takes the same comment as often as it comes: the mark in its last line tells whether it is there. */
export async function comment(api: AsanaApi, idOrKey: string, { id, body }: TicketComment): Promise<void> {
  const task = checked(idOrKey);
  const mark = markOf(id);
  const stories = await api.stories(task);
  if (stories.some(({ text }) => text?.toLowerCase().includes(mark.toLowerCase()))) return;
  await api.comment(task, markdownToAsana(body, 'comment', mark));
}

/** The longest title of a link; the mark comes behind it. */
const TITLE_MAX = 200;

/**
 * Asana takes the same link as often as it comes, and lets none be changed. Its name therefore ends with what tells whose
 * it is, and what it led to: one that is outdated goes once the new one is there.
 */
export async function linkBuild(api: AsanaApi, idOrKey: string, link: TicketLink): Promise<void> {
  const task = checked(idOrKey);
  const mark = `[delivr:${digest(link.id)}`;
  const name = `${link.title.slice(0, TITLE_MAX)} ${mark}${digest(`${link.title}\n${link.url}`)}]`;
  const ours = (await api.attachments(task)).filter((attachment) => attachment.name.includes(mark));
  const [current, ...doubles] = ours.filter((attachment) => attachment.name === name);
  if (!current) await api.attach(task, name, link.url);
  const stale = ours.filter((attachment) => attachment.name !== name);
  for (const attachment of [...stale, ...doubles]) await api.detach(attachment.gid);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function checked(idOrKey: string): string {
  const task = gid(idOrKey);
  if (!task) throw notFound('task', idOrKey);
  return task;
}

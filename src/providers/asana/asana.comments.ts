import { createHash } from 'node:crypto';
import type { TicketComment, ExternalLink } from '../contract/index.js';
import type { AsanaApi } from './asana.api.js';
import { markerOf } from './asana.draft.js';
import { notFound } from './asana.errors.js';
import { gid } from './asana.keys.js';
import { markdownToAsana } from './markdown-to-asana.js';

/** Asana takes the same comment as often as it comes: the mark in its last line tells whether it is there. */
export async function comment(api: AsanaApi, idOrKey: string, { id, body }: TicketComment): Promise<void> {
  const task = requireTaskGid(idOrKey);
  const marker = markerOf(id);
  const stories = await api.stories(task);
  if (stories.some(({ text }) => text?.toLowerCase().includes(marker.toLowerCase()))) return;
  await api.comment(task, markdownToAsana(body, 'comment', marker));
}

/** The longest title of a link; the mark comes behind it. */
const TITLE_MAX = 200;

/**
 * Asana takes the same link as often as it comes, and lets none be changed. Its name therefore ends with what tells whose
 * it is, and what it led to: one that is outdated goes once the new one is there.
 */
export async function putExternalLink(api: AsanaApi, idOrKey: string, link: ExternalLink): Promise<void> {
  const task = requireTaskGid(idOrKey);
  const marker = `[delivr:${digest(link.id)}`;
  const name = `${link.title.slice(0, TITLE_MAX)} ${marker}${digest(`${link.title}\n${link.url}`)}]`;
  const ownLinks = (await api.attachments(task)).filter((attachment) => attachment.name.includes(marker));
  const [current, ...duplicates] = ownLinks.filter((attachment) => attachment.name === name);
  if (!current) await api.attach(task, name, link.url);
  const stale = ownLinks.filter((attachment) => attachment.name !== name);
  for (const attachment of [...stale, ...duplicates]) await api.detach(attachment.gid);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function requireTaskGid(idOrKey: string): string {
  const task = gid(idOrKey);
  if (!task) throw notFound('task', idOrKey);
  return task;
}

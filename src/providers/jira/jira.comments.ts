import type { TicketComment, ExternalLink } from '../contract/index.js';
import type { JiraApi } from './jira.api.js';
import type { JiraEdition } from './jira.edition.js';
import { requireTicketIdOrKey } from './jira.keys.js';

/** A ticket with more comments than this is no release ticket. */
const PAGES_MAX = 20;

/** Jira would make a second one: it is looked for first, newest first, strongly consistent. */
export async function comment(
  api: JiraApi,
  edition: JiraEdition,
  idOrKey: string,
  { id, body }: TicketComment,
): Promise<void> {
  const ticket = requireTicketIdOrKey(idOrKey);
  if (!(await hasComment(api, edition, ticket, id))) await api.addComment(ticket, edition.comment(id, body));
}

async function hasComment(api: JiraApi, edition: JiraEdition, ticket: string, id: string): Promise<boolean> {
  let read = 0;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { comments, total } = await api.comments(ticket, read);
    if (comments.some((one) => edition.isComment(id, one))) return true;
    read += comments.length;
    if (comments.length === 0 || read >= (total ?? 0)) return false;
  }
  return false;
}

/** One link for each id, however often it is put. */
export async function putExternalLink(
  api: JiraApi,
  idOrKey: string,
  { id, url, title }: ExternalLink,
): Promise<void> {
  await api.putRemoteLink(requireTicketIdOrKey(idOrKey), {
    globalId: `delivr:${id}`,
    object: { url, title },
  });
}

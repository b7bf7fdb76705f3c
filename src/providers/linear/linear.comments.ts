import type { TicketComment, ExternalLink } from '../contract/index.js';
import type { LinearApi } from './linear.api.js';
import { noSuchIssue } from './linear.errors.js';
import { issueIdOrIdentifier } from './linear.keys.js';

/**
 * The comment's id is Linear's own for it: a second one of that id is refused, and that is success. What lies in the
 * trash takes comments and links too, but is gone for everybody who would read them.
 */
export async function comment(api: LinearApi, idOrKey: string, { id, body }: TicketComment): Promise<void> {
  const made = await api.createComment({ id, issueId: requireIssueId(idOrKey), body });
  if (made?.issue?.trashed) throw noSuchIssue(idOrKey);
}

/** The member of an attachment's metadata that holds the link's id. */
const LINK_ID = 'delivrLink';

/**
 * Linear knows one attachment per address and issue, and updates it. A link whose address changed is another one there:
 * what had the same id before goes.
 */
export async function putExternalLink(api: LinearApi, idOrKey: string, link: ExternalLink): Promise<void> {
  const { id, url, title } = link;
  const issue = await api.attach({
    issueId: requireIssueId(idOrKey),
    url,
    title,
    metadata: { [LINK_ID]: id },
  });
  if (issue?.trashed) throw noSuchIssue(idOrKey);
  const attached = issue?.attachments.nodes ?? [];
  const stale = attached.filter((other) => other.metadata?.[LINK_ID] === id && other.url !== url);
  for (const other of stale) await api.detach(other.id);
}

function requireIssueId(idOrKey: string): string {
  const name = issueIdOrIdentifier(idOrKey);
  if (!name) throw noSuchIssue(idOrKey);
  return name;
}

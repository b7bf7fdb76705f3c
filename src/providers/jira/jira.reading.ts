import { isNotFound, type TicketSnapshot } from '../contract/index.js';
import { inParallel } from '../http/index.js';
import type { JiraApi } from './jira.api.js';
import { isHidden } from './jira.errors.js';
import { ticketIdOrKey } from './jira.keys.js';
import { snapshotOf } from './jira.mapping.js';
import type { JiraIssue } from './jira.schemas.js';

const SINGLE_READS_AT_ONCE = 4;

/**
 * In bulk, by the id or key that was asked for. Bulk leaves out what it does not find without a word, so each of those is
 * asked for by itself: only Jira's 404, or its 403 for what it hides, counts as gone, and a moved ticket answers with its new key.
 */
export async function getTickets(
  api: JiraApi,
  site: string,
  idsOrKeys: readonly string[],
): Promise<ReadonlyMap<string, TicketSnapshot>> {
  const snapshots = new Map<string, TicketSnapshot>();
  const checked = new Map([...new Set(idsOrKeys)].map((name) => [name, ticketIdOrKey(name)]));
  const names = [...new Set(checked.values())].filter((name) => name !== null);
  const issues = await readAll(api, names);
  for (const [name, idOrKey] of checked) {
    const issue = idOrKey === null ? undefined : issues.get(idOrKey);
    if (issue) snapshots.set(name, snapshotOf(site, issue));
  }
  return snapshots;
}

async function readAll(api: JiraApi, names: readonly string[]): Promise<ReadonlyMap<string, JiraIssue>> {
  const found = new Map<string, JiraIssue>();
  for (let start = 0; start < names.length; start += api.statusReadMax) {
    for (const issue of await api.issuesWithStatus(names.slice(start, start + api.statusReadMax))) {
      found.set(issue.id, issue);
      found.set(issue.key.toUpperCase(), issue);
    }
  }
  const missing = names.filter((name) => !found.has(name));
  await inParallel(missing, SINGLE_READS_AT_ONCE, async (name) => {
    const issue = await readOne(api, name);
    if (issue) found.set(name, issue);
  });
  return found;
}

async function readOne(api: JiraApi, name: string): Promise<JiraIssue | null> {
  try {
    return await api.issue(name);
  } catch (error) {
    if (isNotFound(error) || isHidden(error)) return null;
    throw error;
  }
}

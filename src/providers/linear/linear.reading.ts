import { isNotFound, type TicketSnapshot } from '../contract/index.js';
import { inParallel } from '../http/index.js';
import { type Filter, type LinearApi, PAGE_MAX } from './linear.api.js';
import { identifier, uuid } from './linear.keys.js';
import { snapshotOf } from './linear.mapping.js';
import type { LinearIssue } from './linear.schemas.js';

const SINGLE_READS_AT_ONCE = 4;

/**
 * In bulk, by the id or identifier that was asked for. What that does not find is asked for by itself: an issue that
 * moved answers to its old identifier there, and only Linear's "not found" counts as gone. What lies in the trash is
 * gone as well, whoever reads it.
 */
export async function getTickets(
  api: LinearApi,
  idsOrKeys: readonly string[],
): Promise<ReadonlyMap<string, TicketSnapshot>> {
  const names = [...new Set(idsOrKeys)];
  const found = await readAll(api, names);
  const missing = names.filter((name) => isReadable(name) && !found.has(nameOf(name)));
  await inParallel(missing, SINGLE_READS_AT_ONCE, async (name) => {
    const issue = await readOne(api, nameOf(name));
    if (issue) found.set(nameOf(name), issue);
  });
  const snapshots = new Map<string, TicketSnapshot>();
  for (const name of names) {
    const issue = found.get(nameOf(name));
    if (issue && !issue.trashed) snapshots.set(name, snapshotOf(issue));
  }
  return snapshots;
}

function nameOf(text: string): string {
  return uuid(text) ?? text.toUpperCase();
}

function isReadable(text: string): boolean {
  return uuid(text) !== null || identifier(text) !== null;
}

async function readAll(api: LinearApi, names: readonly string[]): Promise<Map<string, LinearIssue>> {
  const found = new Map<string, LinearIssue>();
  for (const filter of filtersOf(names)) {
    for (const issue of await api.issues(filter)) {
      found.set(issue.id.toLowerCase(), issue);
      found.set(issue.identifier.toUpperCase(), issue);
    }
  }
  return found;
}

/** Ids together; identifiers by team, since Linear's filter for ids is not known to take them. */
function filtersOf(names: readonly string[]): Filter[] {
  const ids = names.map(uuid).filter((id) => id !== null);
  const identifiers = names.map(identifier).filter((one) => one !== null);
  const byTeam = Map.groupBy(identifiers, ({ team }) => team);
  return [
    ...chunksOf(ids).map((page) => ({ id: { in: page } })),
    ...[...byTeam].flatMap(([team, ofTeam]) =>
      chunksOf(ofTeam.map(({ number }) => number)).map((page) => ({
        ...{ team: { key: { eqIgnoreCase: team } }, number: { in: page } },
      })),
    ),
  ];
}

function chunksOf<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / PAGE_MAX);
  return Array.from({ length: count }, (_, page) => items.slice(page * PAGE_MAX, (page + 1) * PAGE_MAX));
}

async function readOne(api: LinearApi, name: string): Promise<LinearIssue | null> {
  try {
    return await api.issue(name);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

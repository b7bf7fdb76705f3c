import {
  isFailure,
  ProviderFailure,
  type TicketMatches,
  type TicketLookup,
  type TicketSearch,
} from '../contract/index.js';
import { BULK_READ_MAX, type JiraApi } from './jira.api.js';
import { MatchCollector } from './jira.matches.js';
import { isOperationLabel, operationLabel, projectKey, projectOf } from './jira.keys.js';
import { operationIdOf, lookbackMinutes, jqlQuoted } from './jira.lookup.rules.js';
import type { JiraIssueMarker } from './jira.schemas.js';

/** What Jira's search index shows: it lags and it flickers, so that only a hit means anything. */

const LABELS_PER_SEARCH = 50;
const SEARCH_MAX = 1_000;

/** By label, and where that shows none in the project itself also by who made it and when: it may have no labels. */
export async function searchTickets(
  { api, site, now }: { readonly api: JiraApi; readonly site: string; readonly now: Date },
  searches: readonly TicketSearch[],
): Promise<TicketMatches> {
  const matches = new MatchCollector(searches);
  await searchByLabel(api, searches, matches);
  const missing = searches.filter(({ operationId, projectKey: where }) => {
    return !matches.tickets(operationId, site).some(({ key }) => projectOf(key) === projectKey(where));
  });
  for (const [key, ofProject] of Map.groupBy(missing, (search) => projectKey(search.projectKey))) {
    const lookups = ofProject.map(({ sentAt: firstSentAt }) => ({ firstSentAt }));
    if (key !== null)
      await searchByCreator(api, key, lookbackMinutes(lookups, now), matches).catch(ignoreHiddenProject);
  }
  return new Map(
    searches.flatMap(({ operationId }) => {
      const [oldest, ...duplicates] = matches.tickets(operationId, site);
      return oldest ? [[operationId, [oldest, ...duplicates]] as const] : [];
    }),
  );
}

/** Wherever it was moved to. */
export async function searchByLabel(
  api: JiraApi,
  lookups: readonly Pick<TicketLookup, 'operationId'>[],
  matches: MatchCollector,
): Promise<void> {
  for (let start = 0; start < lookups.length; start += LABELS_PER_SEARCH) {
    await searchByLabels(api, lookups.slice(start, start + LABELS_PER_SEARCH), matches);
  }
}

async function searchByLabels(
  api: JiraApi,
  lookups: readonly Pick<TicketLookup, 'operationId'>[],
  matches: MatchCollector,
): Promise<void> {
  const operationByLabel = new Map(
    lookups.map(({ operationId }) => [operationLabel(operationId), operationId]),
  );
  const jql = `labels in (${[...operationByLabel.keys()].map(jqlQuoted).join(', ')})`;
  const { issues } = await api.search(jql, SEARCH_MAX);
  matches.add(issues);
  // The index may hold an issue without its properties, and need not show them: ask the issues themselves.
  await readOperationIds(
    api,
    issues.filter((issue) => !operationIdOf(issue)),
    matches,
  );
  for (const label of issues.flatMap(({ fields }) => fields?.labels ?? [])) {
    const operationId = operationByLabel.get(label);
    if (operationId && !matches.has(operationId)) matches.mayExist.add(operationId);
  }
}

/** The label may not be on the project's screens. @returns whether the search gave its whole result. */
export async function searchByCreator(
  api: JiraApi,
  key: string,
  minutes: number,
  matches: MatchCollector,
): Promise<boolean> {
  const jql = `project = ${jqlQuoted(key)} AND creator = currentUser() AND created >= "-${minutes}m"`;
  const { issues, isComplete } = await api.search(jql, SEARCH_MAX);
  matches.add(issues);
  if (api.searchReturnsOperationId) return isComplete;
  // What carries a label of ours is known by it.
  const unlabelled = issues.filter(({ fields }) => !fields?.labels?.some(isOperationLabel));
  return (await readOperationIds(api, unlabelled, matches)) && isComplete;
}

/** @returns whether all of them could be read. */
async function readOperationIds(
  api: JiraApi,
  issues: readonly JiraIssueMarker[],
  matches: MatchCollector,
): Promise<boolean> {
  let isComplete = true;
  for (let start = 0; start < issues.length; start += BULK_READ_MAX) {
    const ids = issues.slice(start, start + BULK_READ_MAX).map(({ id }) => id);
    const read = await api.issuesWithOperationId(ids);
    matches.add(read.issues);
    isComplete &&= (read.issueErrors ?? []).length === 0;
  }
  return isComplete;
}

/** Jira refuses a search in a project that it does not know, or hides from us. */
export function isProjectHidden(error: unknown): boolean {
  return isFailure(error, ProviderFailure.REJECTED, ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN);
}

function ignoreHiddenProject(error: unknown): void {
  if (!isProjectHidden(error)) throw error;
}

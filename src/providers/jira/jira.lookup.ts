import {
  type LookupOutcome,
  type LookupOutcomes,
  type OperationId,
  type TicketLookup,
} from '../contract/index.js';
import type { OperationDeadline } from '../http/index.js';
import { BULK_READ_MAX, type JiraApi } from './jira.api.js';
import { MatchCollector } from './jira.matches.js';
import { numberOf, projectKey } from './jira.keys.js';
import {
  absentOutcome,
  isAbsenceProven,
  type LookupResult,
  type LookupTimings,
  lookbackMinutes,
  jqlQuoted,
} from './jira.lookup.rules.js';
import { isProjectHidden, searchByCreator, searchByLabel } from './jira.search.js';

export interface LookupContext {
  readonly api: JiraApi;
  readonly site: string;
  readonly deadline: OperationDeadline;
  readonly timings: LookupTimings;
  readonly clock: () => Date;
}

const SCAN_PAGES_MAX = 20;
/**
 * How many issues the start of a sweep is taken from: the lowest key of the newest ones, since an issue that was moved
 * into the project has a new key and an old date.
 */
const ANCHOR_SAMPLE_SIZE = 10;
/** In a project without older issues the first keys may have been deleted: look further before calling it empty. */
const EMPTY_PAGES_WITHOUT_ANCHOR = 5;

/**
 * By label first, which finds a ticket wherever it was moved to. What that does not find is looked for among the
 * project's newest issues themselves, since the search index lags.
 */
export async function findTickets(
  context: LookupContext,
  lookups: readonly TicketLookup[],
): Promise<LookupOutcomes> {
  const startedAt = context.clock();
  const matches = new MatchCollector(lookups);
  await searchByLabel(context.api, lookups, matches);
  const outcomes = new Map<OperationId, LookupOutcome>();
  const missing = lookups.filter(({ operationId }) => !matches.has(operationId));
  for (const [key, ofProject] of Map.groupBy(missing, (lookup) => projectKey(lookup.projectKey))) {
    const result =
      key === null ? INVALID_KEY : await lookUpInProject(context, key, ofProject, startedAt, matches);
    for (const lookup of ofProject) {
      const proven =
        isAbsenceProven(lookup, result, startedAt, context.timings) &&
        !matches.mayExist.has(lookup.operationId);
      outcomes.set(lookup.operationId, absentOutcome(lookup, proven, context.timings));
    }
  }
  for (const { operationId } of lookups) {
    const [oldest, ...duplicates] = matches.tickets(operationId, context.site);
    if (oldest) outcomes.set(operationId, { kind: 'found', tickets: [oldest, ...duplicates] });
  }
  return outcomes;
}

/** Nothing can have been made under what is no key. */
const INVALID_KEY: LookupResult = { isStrong: true, isComplete: true };
/** A project that is gone or hidden: nothing can be said about what is in it. */
const HIDDEN_PROJECT: LookupResult = { isStrong: false, isComplete: false, isHidden: true };

async function lookUpInProject(
  context: LookupContext,
  key: string,
  lookups: readonly TicketLookup[],
  startedAt: Date,
  matches: MatchCollector,
): Promise<LookupResult> {
  const minutes = lookbackMinutes(lookups, startedAt);
  try {
    const isStrong = await scanNewestIssues(context, key, minutes, matches);
    if (isStrong) return { isStrong, isComplete: true };
    return { isStrong: false, isComplete: await searchByCreator(context.api, key, minutes, matches) };
  } catch (error) {
    if (isProjectHidden(error)) return HIDDEN_PROJECT;
    throw error;
  }
}

/**
 * Reads the project's newest issues by key, from the highest one that is too old to be ours to the first hundred keys
 * with nothing behind them. Strongly consistent; says whether it came to that end.
 */
async function scanNewestIssues(
  { api, deadline }: LookupContext,
  key: string,
  minutes: number,
  matches: MatchCollector,
): Promise<boolean> {
  const jql = `project = ${jqlQuoted(key)} AND created <= "-${minutes}m" ORDER BY created DESC`;
  const anchors = await api.search(jql, ANCHOR_SAMPLE_SIZE);
  const numbers = anchors.issues.map((issue) => numberOf(issue.key)).filter((number) => number !== null);
  const start = numbers.length > 0 ? Math.min(...numbers) + 1 : 1;
  let emptyPagesLeft = numbers.length > 0 ? 1 : EMPTY_PAGES_WITHOUT_ANCHOR;
  const halfTimeMs = deadline.remainingMs / 2;
  for (let page = 0; page < SCAN_PAGES_MAX && deadline.remainingMs > halfTimeMs; page += 1) {
    const from = start + page * BULK_READ_MAX;
    const keys = Array.from({ length: BULK_READ_MAX }, (_, index) => `${key}-${from + index}`);
    const { issues, issueErrors } = await api.issuesWithOperationId(keys);
    matches.add(issues);
    if (issueErrors && issueErrors.length > 0) return false;
    emptyPagesLeft = issues.length > 0 ? 1 : emptyPagesLeft - 1;
    if (emptyPagesLeft === 0) return true;
  }
  return false;
}

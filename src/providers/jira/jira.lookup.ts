import {
  type LookupOutcome,
  type LookupOutcomes,
  type OperationId,
  type TicketLookup,
} from '../contract/index.js';
import type { OperationDeadline } from '../http/index.js';
import { BULK_READ_MAX, type JiraApi } from './jira.api.js';
import { Finds } from './jira.finds.js';
import { numberOf, projectKey } from './jira.keys.js';
import {
  absent,
  isProven,
  type LookResult,
  type LookupTimings,
  minutesBack,
  quoted,
} from './jira.lookup.rules.js';
import { isProjectHidden, searchByCreator, searchByLabel } from './jira.searching.js';

export interface LookupContext {
  readonly api: JiraApi;
  readonly site: string;
  readonly deadline: OperationDeadline;
  readonly timings: LookupTimings;
  readonly clock: () => Date;
}

const SWEEP_PAGES_MAX = 20;
/**
 * How many issues the start of a sweep is taken from: the lowest key of the newest ones, since an issue that was moved
 * into the project has a new key and an old date.
 */
const ANCHOR_SAMPLE = 10;
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
  const begun = context.clock();
  const finds = new Finds(lookups);
  await searchByLabel(context.api, lookups, finds);
  const outcomes = new Map<OperationId, LookupOutcome>();
  const missing = lookups.filter(({ operationId }) => !finds.has(operationId));
  for (const [key, ofProject] of Map.groupBy(missing, (lookup) => projectKey(lookup.projectKey))) {
    const result = key === null ? NEVER_THERE : await lookInProject(context, key, ofProject, begun, finds);
    for (const lookup of ofProject) {
      const proven =
        isProven(lookup, result, begun, context.timings) && !finds.doubtful.has(lookup.operationId);
      outcomes.set(lookup.operationId, absent(lookup, proven, context.timings));
    }
  }
  for (const { operationId } of lookups) {
    const [oldest, ...twins] = finds.tickets(operationId, context.site);
    if (oldest) outcomes.set(operationId, { kind: 'found', tickets: [oldest, ...twins] });
  }
  return outcomes;
}

/** Nothing can have been made under what is no key. */
const NEVER_THERE: LookResult = { isStrong: true, isComplete: true };
/** A project that is gone or hidden: nothing can be said about what is in it. */
const UNREADABLE: LookResult = { isStrong: false, isComplete: false, isHidden: true };

async function lookInProject(
  context: LookupContext,
  key: string,
  lookups: readonly TicketLookup[],
  begun: Date,
  finds: Finds,
): Promise<LookResult> {
  const minutes = minutesBack(lookups, begun);
  try {
    const isStrong = await sweep(context, key, minutes, finds);
    if (isStrong) return { isStrong, isComplete: true };
    return { isStrong: false, isComplete: await searchByCreator(context.api, key, minutes, finds) };
  } catch (error) {
    if (isProjectHidden(error)) return UNREADABLE;
    throw error;
  }
}

/**
 * Reads the project's newest issues by key, from the highest one that is too old to be ours to the first hundred keys
 * with nothing behind them. Strongly consistent; says whether it came to that end.
 */
async function sweep(
  { api, deadline }: LookupContext,
  key: string,
  minutes: number,
  finds: Finds,
): Promise<boolean> {
  const jql = `project = ${quoted(key)} AND created <= "-${minutes}m" ORDER BY created DESC`;
  const anchors = await api.search(jql, ANCHOR_SAMPLE);
  const numbers = anchors.issues.map((issue) => numberOf(issue.key)).filter((number) => number !== null);
  const start = numbers.length > 0 ? Math.min(...numbers) + 1 : 1;
  let emptyPagesToSee = numbers.length > 0 ? 1 : EMPTY_PAGES_WITHOUT_ANCHOR;
  const halfTime = deadline.remainingMs / 2;
  for (let page = 0; page < SWEEP_PAGES_MAX && deadline.remainingMs > halfTime; page += 1) {
    const from = start + page * BULK_READ_MAX;
    const keys = Array.from({ length: BULK_READ_MAX }, (_, index) => `${key}-${from + index}`);
    const { issues, issueErrors } = await api.issuesWithMark(keys);
    finds.add(issues);
    if (issueErrors && issueErrors.length > 0) return false;
    emptyPagesToSee = issues.length > 0 ? 1 : emptyPagesToSee - 1;
    if (emptyPagesToSee === 0) return true;
  }
  return false;
}

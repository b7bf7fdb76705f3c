import {
  isFailure,
  type LookupOutcome,
  type LookupOutcomes,
  type OperationId,
  ProviderFailure,
  type TicketLookup,
} from '../contract/index.js';
import { type ClickUpApi, PAGE, type TaskFilter } from './clickup.api.js';
import type { ClickUpClock } from './clickup.clock.js';
import { markerOf } from './clickup.draft.js';
import { MatchCollector } from './clickup.matches.js';
import { listId } from './clickup.keys.js';
import {
  absentOutcome,
  isAbsenceProven,
  type LookupResult,
  type LookupTimings,
  lookbackMs,
} from './clickup.lookup.rules.js';
import type { ClickUpTaskPage } from './clickup.schemas.js';
import type { WorkspaceCache } from './clickup.cache.js';

export interface LookupContext {
  readonly api: ClickUpApi;
  readonly workspaces: WorkspaceCache;
  readonly web: string;
  readonly timings: LookupTimings;
  readonly clock: () => Date;
  readonly clickUpClock: ClickUpClock;
}

const LIST_PAGES_MAX = 20;
const WORKSPACE_PAGES_MAX = 5;

/**
 * Among the list's own tasks made since then, closed, archived and sub-tasks included; by tag, whatever their age, where
 * nothing was ever sent; and in the whole workspace, since a task may have been moved meanwhile.
 */
export async function findTickets(
  context: LookupContext,
  lookups: readonly TicketLookup[],
): Promise<LookupOutcomes> {
  const startedAt = context.clock();
  const matches = new MatchCollector(lookups);
  const outcomes = new Map<OperationId, LookupOutcome>();
  for (const [list, ofList] of Map.groupBy(lookups, ({ projectKey }) => listId(projectKey))) {
    const result =
      list === null ? INVALID_LIST_ID : await lookUpInList(context, list, ofList, startedAt, matches);
    for (const lookup of ofList) {
      const proven = isAbsenceProven(lookup, result, startedAt, context.timings);
      outcomes.set(lookup.operationId, absentOutcome(lookup, result, proven, context.timings));
    }
  }
  const missing = lookups.filter(({ operationId }) => !matches.has(operationId));
  if (missing.length > 0) await lookUpInWorkspaces(context, missing, startedAt, matches);
  for (const { operationId } of lookups) {
    const [oldest, ...duplicates] = matches.tickets(operationId, context.web);
    if (oldest) outcomes.set(operationId, { kind: 'found', tickets: [oldest, ...duplicates] });
  }
  return outcomes;
}

/** Nothing can have been made under what is no list's id. */
const INVALID_LIST_ID: LookupResult = { isComplete: true };
/** A list that is gone or closed to us: nothing can be said about what is in it. */
const HIDDEN_LIST: LookupResult = { isComplete: false, isHidden: true };

async function lookUpInList(
  { api, clickUpClock }: LookupContext,
  list: string,
  lookups: readonly TicketLookup[],
  startedAt: Date,
  matches: MatchCollector,
): Promise<LookupResult> {
  const createdAfter = await clickUpClock.toClickUpTime(
    api,
    startedAt.getTime() - lookbackMs(lookups, startedAt),
  );
  try {
    const isComplete = await readTasksOfList(api, list, { createdAfter }, matches);
    for (const { operationId, firstSentAt } of lookups) {
      if (firstSentAt === null && !matches.has(operationId))
        await readTasksOfList(api, list, { tag: markerOf(operationId) }, matches);
    }
    return { isComplete };
  } catch (error) {
    if (isListHidden(error)) return HIDDEN_LIST;
    throw error;
  }
}

type TaskSelection = Omit<TaskFilter, 'page' | 'orderBy' | 'isArchived'>;

/** What is archived is asked for apart. Says whether every page was read. */
export async function readTasksOfList(
  api: ClickUpApi,
  list: string,
  selection: TaskSelection,
  matches: MatchCollector,
): Promise<boolean> {
  let isComplete = true;
  for (const isArchived of [false, true]) {
    const read = (page: number) =>
      api.tasksOfList(list, { ...selection, page, isArchived, orderBy: 'created' });
    isComplete = (await readPages(read, LIST_PAGES_MAX, matches)) && isComplete;
  }
  return isComplete;
}

/** Only a hit says something: it comes from an index, and not every workspace may be seen. */
async function lookUpInWorkspaces(
  { api, workspaces, clickUpClock }: LookupContext,
  lookups: readonly TicketLookup[],
  startedAt: Date,
  matches: MatchCollector,
): Promise<void> {
  const createdAfter = await clickUpClock.toClickUpTime(
    api,
    startedAt.getTime() - lookbackMs(lookups, startedAt),
  );
  for (const teamId of await workspaces.workspaceIds(api)) {
    const read = (page: number) => api.tasksOfTeam(teamId, { page, createdAfter, orderBy: 'created' });
    await readPages(read, WORKSPACE_PAGES_MAX, matches).catch((error: unknown) => {
      if (!isListHidden(error)) throw error;
    });
  }
}

async function readPages(
  read: (page: number) => Promise<ClickUpTaskPage>,
  pagesMax: number,
  matches: MatchCollector,
): Promise<boolean> {
  for (let page = 0; page < pagesMax; page += 1) {
    const { tasks, last_page: isLast } = await read(page);
    matches.add(tasks);
    if (isLast ?? tasks.length < PAGE) return true;
    if (tasks.length === 0) return true;
  }
  return false;
}

export function isListHidden(error: unknown): boolean {
  return isFailure(error, ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN);
}

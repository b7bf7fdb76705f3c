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
import { markOf } from './clickup.draft.js';
import { Finds } from './clickup.finds.js';
import { listId } from './clickup.keys.js';
import { absent, isProven, type LookResult, type LookupTimings, msBack } from './clickup.lookup.rules.js';
import type { ClickUpTaskPage } from './clickup.schemas.js';
import type { Workspaces } from './clickup.workspaces.js';

export interface LookupContext {
  readonly api: ClickUpApi;
  readonly workspaces: Workspaces;
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
  const begun = context.clock();
  const finds = new Finds(lookups);
  const outcomes = new Map<OperationId, LookupOutcome>();
  for (const [list, ofList] of Map.groupBy(lookups, ({ projectKey }) => listId(projectKey))) {
    const result = list === null ? NEVER_THERE : await lookInList(context, list, ofList, begun, finds);
    for (const lookup of ofList) {
      const proven = isProven(lookup, result, begun, context.timings);
      outcomes.set(lookup.operationId, absent(lookup, result, proven, context.timings));
    }
  }
  const missing = lookups.filter(({ operationId }) => !finds.has(operationId));
  if (missing.length > 0) await lookInWorkspaces(context, missing, begun, finds);
  for (const { operationId } of lookups) {
    const [oldest, ...twins] = finds.tickets(operationId, context.web);
    if (oldest) outcomes.set(operationId, { kind: 'found', tickets: [oldest, ...twins] });
  }
  return outcomes;
}

/** Nothing can have been made under what is no list's id. */
const NEVER_THERE: LookResult = { isComplete: true };
/** A list that is gone or closed to us: nothing can be said about what is in it. */
const UNREADABLE: LookResult = { isComplete: false, isHidden: true };

async function lookInList(
  { api, clickUpClock }: LookupContext,
  list: string,
  lookups: readonly TicketLookup[],
  begun: Date,
  finds: Finds,
): Promise<LookResult> {
  const createdAfter = await clickUpClock.at(api, begun.getTime() - msBack(lookups, begun));
  try {
    const isComplete = await readList(api, list, { createdAfter }, finds);
    for (const { operationId, firstSentAt } of lookups) {
      if (firstSentAt === null && !finds.has(operationId))
        await readList(api, list, { tag: markOf(operationId) }, finds);
    }
    return { isComplete };
  } catch (error) {
    if (isListClosed(error)) return UNREADABLE;
    throw error;
  }
}

type Narrowed = Omit<TaskFilter, 'page' | 'orderBy' | 'isArchived'>;

/** What is archived is asked for apart. Says whether every page was read. */
export async function readList(
  api: ClickUpApi,
  list: string,
  narrowed: Narrowed,
  finds: Finds,
): Promise<boolean> {
  let isComplete = true;
  for (const isArchived of [false, true]) {
    const read = (page: number) =>
      api.tasksOfList(list, { ...narrowed, page, isArchived, orderBy: 'created' });
    isComplete = (await readPages(read, LIST_PAGES_MAX, finds)) && isComplete;
  }
  return isComplete;
}

/** Only a hit says something: it comes from an index, and not every workspace may be seen. */
async function lookInWorkspaces(
  { api, workspaces, clickUpClock }: LookupContext,
  lookups: readonly TicketLookup[],
  begun: Date,
  finds: Finds,
): Promise<void> {
  const createdAfter = await clickUpClock.at(api, begun.getTime() - msBack(lookups, begun));
  for (const teamId of await workspaces.all(api)) {
    const read = (page: number) => api.tasksOfTeam(teamId, { page, createdAfter, orderBy: 'created' });
    await readPages(read, WORKSPACE_PAGES_MAX, finds).catch((error: unknown) => {
      if (!isListClosed(error)) throw error;
    });
  }
}

async function readPages(
  read: (page: number) => Promise<ClickUpTaskPage>,
  most: number,
  finds: Finds,
): Promise<boolean> {
  for (let page = 0; page < most; page += 1) {
    const { tasks, last_page: isLast } = await read(page);
    finds.add(tasks);
    if (isLast ?? tasks.length < PAGE) return true;
    if (tasks.length === 0) return true;
  }
  return false;
}

export function isListClosed(error: unknown): boolean {
  return isFailure(error, ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN);
}

import {
  isFailure,
  type LookupOutcome,
  type LookupOutcomes,
  type OperationId,
  ProviderFailure,
  type RemoteTicket,
  type TicketFinds,
  type TicketLookup,
  type TicketSearch,
} from '../contract/index.js';
import type { OperationDeadline } from '../http/index.js';
import type { AsanaApi } from './asana.api.js';
import { gid } from './asana.gids.js';
import {
  absent,
  beganTooLate,
  isProven,
  type LookResult,
  type LookupTimings,
  marksOf,
  oldestFirst,
  operationIn,
  windowStart,
} from './asana.lookup.rules.js';
import { ticketOf } from './asana.mapping.js';
import type { AsanaMarkedTask } from './asana.schemas.js';

export interface LookupContext {
  readonly api: AsanaApi;
  readonly deadline: OperationDeadline;
  readonly timings: LookupTimings;
  readonly clock: () => Date;
}

/** Nothing can have been made under what is no gid. */
const NEVER_THERE: LookResult = { isComplete: true, isHidden: false };
/** A project that is gone or hidden: nothing can be said about what is in it. */
const UNREADABLE: LookResult = { isComplete: false, isHidden: true };

/**
 * By the mark in the notes, among the tasks of the project that changed since it was sent. Asana's lists show a task at
 * once, its search does not.
 */
export async function findTickets(
  context: LookupContext,
  lookups: readonly TicketLookup[],
): Promise<LookupOutcomes> {
  const begun = context.clock();
  const outcomes = new Map<OperationId, LookupOutcome>();
  for (const [project, ofProject] of Map.groupBy(lookups, ({ projectKey }) => gid(projectKey))) {
    const finds = new Finds(ofProject);
    const result = project === null ? NEVER_THERE : await look(context, project, ofProject, finds);
    for (const lookup of ofProject) {
      const tickets = finds.of(lookup.operationId);
      const proven = isProven(lookup, result, begun, context.timings);
      const outcome = tickets
        ? { kind: 'found' as const, tickets }
        : absent(lookup, result, proven, context.timings);
      outcomes.set(lookup.operationId, outcome);
    }
  }
  return outcomes;
}

export async function searchTickets(
  context: LookupContext,
  searches: readonly TicketSearch[],
): Promise<TicketFinds> {
  const found = new Map<OperationId, readonly [RemoteTicket, ...RemoteTicket[]]>();
  for (const [project, ofProject] of Map.groupBy(searches, ({ projectKey }) => gid(projectKey))) {
    if (project === null) continue;
    const finds = new Finds(ofProject);
    const since = ofProject.map(({ sentAt }) => ({ firstSentAt: sentAt }));
    await look(context, project, since, finds);
    for (const { operationId } of ofProject) {
      const tickets = finds.of(operationId);
      if (tickets) found.set(operationId, tickets);
    }
  }
  return found;
}

/** By the tracker's own clock: where it turns out to be behind ours, the look begins again, earlier. */
async function look(
  context: LookupContext,
  project: string,
  since: readonly Pick<TicketLookup, 'firstSentAt' | 'plannedAt'>[],
  finds: Finds,
): Promise<LookResult> {
  try {
    const first = await list(context, project, windowStart(since, 0), finds);
    if (!beganTooLate(0, first.offsetMs)) return first;
    return await list(context, project, windowStart(since, first.offsetMs), finds);
  } catch (error) {
    if (isProjectHidden(error)) return UNREADABLE;
    throw error;
  }
}

/** Every page, unless the time runs out before. */
async function list(
  { api, deadline, clock }: LookupContext,
  project: string,
  since: Date | null,
  finds: Finds,
): Promise<LookResult & { readonly offsetMs: number }> {
  let offset: string | undefined;
  let offsetMs = 0;
  do {
    const { items, next, date } = await api.newTasksPage(project, since, offset);
    if (date && offset === undefined) offsetMs = date.getTime() - clock().getTime();
    finds.add(items);
    if (next === null) return { isComplete: true, isHidden: false, offsetMs };
    offset = next;
  } while (!deadline.hasPassed);
  return { isComplete: false, isHidden: false, offsetMs };
}

/** 404, 403, or 400 with words about the project, according to who asks. */
function isProjectHidden(error: unknown): boolean {
  return isFailure(error, ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN, ProviderFailure.REJECTED);
}

/** What was found on the way. */
class Finds {
  private readonly operationByMark: ReadonlyMap<string, OperationId>;
  private readonly found = new Map<OperationId, Map<string, AsanaMarkedTask>>();

  constructor(wanted: readonly { readonly operationId: OperationId }[]) {
    this.operationByMark = marksOf(wanted);
  }

  add(tasks: readonly AsanaMarkedTask[]): void {
    for (const task of tasks) {
      const operationId = operationIn(task, this.operationByMark);
      if (operationId === null) continue;
      const others = this.found.get(operationId) ?? new Map<string, AsanaMarkedTask>();
      this.found.set(operationId, others.set(task.gid, task));
    }
  }

  /** Oldest first; null where there is none. */
  of(operationId: OperationId): readonly [RemoteTicket, ...RemoteTicket[]] | null {
    const tasks = [...(this.found.get(operationId)?.values() ?? [])].sort(oldestFirst);
    const [oldest, ...twins] = tasks.map(ticketOf);
    return oldest ? [oldest, ...twins] : null;
  }
}

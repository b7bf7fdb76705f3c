import {
  isFailure,
  type LookupOutcome,
  type LookupOutcomes,
  type OperationId,
  ProviderFailure,
  type RemoteTicket,
  type TicketMatches,
  type TicketLookup,
  type TicketSearch,
} from '../contract/index.js';
import type { OperationDeadline } from '../http/index.js';
import type { AsanaApi } from './asana.api.js';
import { gid } from './asana.keys.js';
import {
  absentOutcome,
  startsTooLate,
  isAbsenceProven,
  type LookupResult,
  type LookupTimings,
  operationsByMarker,
  oldestFirst,
  operationIn,
  windowStart,
} from './asana.lookup.rules.js';
import { ticketOf } from './asana.mapping.js';
import type { AsanaTaskMarker } from './asana.schemas.js';

export interface LookupContext {
  readonly api: AsanaApi;
  readonly deadline: OperationDeadline;
  readonly timings: LookupTimings;
  readonly clock: () => Date;
}

/** Nothing can have been made under what is no gid. */
const INVALID_GID: LookupResult = { isComplete: true, isHidden: false };
/** A project that is gone or hidden: nothing can be said about what is in it. */
const HIDDEN_PROJECT: LookupResult = { isComplete: false, isHidden: true };

/**
 * By the mark in the notes, among the tasks of the project that changed since it was sent. Asana's lists show a task at
 * once, its search does not.
 */
export async function findTickets(
  context: LookupContext,
  lookups: readonly TicketLookup[],
): Promise<LookupOutcomes> {
  const startedAt = context.clock();
  const outcomes = new Map<OperationId, LookupOutcome>();
  for (const [project, ofProject] of Map.groupBy(lookups, ({ projectKey }) => gid(projectKey))) {
    const matches = new MatchCollector(ofProject);
    const result =
      project === null ? INVALID_GID : await lookUpInProject(context, project, ofProject, matches);
    for (const lookup of ofProject) {
      const tickets = matches.tickets(lookup.operationId);
      const proven = isAbsenceProven(lookup, result, startedAt, context.timings);
      const outcome = tickets
        ? { kind: 'found' as const, tickets }
        : absentOutcome(lookup, result, proven, context.timings);
      outcomes.set(lookup.operationId, outcome);
    }
  }
  return outcomes;
}

export async function searchTickets(
  context: LookupContext,
  searches: readonly TicketSearch[],
): Promise<TicketMatches> {
  const found = new Map<OperationId, readonly [RemoteTicket, ...RemoteTicket[]]>();
  for (const [project, ofProject] of Map.groupBy(searches, ({ projectKey }) => gid(projectKey))) {
    if (project === null) continue;
    const matches = new MatchCollector(ofProject);
    const since = ofProject.map(({ sentAt }) => ({ firstSentAt: sentAt }));
    await lookUpInProject(context, project, since, matches);
    for (const { operationId } of ofProject) {
      const tickets = matches.tickets(operationId);
      if (tickets) found.set(operationId, tickets);
    }
  }
  return found;
}

/** By the tracker's own clock: where it turns out to be behind ours, the look begins again, earlier. */
async function lookUpInProject(
  context: LookupContext,
  project: string,
  since: readonly Pick<TicketLookup, 'firstSentAt' | 'plannedAt'>[],
  matches: MatchCollector,
): Promise<LookupResult> {
  try {
    const first = await listNewTasks(context, project, windowStart(since, 0), matches);
    if (!startsTooLate(0, first.clockSkewMs)) return first;
    return await listNewTasks(context, project, windowStart(since, first.clockSkewMs), matches);
  } catch (error) {
    if (isProjectHidden(error)) return HIDDEN_PROJECT;
    throw error;
  }
}

/** Every page, unless the time runs out before. */
async function listNewTasks(
  { api, deadline, clock }: LookupContext,
  project: string,
  since: Date | null,
  matches: MatchCollector,
): Promise<LookupResult & { readonly clockSkewMs: number }> {
  let offset: string | undefined;
  let clockSkewMs = 0;
  do {
    const { items, next, date } = await api.newTasksPage(project, since, offset);
    if (date && offset === undefined) clockSkewMs = date.getTime() - clock().getTime();
    matches.add(items);
    if (next === null) return { isComplete: true, isHidden: false, clockSkewMs };
    offset = next;
  } while (!deadline.hasPassed);
  return { isComplete: false, isHidden: false, clockSkewMs };
}

/** 404, 403, or 400 with words about the project, according to who asks. */
function isProjectHidden(error: unknown): boolean {
  return isFailure(error, ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN, ProviderFailure.REJECTED);
}

/** What was found on the way. */
class MatchCollector {
  private readonly operationByMarker: ReadonlyMap<string, OperationId>;
  private readonly tasksByOperation = new Map<OperationId, Map<string, AsanaTaskMarker>>();

  constructor(lookups: readonly { readonly operationId: OperationId }[]) {
    this.operationByMarker = operationsByMarker(lookups);
  }

  add(tasks: readonly AsanaTaskMarker[]): void {
    for (const task of tasks) {
      const operationId = operationIn(task, this.operationByMarker);
      if (operationId === null) continue;
      const others = this.tasksByOperation.get(operationId) ?? new Map<string, AsanaTaskMarker>();
      this.tasksByOperation.set(operationId, others.set(task.gid, task));
    }
  }

  /** Oldest first; null where there is none. */
  tickets(operationId: OperationId): readonly [RemoteTicket, ...RemoteTicket[]] | null {
    const tasks = [...(this.tasksByOperation.get(operationId)?.values() ?? [])].sort(oldestFirst);
    const [oldest, ...duplicates] = tasks.map(ticketOf);
    return oldest ? [oldest, ...duplicates] : null;
  }
}

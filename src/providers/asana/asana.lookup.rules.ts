import type { LookupOutcome, OperationId, TicketLookup } from '../contract/index.js';
import { markerOf } from './asana.draft.js';
import type { AsanaTaskMarker } from './asana.schemas.js';

/** When a ticket that is not found certainly is not there. Why these rules: docs/exactly-once.md. */
export interface LookupTimings {
  readonly listProofAfterMs: number;
  readonly listLookupSpacingMs: number;
  readonly lookupSpacingMaxMs: number;
}

/** How often nothing must have been found: a project's list shows a new task at once. */
export const PROOF_MISSES = 2;
/** After so many misses, looks that cannot prove anything become ever rarer: a project may stay hidden for good. */
const BACKOFF_AFTER_MISSES = 6;
/** A task of ours is looked for among those modified from this long before it was sent. */
const MARGIN_MS = 60_000;
/** How much the tracker's clock may differ from what a look reckoned with. */
const CLOCK_TOLERANCE_MS = MARGIN_MS / 2;

/** What one look found out about a project. */
export interface LookupResult {
  /** Every task that may be ours was read. */
  readonly isComplete: boolean;
  /** Asana does not know the project, or hides it from us: whatever is sent there is refused. */
  readonly isHidden: boolean;
}

/** Whether it may be made again, given that this look, begun at `now`, found nothing. */
export function isAbsenceProven(
  { firstSentAt, sendDeadline, misses }: TicketLookup,
  { isComplete, isHidden }: LookupResult,
  now: Date,
  { listProofAfterMs }: LookupTimings,
): boolean {
  // Never sent, so that only a backup's ticket can exist: no second one can be made in a hidden project.
  if (!firstSentAt && !sendDeadline) return isComplete || isHidden;
  // What was given up may still arrive.
  const sinceMs = now.getTime() - Math.max(sendDeadline?.getTime() ?? 0, firstSentAt?.getTime() ?? 0);
  return isComplete && sinceMs >= listProofAfterMs && misses + 1 >= PROOF_MISSES;
}

export function absentOutcome(
  { misses }: TicketLookup,
  { isComplete }: LookupResult,
  proven: boolean,
  timings: LookupTimings,
): LookupOutcome {
  const { listLookupSpacingMs: spacingMs, lookupSpacingMaxMs: maxMs } = timings;
  const doublings = isComplete ? 0 : Math.max(0, misses + 1 - BACKOFF_AFTER_MISSES);
  const lookupAgainAfterMs = Math.max(spacingMs, Math.min(spacingMs * 2 ** doublings, maxMs));
  return { kind: 'absent', proven, lookupAgainAfterMs };
}

/**
 * Since when tasks are looked at, by the tracker's clock; null: all, where nothing is known of when it was wanted.
 * `offsetMs`: how far the tracker's clock is ahead of ours.
 */
export function windowStart(
  lookups: readonly Pick<TicketLookup, 'firstSentAt' | 'plannedAt'>[],
  clockSkewMs: number,
): Date | null {
  const starts = lookups.map(({ firstSentAt, plannedAt }) => (firstSentAt ?? plannedAt)?.getTime() ?? null);
  if (starts.some((start) => start === null)) return null;
  return new Date(Math.min(...starts.map(Number)) - MARGIN_MS + clockSkewMs);
}

/** Whether the tracker's clock is so far behind what was reckoned with that the window began too late. */
export function startsTooLate(assumedSkewMs: number, clockSkewMs: number): boolean {
  return clockSkewMs < assumedSkewMs - CLOCK_TOLERANCE_MS;
}

/** Which of the operations a task carries; null: none of them. Case does not matter, since people's editors change it. */
export function operationIn(
  { notes }: AsanaTaskMarker,
  operationByMarker: ReadonlyMap<string, OperationId>,
): OperationId | null {
  const markers = notes?.match(/\[delivr:[0-9a-f-]{36}\]/gi) ?? [];
  for (const marker of markers) {
    const operation = operationByMarker.get(marker.toLowerCase());
    if (operation !== undefined) return operation;
  }
  return null;
}

export function operationsByMarker(lookups: readonly { readonly operationId: OperationId }[]) {
  return new Map(lookups.map(({ operationId }) => [markerOf(operationId).toLowerCase(), operationId]));
}

/** By the time of their making, then by gid: gids are given in ascending order. */
export function oldestFirst(one: AsanaTaskMarker, other: AsanaTaskMarker): number {
  const times = [one, other].map(({ created_at: at }) => Date.parse(at ?? '') || 0);
  return (
    (times[0] ?? 0) - (times[1] ?? 0) || one.gid.length - other.gid.length || (one.gid < other.gid ? -1 : 1)
  );
}

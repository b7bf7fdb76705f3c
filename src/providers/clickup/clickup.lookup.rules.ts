import type { LookupOutcome, TicketLookup } from '../contract/index.js';
import type { ClickUpTask } from './clickup.schemas.js';

/** When a ticket that is not found certainly is not there. Why these rules: docs/exactly-once.md. */
export interface LookupTimings {
  readonly listProofAfterMs: number;
  readonly listLookupSpacingMs: number;
  readonly lookupSpacingMaxMs: number;
}

/** How often a list must have shown no such task, since nobody promises that it is never behind. */
const PROOF_MISSES = 3;
/** A ticket of ours is looked for among those made from this long before it was sent: clocks are never quite right. */
const MARGIN_MS = 5 * 60_000;
/** How far back to look by date where nothing was ever sent; what is older is found by its tag. */
const NEVER_SENT_MS = 24 * 60 * 60_000;

/** What one look found out about a list. */
export interface LookupResult {
  /** Every page was read. */
  readonly isComplete: boolean;
  /** The list is gone, or we are not let in: whatever is sent there is refused. */
  readonly isHidden?: boolean;
}

/** Whether it may be made again, given that this look, begun at `now`, found nothing. */
export function isAbsenceProven(
  { firstSentAt, sendDeadline, misses }: TicketLookup,
  { isComplete, isHidden }: LookupResult,
  now: Date,
  { listProofAfterMs }: LookupTimings,
): boolean {
  // Never sent, so that only a backup's ticket can exist: no second one can be made in a list that is closed to us.
  if (!firstSentAt && !sendDeadline) return isComplete || isHidden === true;
  const sinceMs = now.getTime() - Math.max(sendDeadline?.getTime() ?? 0, firstSentAt?.getTime() ?? 0);
  return isComplete && misses + 1 >= PROOF_MISSES && sinceMs >= listProofAfterMs;
}

/** Evenly while misses add up to a proof; ever more rarely where they cannot: a list may stay closed for good. */
export function absentOutcome(
  { misses }: TicketLookup,
  { isComplete }: LookupResult,
  proven: boolean,
  { listLookupSpacingMs, lookupSpacingMaxMs }: LookupTimings,
): LookupOutcome {
  const doublings = isComplete ? 0 : Math.max(0, misses + 1 - PROOF_MISSES);
  const spacingMs = Math.min(listLookupSpacingMs * 2 ** doublings, lookupSpacingMaxMs);
  return { kind: 'absent', proven, lookupAgainAfterMs: Math.max(listLookupSpacingMs, spacingMs) };
}

/**
 * How long before ClickUp's own now the first of these can have been made, the margin included. A distance, not a time
 * of day, so that a wrong clock of ours does not matter.
 */
export function lookbackMs(lookups: readonly Pick<TicketLookup, 'firstSentAt'>[], now: Date): number {
  const distances = lookups.map(({ firstSentAt }) =>
    firstSentAt ? now.getTime() - firstSentAt.getTime() : NEVER_SENT_MS,
  );
  return Math.max(0, ...distances) + MARGIN_MS;
}

/** The marks that a task carries, as tags or anywhere in its text, in lower case. */
export function markersOf(task: ClickUpTask): Set<string> {
  const texts = [task.markdown_description, task.description, task.text_content];
  const written = texts.flatMap((text) => (text ?? '').toLowerCase().match(/delivr-[0-9a-f-]{36}/g) ?? []);
  return new Set([...(task.tags ?? []).map((tag) => tag.toLowerCase()), ...written]);
}

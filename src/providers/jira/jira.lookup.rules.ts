import type { LookupOutcome, TicketLookup } from '../contract/index.js';
import { OPERATION_PROPERTY } from './jira.api.js';
import type { JiraIssueMarker } from './jira.schemas.js';

/** When a ticket that is not found certainly is not there. Why these rules: docs/exactly-once.md. */
export interface LookupTimings {
  readonly strongProofAfterMs: number;
  readonly weakProofAfterMs: number;
  readonly lookupSpacingMs: number;
  readonly lookupSpacingMaxMs: number;
}

/** How often nothing must have been found where Jira's search is the only witness: it lags and it flickers. */
export const WEAK_PROOF_MISSES = 6;
/** A ticket of ours is looked for among those made from this long before it was sent: clocks and minutes are rounded. */
const MARGIN_MINUTES = 5;
/** How far back to look where nothing was ever sent; what is older than this has long been in the search index. */
const NEVER_SENT_MINUTES = 10;

/** What one look found out about a project. */
export interface LookupResult {
  /** Every issue that may be ours was read itself, not through the search index. */
  readonly isStrong: boolean;
  /** Every search gave its whole result. */
  readonly isComplete: boolean;
  /** Jira does not know the project, or hides it from us: whatever is sent there is refused. */
  readonly isHidden?: boolean;
}

/** Whether it may be made again, given that this look, begun at `now`, found nothing. */
export function isAbsenceProven(
  { firstSentAt, sendDeadline, misses }: TicketLookup,
  { isStrong, isComplete, isHidden }: LookupResult,
  now: Date,
  timings: LookupTimings,
): boolean {
  const hasEnoughMisses = isComplete && misses + 1 >= WEAK_PROOF_MISSES;
  // Never sent, so that only a backup's ticket can exist: no second one can be made in a hidden project.
  if (!firstSentAt && !sendDeadline) return isStrong || hasEnoughMisses || isHidden === true;
  const sinceMs = now.getTime() - Math.max(sendDeadline?.getTime() ?? 0, firstSentAt?.getTime() ?? 0);
  if (isStrong && sinceMs >= timings.strongProofAfterMs) return true;
  return hasEnoughMisses && sinceMs >= timings.weakProofAfterMs;
}

export function absentOutcome(
  { misses }: TicketLookup,
  proven: boolean,
  timings: LookupTimings,
): LookupOutcome {
  return { kind: 'absent', proven, lookupAgainAfterMs: spacingMs(misses + 1, timings) };
}

/** Evenly while misses may add up to a proof; then ever more rarely: a project may stay hidden for good. */
function spacingMs(misses: number, { lookupSpacingMs, lookupSpacingMaxMs }: LookupTimings): number {
  const doublings = Math.max(0, misses - WEAK_PROOF_MISSES);
  return Math.max(lookupSpacingMs, Math.min(lookupSpacingMs * 2 ** doublings, lookupSpacingMaxMs));
}

/**
 * How many minutes before Jira's own now the first of these can have been made, the margin included. A distance, not a
 * time of day, so that neither a wrong clock of ours nor the account's time zone in Jira matters.
 */
export function lookbackMinutes(lookups: readonly Pick<TicketLookup, 'firstSentAt'>[], now: Date): number {
  const minutes = lookups.map(({ firstSentAt }) =>
    firstSentAt
      ? Math.ceil((now.getTime() - firstSentAt.getTime()) / 60_000) + MARGIN_MINUTES
      : NEVER_SENT_MINUTES,
  );
  return Math.max(MARGIN_MINUTES, ...minutes);
}

/** The operation id inside an issue; null where there is none. */
export function operationIdOf({ properties }: JiraIssueMarker): string | null {
  const operationId = properties?.[OPERATION_PROPERTY];
  return typeof operationId === 'string' ? operationId : null;
}

export function jqlQuoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

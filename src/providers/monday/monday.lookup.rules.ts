import type { LookupOutcome, TicketLookup } from '../contract/index.js';

/** When a ticket that is not found certainly is not there. Why these rules: docs/exactly-once.md. */
export interface LookupTimings {
  readonly strongProofAfterMs: number;
  readonly lookupSpacingMs: number;
  readonly lookupSpacingMaxMs: number;
  readonly replayWindowMs: number;
}

/** How often nothing must have been found after that. */
export const PROOF_MISSES = 3;
/** A ticket of ours is looked for among those made from this long before it was sent. */
const MARGIN_MS = 5 * 60_000;

/** What one look found out about a board. */
export interface LookupResult {
  /** It has the column of operation ids. */
  readonly hasOperationIdColumn: boolean;
  /** Searched and read to the end. */
  readonly isComplete: boolean;
  /** There is no such board, or it is hidden. */
  readonly isHidden: boolean;
}

/** Shown with a ticket that only a person can find. */
const NEEDS_A_PERSON =
  'What became of it cannot be found out: its board has no text column called delivr to recognise it by. Look for it on the board; then link it, or say that it is not there.';

/** What a look, begun at `now`, says of a ticket that it did not find. */
export function absentOutcome(
  lookup: TicketLookup,
  { hasOperationIdColumn, isComplete, isHidden }: LookupResult,
  now: Date,
  timings: LookupTimings,
): LookupOutcome {
  const { generationSentAt, misses } = lookup;
  const absent = { kind: 'absent', lookupAgainAfterMs: spacingMs(misses + 1, timings) } as const;
  // Nothing may have made it but what a backup has forgotten: one look is enough, where there is anything to look at.
  if (!generationSentAt || wasConfirmedAbsent(lookup))
    return { ...absent, proven: isHidden || !hasOperationIdColumn || isComplete };
  if (isHidden) return { ...absent, proven: false };
  if (now.getTime() - generationSentAt.getTime() < timings.replayWindowMs)
    return { ...absent, proven: true, isRepeatable: true };
  if (!hasOperationIdColumn) return { ...absent, proven: false, reason: NEEDS_A_PERSON };
  return { ...absent, proven: isComplete && hasEnoughMisses(lookup, now, timings) };
}

/** Everything that was sent was over before it was last certain that there is none. */
function wasConfirmedAbsent({ firstSentAt, sendDeadline }: TicketLookup): boolean {
  return firstSentAt !== null && sendDeadline !== null && sendDeadline < firstSentAt;
}

function hasEnoughMisses(
  { firstSentAt, sendDeadline, misses }: TicketLookup,
  now: Date,
  { strongProofAfterMs }: LookupTimings,
): boolean {
  const sinceMs = now.getTime() - Math.max(sendDeadline?.getTime() ?? 0, firstSentAt?.getTime() ?? 0);
  return misses + 1 >= PROOF_MISSES && sinceMs >= strongProofAfterMs;
}

/** Evenly while misses may add up to a proof; then ever more rarely: only a person can help. */
function spacingMs(misses: number, { lookupSpacingMs, lookupSpacingMaxMs }: LookupTimings): number {
  const doublings = Math.max(0, misses - PROOF_MISSES);
  return Math.max(lookupSpacingMs, Math.min(lookupSpacingMs * 2 ** doublings, lookupSpacingMaxMs));
}

/** Since when the first of these can have been made, by monday.com's clock; null: none of them was sent. */
export function createdSince(lookups: readonly TicketLookup[], clockSkewMs: number): Date | null {
  const sent = lookups.flatMap(({ generationSentAt, firstSentAt }) =>
    [generationSentAt, firstSentAt].flatMap((at) => (at ? [at.getTime()] : [])),
  );
  return sent.length > 0 ? new Date(Math.min(...sent) + clockSkewMs - MARGIN_MS) : null;
}

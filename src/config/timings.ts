/**
 * Every waiting time of delivr, in milliseconds, in one typed object, so that tests (and rare needs) can shorten one
 * with `TIMINGS='{"sweepEveryMs":200}'`. What each is for: docs/exactly-once.md.
 */
export interface Timings {
  /** Outbound calls: to open a connection, TLS included. */
  readonly connectTimeoutMs: number;
  /** How long one call may hold out beyond PROVIDER_TIMEOUT_MS before its lease ends. */
  readonly leaseGraceMs: number;
  /** How often every worker looks for work that nobody woke it for. */
  readonly sweepEveryMs: number;
  /**
   * What is older is looked for before it is made, unless it was never sent and the database is known to have lost
   * nothing since (it may come from a restored backup).
   */
  readonly freshForMs: number;
  /** The longest pause of an integration whose tracker is down; the first is a sixtieth of it. */
  readonly pauseMaxMs: number;
  /** How often `createRelease` re-reads its tickets while it waits, should an event be lost. */
  readonly waiterRecheckMs: number;
  /** How often the LISTEN connection proves that it is alive. */
  readonly listenPingMs: number;
  /** Between the two single reads that make a vanished ticket MISSING. */
  readonly missingConfirmMs: number;
  /** How long projects and schemas of a tracker are remembered. */
  readonly discoveryCacheMs: number;
  /** How long what runs may go on after SIGTERM. */
  readonly shutdownGraceMs: number;
  /** What `updateRelease` and `retryReleaseTickets` wait for tickets. */
  readonly waitForTicketsMs: number;
  /** `lastUsedAt` of an API token is written at most this often. */
  readonly tokenUseWriteMs: number;
  /** Uncertain creations: absence counts as proven this long after the send deadline with a strong read … */
  readonly strongProofAfterMs: number;
  /** … or this long without one, and after six misses in a row (how many is the adapter's rule). */
  readonly weakProofAfterMs: number;
  /** Between two looks for the same ticket; after the misses that may be proof it doubles with each more … */
  readonly lookupSpacingMs: number;
  /** … up to this. */
  readonly lookupSpacingMaxMs: number;
  /**
   * What was given up takes no effect any more this long after. A link is put again then; where a list shows new tickets
   * at once, absence counts as proven then, …
   */
  readonly listProofAfterMs: number;
  /** … after misses that are this far apart (how many is the adapter's rule). */
  readonly listLookupSpacingMs: number;
  /**
   * Where a tracker remembers idempotency keys (monday.com: for 30 minutes): how long after the first call the same may be
   * sent again under its key. What is left of the 30 is for the call itself and for clocks.
   */
  readonly replayWindowMs: number;
  /** After a creation was uncertain: a second ticket of it is looked for this long after, … */
  readonly firstDuplicateCheckMs: number;
  /** … once more … */
  readonly secondDuplicateCheckMs: number;
  /** … and for the last time. */
  readonly lastDuplicateCheckMs: number;
}

export const DEFAULT_TIMINGS: Timings = {
  connectTimeoutMs: 5_000,
  leaseGraceMs: 30_000,
  sweepEveryMs: 5_000,
  freshForMs: 60_000,
  pauseMaxMs: 60_000,
  waiterRecheckMs: 500,
  listenPingMs: 10_000,
  missingConfirmMs: 60_000,
  discoveryCacheMs: 60_000,
  shutdownGraceMs: 25_000,
  waitForTicketsMs: 5_000,
  tokenUseWriteMs: 60_000,
  strongProofAfterMs: 30_000,
  weakProofAfterMs: 120_000,
  lookupSpacingMs: 15_000,
  lookupSpacingMaxMs: 600_000,
  listProofAfterMs: 15_000,
  listLookupSpacingMs: 5_000,
  replayWindowMs: 1_500_000,
  firstDuplicateCheckMs: 120_000,
  secondDuplicateCheckMs: 900_000,
  lastDuplicateCheckMs: 86_400_000,
};

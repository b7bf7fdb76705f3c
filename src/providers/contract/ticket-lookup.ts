import type { OperationId, RemoteTicket, TicketDraft } from './ticket.js';

/** A ticket that may or may not exist, and what is known about its creation. */
export interface TicketLookup {
  readonly operationId: OperationId;
  /** As in the draft that was sent last. */
  readonly generation: number;
  /** When that generation was first sent, whatever was certain since (our clock); null where it never was. */
  readonly generationSentAt: Date | null;
  readonly projectKey: string;
  /**
   * Since when a create call may have made it (our clock): when it was first sent, or last certainly absent after that.
   * Null where it never was sent (an old row is looked for all the same).
   */
  readonly firstSentAt: Date | null;
  /** When the last create call had to be over (our clock); null where there was none. */
  readonly sendDeadline: Date | null;
  /** How many earlier looks found nothing, each at least the adapter's spacing after the one before. */
  readonly misses: number;
  /** When it was first wanted (our clock): no ticket of it is older. */
  readonly plannedAt?: Date;
  /** What was sent, where it is still known: an adapter that needs two calls for a ticket makes it complete. */
  readonly draft?: TicketDraft;
}

/**
 * `found`: every ticket that carries the operation id, oldest first (more than one is a twin to report).
 * `absent`: this look found none. `proven`: together with the earlier misses it is certain that there is none (rules per
 * tracker: docs/exactly-once.md), so it may be made again. Otherwise look again after `lookupAgainAfterMs`.
 * `isRepeatable`: beside `proven`; it may exist all the same, but sending the same again makes no second one, and tells
 * the first. `reason`: what a person should know, where only a person can help.
 */
export type LookupOutcome =
  | { readonly kind: 'found'; readonly tickets: readonly [RemoteTicket, ...RemoteTicket[]] }
  | {
      readonly kind: 'absent';
      readonly proven: boolean;
      readonly lookupAgainAfterMs: number;
      readonly isRepeatable?: boolean;
      readonly reason?: string;
    };

/** A ticket that may exist beside the one that is known. */
export interface TicketSearch {
  readonly operationId: OperationId;
  /** Where it would have been made. */
  readonly projectKey: string;
  /** Since when a create call may have made it (our clock). */
  readonly sentAt: Date;
}

export type LookupOutcomes = ReadonlyMap<OperationId, LookupOutcome>;

/** Every ticket seen with that operation id, oldest first. */
export type TicketMatches = ReadonlyMap<OperationId, readonly [RemoteTicket, ...RemoteTicket[]]>;

import { FAILURE_POLICY, pauseMs } from '../../integrations/index.js';
import { ProviderError, ProviderFailure } from '../../providers/contract/index.js';
import { ownReason, type TicketError, ticketError } from '../ticket-error.js';

/** What became of one call that links. `gone`: there is no ticket any more that could carry it. */
export type LinkOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly error: TicketError }
  | LinkLater;

interface LinkLater {
  readonly kind: 'later';
  readonly afterMs: number;
  /** `down`: nothing else there would fare better. `unexplained`: nobody knows whether it ever will. */
  readonly why: 'down' | 'limited' | 'unexplained';
}

/** How often it failed before, in a row, and how often of late without a reason. */
export interface LinkFailures {
  readonly attempts: number;
  readonly unexplained: number;
}

export interface LinkTimes {
  /** The longest pause while the tracker is down … */
  readonly downMaxMs: number;
  /** … and while nobody understands its answers. */
  readonly unexplainedMaxMs: number;
  /** What was given up may still take effect until then: trackers without upsert would make a second one beside it. */
  readonly settledAfterMs: number;
}

/** So often what no rule explains is tried in a row, which takes more than half a day. */
const UNEXPLAINED_MAX = 100;

/** `random`: 0 to 1. */
export function outcomeOfFailure(
  error: unknown,
  { attempts, unexplained }: LinkFailures,
  times: LinkTimes,
  random: number,
): LinkOutcome {
  const isOurs = !(error instanceof ProviderError);
  // A ticket that is hidden from us for a while looks like one that is gone.
  const isGone = !isOurs && error.failure === ProviderFailure.NOT_FOUND;
  if (isOurs || isGone || error.failure === ProviderFailure.UNEXPECTED) {
    if (unexplained + 1 < UNEXPLAINED_MAX) {
      const pause = isGone
        ? times.unexplainedMaxMs
        : pauseMs(null, unexplained, times.unexplainedMaxMs, random);
      return { kind: 'later', afterMs: Math.max(pause, times.settledAfterMs), why: 'unexplained' };
    }
    if (isGone) return { kind: 'gone' };
    return { kind: 'refused', error: isOurs ? OUR_FAULT : ticketError(error) };
  }
  if (FAILURE_POLICY[error.failure].work === 'fail') return { kind: 'refused', error: ticketError(error) };
  const pause = pauseMs(error.retryAfterSeconds, attempts, times.downMaxMs, random);
  return {
    kind: 'later',
    afterMs: error.tookEffect === 'unknown' ? Math.max(pause, times.settledAfterMs) : pause,
    why: error.failure === ProviderFailure.UNAVAILABLE ? 'down' : 'limited',
  };
}

const OUR_FAULT = ownReason('Something went wrong on our side.', false);

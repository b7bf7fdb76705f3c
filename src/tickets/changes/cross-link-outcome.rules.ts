import { FAILURE_POLICY, pauseMs } from '../../integrations/index.js';
import { ProviderError, ProviderFailure } from '../../providers/contract/index.js';
import { internalReason, type TicketError, toTicketError } from '../engine/ticket-error.object.js';

/** What became of one call that links. `gone`: there is no ticket any more that could carry it. */
export type CrossLinkOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly error: TicketError }
  | CrossLinkRetry;

interface CrossLinkRetry {
  readonly kind: 'later';
  readonly afterMs: number;
  /** `down`: nothing else there would fare better. `unexplained`: nobody knows whether it ever will. */
  readonly why: 'down' | 'limited' | 'unexplained';
}

/** How often it failed before, in a row, and how often of late without a reason. */
export interface CrossLinkFailures {
  readonly attempts: number;
  readonly unexplained: number;
}

export interface CrossLinkTimes {
  /** The longest pause while the tracker is down … */
  readonly downMaxMs: number;
  /** … and while nobody understands its answers. */
  readonly unexplainedMaxMs: number;
  /** What was given up may still take effect until then: trackers without upsert would make a second one beside it. */
  readonly lateEffectMaxMs: number;
}

/** So often what no rule explains is tried in a row, which takes more than half a day. */
const UNEXPLAINED_MAX = 100;

/** `random`: 0 to 1. */
export function outcomeOfFailure(
  error: unknown,
  { attempts, unexplained }: CrossLinkFailures,
  times: CrossLinkTimes,
  random: number,
): CrossLinkOutcome {
  const isInternal = !(error instanceof ProviderError);
  // A ticket that is hidden from us for a while looks like one that is gone.
  const isGone = !isInternal && error.failure === ProviderFailure.NOT_FOUND;
  if (isInternal || isGone || error.failure === ProviderFailure.UNEXPECTED) {
    if (unexplained + 1 < UNEXPLAINED_MAX) {
      const pause = isGone
        ? times.unexplainedMaxMs
        : pauseMs(null, unexplained, times.unexplainedMaxMs, random);
      return { kind: 'later', afterMs: Math.max(pause, times.lateEffectMaxMs), why: 'unexplained' };
    }
    if (isGone) return { kind: 'gone' };
    return { kind: 'refused', error: isInternal ? INTERNAL_ERROR : toTicketError(error) };
  }
  if (FAILURE_POLICY[error.failure].work === 'fail') return { kind: 'refused', error: toTicketError(error) };
  const pause = pauseMs(error.retryAfterSeconds, attempts, times.downMaxMs, random);
  return {
    kind: 'later',
    afterMs: error.tookEffect === 'unknown' ? Math.max(pause, times.lateEffectMaxMs) : pause,
    why: error.failure === ProviderFailure.UNAVAILABLE ? 'down' : 'limited',
  };
}

const INTERNAL_ERROR = internalReason('Something went wrong on our side.', false);

import { FAILURE_POLICY, pauseMs } from '../../integrations/index.js';
import { ProviderError, ProviderFailure } from '../../providers/contract/index.js';
import { internalReason, type TicketError, toTicketError } from '../engine/ticket-error.object.js';

/** What became of writing one change. `gone`: there is no ticket any more that could carry it. */
export type TicketChangeOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly error: TicketError }
  | TicketChangeRetry;

interface TicketChangeRetry {
  readonly kind: 'later';
  readonly afterMs: number;
  /** `down`: every other call there would fail too. `unexplained`: nobody knows whether it will ever succeed. */
  readonly why: 'down' | 'limited' | 'unexplained';
}

/** How often it failed in a row so far, and how often of late without a known reason. */
export interface TicketChangeFailures {
  readonly attempts: number;
  readonly unexplained: number;
}

export interface TicketChangeTimes {
  /** The longest pause while the tracker is down … */
  readonly downMaxMs: number;
  /** … and while its answers cannot be explained. */
  readonly unexplainedMaxMs: number;
  /** A call that timed out may still take effect until then: a tracker without upsert would make a second one beside it. */
  readonly lateEffectMaxMs: number;
}

/** Attempts in a row that fail without a known reason before it is given up: more than half a day of them. */
const UNEXPLAINED_MAX = 100;

/** `random`: 0 to 1. */
export function outcomeOfFailure(
  error: unknown,
  { attempts, unexplained }: TicketChangeFailures,
  times: TicketChangeTimes,
  random: number,
): TicketChangeOutcome {
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

import { HttpFailure, type HttpResponse } from './provider-http.js';

/** Answers of something in front of the tracker, or of a tracker that asks to come again. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/** Further tries after the first one. */
const MAX_RETRIES = 2;

/** Before the first further try; doubled for the second; half of it is left to chance. */
const FIRST_RETRY_DELAY_MS = 200;

export interface Attempt {
  /** Counted from 1. */
  readonly number: number;
  readonly outcome: HttpResponse | HttpFailure;
  readonly isRepeatable: boolean;
  readonly remainingMs: number;
  /** From 0 to 1. */
  readonly jitter: number;
}

/** The pause before another try, in milliseconds; null: this outcome stands. */
export function retryDelayMs(
  { number, outcome, isRepeatable, remainingMs, jitter }: Attempt,
  now: Date,
): number | null {
  if (number > MAX_RETRIES) return null;
  const isRetryable =
    outcome instanceof HttpFailure
      ? // Of a request that never left, another try is no repeat: a kept-open socket had been closed meanwhile.
        outcome.kind === 'reset' && (isRepeatable || !outcome.sent)
      : isRepeatable && TRANSIENT_STATUSES.has(outcome.status);
  if (!isRetryable) return null;
  const backoffMs = FIRST_RETRY_DELAY_MS * 2 ** (number - 1) * (0.5 + jitter / 2);
  const requestedMs = outcome instanceof HttpFailure ? 0 : retryAfterMs(outcome.headers['retry-after'], now);
  const delayMs = Math.max(backoffMs, requestedMs);
  return delayMs < remainingMs ? delayMs : null;
}

/** Retry-After as seconds or as a date (RFC 9110 §10.2.3); 0 where there is none, or none that can be read. */
function retryAfterMs(value: string | undefined, now: Date): number {
  if (value === undefined) return 0;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime());
}

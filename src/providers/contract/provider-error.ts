import { cleanText } from './clean-text.js';
import { isRetryable, ProviderFailure } from './provider-failure.js';

/** One complaint about one field. `path` is the tracker's field id where the tracker names one (`customfield_10011`). */
export interface FieldViolation {
  readonly path: string;
  readonly message: string;
}

/**
 * Whether the request may have reached the tracker and taken effect there:
 * `no` it certainly did not (refused, DNS, TLS, 4xx before any effect), `unknown` it may have.
 */
export type TookEffect = 'no' | 'unknown';

export interface ProviderErrorDetails {
  readonly fields?: readonly FieldViolation[];
  /** Seconds, as the tracker said or computed from its reset time. */
  readonly retryAfterSeconds?: number | null;
  /** HTTP status, where there was an answer. */
  readonly status?: number | null;
  readonly tookEffect?: TookEffect;
  readonly cause?: unknown;
}

/** In code points. */
const MAX_MESSAGE = 1_000;
const MAX_PATH = 255;
const MAX_FIELDS = 50;

function cleanViolation({ path, message }: FieldViolation): FieldViolation {
  return { path: cleanText(path, MAX_PATH), message: cleanText(message, MAX_MESSAGE) };
}

/**
 * The only error that leaves an adapter. Its message is for a person, names what to do where that is known, and never
 * holds a secret or a tracker's raw body.
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly fields: readonly FieldViolation[];
  readonly retryAfterSeconds: number | null;
  readonly status: number | null;
  readonly tookEffect: TookEffect;

  constructor(
    readonly failure: ProviderFailure,
    message: string,
    details: ProviderErrorDetails = {},
  ) {
    super(
      cleanText(message, MAX_MESSAGE),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.fields = (details.fields ?? []).slice(0, MAX_FIELDS).map(cleanViolation);
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
    this.status = details.status ?? null;
    this.tookEffect = details.tookEffect ?? 'no';
  }

  get retryable(): boolean {
    return isRetryable(this.failure);
  }
}

/** Said by an adapter itself, before anything is sent. */
export function fieldRejection(path: string, message: string): ProviderError {
  return rejection([{ path, message }]);
}

export function rejection(fields: readonly FieldViolation[]): ProviderError {
  const words = [...new Set(fields.map(({ message }) => message))].join(' ');
  return new ProviderError(ProviderFailure.REJECTED, words, { fields });
}

export function isFailure(error: unknown, ...failures: readonly ProviderFailure[]): error is ProviderError {
  return error instanceof ProviderError && failures.includes(error.failure);
}

/** Whether the error says that there is no such thing, or none for us. */
export function isNotFound(error: unknown): error is ProviderError {
  return isFailure(error, ProviderFailure.NOT_FOUND);
}

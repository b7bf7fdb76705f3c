import type { ProviderError, ProviderType } from '../providers/contract/index.js';
import { DomainError } from '../shared/errors/index.js';

/** A tracker's failure as the API tells it: its words, what kind it is, and when trying again makes sense. */
export class TrackerCallError extends DomainError {
  override readonly name = 'TrackerCallError';
  readonly code = 'PROVIDER_ERROR';

  constructor(
    readonly type: ProviderType,
    readonly error: ProviderError,
    /** What a person can do about it, as a sentence; may be empty. */
    advice = '',
  ) {
    super(advice ? `${error.message} ${advice}` : error.message);
  }

  protected override details() {
    const { failure, retryable, retryAfterSeconds, status, fields } = this.error;
    return {
      provider: { type: this.type, failure, retryable, retryAfterSeconds, status },
      ...(fields.length > 0 ? { fields } : {}),
    };
  }
}

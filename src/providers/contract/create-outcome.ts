import type { ProviderError } from './provider-error.js';
import { ProviderFailure } from './provider-failure.js';
import type { OperationId, RemoteTicket } from './ticket.js';

/**
 * What became of one draft. A time-out is `uncertain`, never a failure: the ticket may exist.
 * - `created`: the tracker said so.
 * - `rejected`: the tracker said no to this one; it needs a person's change.
 * - `notCreated`: certainly not made, for a reason that passes by itself or belongs to the whole account (error says).
 * - `uncertain`: it may or may not exist; look for it before making it again.
 *
 * `coversEarlierAttempts`: a no that is the tracker's answer to the earlier calls as well, where the same was sent before.
 */
export type CreateOutcome =
  | {
      readonly kind: 'created';
      readonly operationId: OperationId;
      readonly ticket: RemoteTicket;
      /** Optional labels that it is without. */
      readonly leftOut?: readonly LeftOutLabel[];
    }
  | {
      readonly kind: 'rejected' | 'notCreated' | 'uncertain';
      readonly operationId: OperationId;
      readonly error: ProviderError;
      readonly coversEarlierAttempts?: boolean;
    };

/** An optional label that could not be had. `reason`: a sentence, with what to do. */
export interface LeftOutLabel {
  readonly name: string;
  readonly reason: string;
}

/** What an error means for a draft: unknown, certainly not made for now, or certainly not made and a person's matter. */
export function outcomeOfError(operationId: OperationId, error: ProviderError): CreateOutcome {
  if (error.tookEffect === 'unknown') return { kind: 'uncertain', operationId, error };
  const isTemporary = error.retryable || error.failure === ProviderFailure.UNAUTHENTICATED;
  return { kind: isTemporary ? 'notCreated' : 'rejected', operationId, error };
}

import { type CreateOutcome, ProviderError, ProviderFailure } from '../../providers/contract/index.js';
import { FAILURE_POLICY } from '../../integrations/index.js';
import { DUE_NOW } from './due-now.js';
import { type TicketOperation } from './ticket-operation.entity.js';
import { toTicketError } from './ticket-error.object.js';

export interface OutcomeContext {
  readonly now: Date;
  /** Milliseconds until a postponed call is repeated, where the integration is not paused. */
  readonly retryDelayMs: number;
  /** What was known before this call. */
  readonly before: StateBeforeCall;
}

export interface StateBeforeCall {
  /** No earlier call of this generation was sent: a definite refusal covers all that was sent. */
  readonly isFirstCall: boolean;
  /** An earlier call may have made the ticket: a refusal of this one proves nothing about it. */
  readonly mayExist: boolean;
}

/** Milliseconds between two repetitions of a call that is refused although the ticket may exist. */
const REPEAT_AFTER_MS = 60_000;

/** Moves a ticket that is CREATING as the tracker's answer to its creation says. */
export function applyOutcome(
  operation: TicketOperation,
  outcome: CreateOutcome,
  { now, retryDelayMs, before: { isFirstCall, mayExist } }: OutcomeContext,
): void {
  if (
    mayExist &&
    (outcome.kind === 'rejected' || outcome.kind === 'notCreated') &&
    !outcome.coversEarlierAttempts
  ) {
    const { error } = outcome;
    return operation.uncertain(toTicketError(error), retryAt(error, now, REPEAT_AFTER_MS), now);
  }
  switch (outcome.kind) {
    case 'created':
      return operation.created(outcome.ticket, now);
    case 'uncertain':
      return operation.uncertain(toTicketError(outcome.error), DUE_NOW, now);
    case 'rejected':
      return operation.failed(toTicketError(outcome.error), now);
    case 'notCreated':
      if (isFirstCall) operation.nextGeneration();
      return FAILURE_POLICY[outcome.error.failure].work === 'fail'
        ? operation.failed(toTicketError(outcome.error), now)
        : operation.notCreated(toTicketError(outcome.error), retryAt(outcome.error, now, retryDelayMs), now);
  }
}

/** Never before Retry-After, even if the pause was not saved for the whole integration. */
function retryAt({ retryAfterSeconds }: ProviderError, now: Date, retryDelayMs: number): Date {
  return new Date(now.getTime() + Math.max(retryDelayMs, (retryAfterSeconds ?? 0) * 1_000));
}

/** The failure that matters most for the account: refused credentials, then the longest Retry-After. */
export function worstFailure(outcomes: readonly CreateOutcome[]): ProviderError | null {
  const errors = outcomes.flatMap((outcome) =>
    outcome.kind === 'notCreated' || outcome.kind === 'uncertain' ? outcome.error : [],
  );
  const weight = ({ failure, retryAfterSeconds }: ProviderError) =>
    FAILURE_POLICY[failure].integration === 'refuse'
      ? Infinity
      : FAILURE_POLICY[failure].integration === 'pause'
        ? (retryAfterSeconds ?? 0)
        : -1;
  return errors.sort((one, other) => weight(other) - weight(one))[0] ?? null;
}

/** The outcome where an adapter threw: it depends on whether the call may have taken effect. */
export function outcomeOfError(operationId: string, error: unknown): CreateOutcome {
  if (!(error instanceof ProviderError)) {
    const unexpected = new ProviderError(
      ProviderFailure.UNEXPECTED,
      'Something went wrong while it was being made. It is being looked for.',
      { tookEffect: 'unknown', cause: error },
    );
    return { kind: 'uncertain', operationId, error: unexpected };
  }
  if (error.tookEffect === 'unknown') return { kind: 'uncertain', operationId, error };
  const isFinal = FAILURE_POLICY[error.failure].work === 'fail';
  return { kind: isFinal ? 'rejected' : 'notCreated', operationId, error };
}

import { TargetPlatform } from '../../pm-configs/index.js';
import { type CreateOutcome, ProviderError, ProviderFailure } from '../../providers/contract/index.js';
import { OperationOwner } from './new-ticket-operation.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { TicketState } from './ticket-state.js';
import { applyOutcome, type StateBeforeCall } from './create-outcome.rules.js';

const NOW = new Date('2026-11-25T10:00:00Z');

const FIRST: StateBeforeCall = { isFirstCall: true, mayExist: false };
/** Sent before, but proven absent since. */
const CONFIRMED_ABSENT: StateBeforeCall = { isFirstCall: false, mayExist: false };
/** Sent before, and repeated since that makes no second one. */
const MAY_EXIST: StateBeforeCall = { isFirstCall: false, mayExist: true };

/** What a ticket has become after an answer of this kind. */
function after(
  kind: 'rejected' | 'notCreated' | 'uncertain',
  before: StateBeforeCall,
  coversEarlierAttempts = false,
) {
  const operation = new TicketOperation(
    {
      projectId: '018f0000-0000-7000-8000-000000000001',
      integrationId: '018f0000-0000-7000-8000-000000000002',
      ownerKind: OperationOwner.RELEASE,
      ownerId: '018f0000-0000-7000-8000-000000000003',
      platform: TargetPlatform.WEB,
    },
    NOW,
  );
  operation.state = TicketState.CREATING;
  operation.generationSentAt = NOW;
  const failure = kind === 'rejected' ? ProviderFailure.REJECTED : ProviderFailure.RATE_LIMITED;
  const { operationId } = operation;
  const error = new ProviderError(failure, 'No.', { retryAfterSeconds: 90 });
  const outcome: CreateOutcome = { kind, operationId, error, coversEarlierAttempts: coversEarlierAttempts };
  applyOutcome(operation, outcome, { now: NOW, retryDelayMs: 1_000, before });
  return operation;
}

describe('the generation of an operation', () => {
  const keyParts = (...given: Parameters<typeof after>) => {
    const { generation, generationSentAt } = after(...given);
    return [generation, generationSentAt];
  };

  it('is a new one after every definite refusal', () => {
    expect(keyParts('rejected', FIRST)).toEqual([1, null]);
    expect(keyParts('rejected', CONFIRMED_ABSENT)).toEqual([1, null]);
    expect(keyParts('notCreated', FIRST)).toEqual([1, null]);
  });

  it('stays while a ticket may have been made under it: by this call, or by an earlier one', () => {
    expect(keyParts('uncertain', FIRST)).toEqual([0, NOW]);
    expect(keyParts('rejected', MAY_EXIST)).toEqual([0, NOW]);
    expect(keyParts('notCreated', MAY_EXIST)).toEqual([0, NOW]);
  });
});

describe('a refusal of a repeated call, where an earlier one may have made the ticket', () => {
  it('proves nothing about the earlier call: the ticket is looked up, after a delay', () => {
    expect(after('rejected', MAY_EXIST)).toMatchObject({ state: 'UNCERTAIN', error: { message: 'No.' } });
    const { state, dueAt } = after('notCreated', MAY_EXIST);
    expect([state, dueAt]).toEqual(['UNCERTAIN', new Date(NOW.getTime() + 90_000)]);
  });

  it('unless the refusal covers all earlier calls', () => {
    expect(after('rejected', MAY_EXIST, true)).toMatchObject({ state: 'FAILED', generation: 1 });
    expect(after('rejected', CONFIRMED_ABSENT)).toMatchObject({ state: 'FAILED' });
  });
});

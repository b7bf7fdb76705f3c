import { TargetPlatform } from '../pm-configs/index.js';
import { type CreateOutcome, ProviderError, ProviderFailure } from '../providers/contract/index.js';
import { OperationOwner } from './new-ticket-operation.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { applyOutcome, type Before } from './ticket-outcomes.rules.js';

const NOW = new Date('2026-11-25T10:00:00Z');

const FIRST: Before = { isFirstCall: true, isDoubtful: false };
/** Sent before, but proven absent since. */
const CERTAIN: Before = { isFirstCall: false, isDoubtful: false };
/** Sent before, and repeated since that makes no second one. */
const DOUBTFUL: Before = { isFirstCall: false, isDoubtful: true };

/** What a ticket has become after an answer of this kind. */
function after(kind: 'rejected' | 'notCreated' | 'uncertain', before: Before, speaksForAll = false) {
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
  operation.generationSentAt = NOW;
  const failure = kind === 'rejected' ? ProviderFailure.REJECTED : ProviderFailure.RATE_LIMITED;
  const { operationId } = operation;
  const error = new ProviderError(failure, 'No.', { retryAfterSeconds: 90 });
  const outcome: CreateOutcome = { kind, operationId, error, speaksForAll };
  applyOutcome(operation, outcome, { now: NOW, laterMs: 1_000, before });
  return operation;
}

describe('the generation of an operation', () => {
  const keyParts = (...given: Parameters<typeof after>) => {
    const { generation, generationSentAt } = after(...given);
    return [generation, generationSentAt];
  };

  it('is a new one after every clear no', () => {
    expect(keyParts('rejected', FIRST)).toEqual([1, null]);
    expect(keyParts('rejected', CERTAIN)).toEqual([1, null]);
    expect(keyParts('notCreated', FIRST)).toEqual([1, null]);
  });

  it('stays while a ticket may have been made under it: by this call, or by an earlier one', () => {
    expect(keyParts('uncertain', FIRST)).toEqual([0, NOW]);
    expect(keyParts('rejected', DOUBTFUL)).toEqual([0, NOW]);
    expect(keyParts('notCreated', DOUBTFUL)).toEqual([0, NOW]);
  });
});

describe('a no to the repetition of what may have been made', () => {
  it('says nothing of the first: it is looked for, not before a while', () => {
    expect(after('rejected', DOUBTFUL)).toMatchObject({ state: 'UNCERTAIN', error: { message: 'No.' } });
    const { state, dueAt } = after('notCreated', DOUBTFUL);
    expect([state, dueAt]).toEqual(['UNCERTAIN', new Date(NOW.getTime() + 90_000)]);
  });

  it('unless the tracker says it of all that was sent', () => {
    expect(after('rejected', DOUBTFUL, true)).toMatchObject({ state: 'FAILED', generation: 1 });
    expect(after('rejected', CERTAIN)).toMatchObject({ state: 'FAILED' });
  });
});

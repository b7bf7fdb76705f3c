import { TargetPlatform } from '../pm-configs/index.js';
import { ownReason } from './ticket-error.js';
import { OperationOwner } from './new-ticket-operation.js';
import { AT_ONCE } from './operation-record.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { TicketState } from './ticket-state.js';

const NOW = new Date('2026-11-23T10:00:00Z');
const LATER = new Date('2026-11-23T10:00:15Z');
const SPACING_MS = 15_000;

describe('the operation behind a ticket', () => {
  it('counts looks that found nothing, but not one that a person asked for in between, which postpones none', () => {
    const operation = anUncertainOne();
    operation.notFoundYet(SPACING_MS, NOW);
    expect(operation).toMatchObject({ misses: 1, dueAt: LATER });

    operation.hurry();
    operation.notFoundYet(SPACING_MS, after(10));
    expect(operation).toMatchObject({ misses: 1, dueAt: LATER });

    operation.notFoundYet(SPACING_MS, LATER);
    expect(operation).toMatchObject({ misses: 2, dueAt: after(30) });
  });

  it('counts a look that a person asked for once it is far enough from the last: asking often delays no proof', () => {
    const operation = anUncertainOne();
    for (let seconds = 0; seconds <= 100; seconds += 10) {
      operation.hurry();
      operation.notFoundYet(SPACING_MS, after(seconds));
    }
    expect(operation.misses).toBe(6);
  });

  it('begins to count anew when it was sent again', () => {
    const operation = anUncertainOne();
    operation.notFoundYet(SPACING_MS, NOW);
    operation.uncertain(ownReason('Lost again.', true), NOW, NOW);
    operation.notFoundYet(SPACING_MS, after(1));
    expect(operation.misses).toBe(1);
  });

  it('is due at once after a hurry, whatever the clocks say', () => {
    const operation = anUncertainOne();
    operation.notFoundYet(SPACING_MS, NOW);
    operation.hurry();
    expect(operation.dueAt).toEqual(AT_ONCE);
  });

  it('proven absent and no longer wanted, it is skipped', () => {
    const operation = anUncertainOne();
    operation.unwanted(NOW);
    expect(operation.state).toBe(TicketState.UNCERTAIN);

    operation.notMade(null, AT_ONCE, NOW);
    expect(operation.state).toBe(TicketState.SKIPPED);
  });

  it('is doubtful from when it was sent until it is certain that there is none, and never skipped meanwhile', () => {
    const operation = anUncertainOne();
    operation.absentAt = NOW;
    operation.generationSentAt = after(1);
    expect(operation.isDoubtful).toBe(true);
    operation.repeat(after(2));
    expect(operation).toMatchObject({ state: TicketState.PENDING, isDoubtful: true });
    operation.unwanted(after(3));
    expect(operation.state).toBe(TicketState.UNCERTAIN);
    operation.notMade(null, AT_ONCE, after(4));
    expect(operation).toMatchObject({ state: TicketState.SKIPPED, isDoubtful: false });
  });

  it('tells what only a person can do about it, while it is uncertain', () => {
    const operation = anUncertainOne();
    operation.notFoundYet(SPACING_MS, NOW, ownReason('Look yourself.', false));
    expect(operation.error?.message).toBe('Look yourself.');
    operation.notFoundYet(SPACING_MS, LATER);
    expect(operation.error?.message).toBe('Look yourself.');
  });

  it('keeps its identity after a failure, and gets another after it had existed', () => {
    const failed = anUncertainOne();
    failed.failed(ownReason('No.', false), NOW);
    const identity = failed.operationId;
    failed.retry(failed.integrationId, NOW);
    expect(failed.operationId).toBe(identity);

    failed.created({ remoteId: '1', key: 'SHOP-1', url: 'https://jira.example.test/browse/SHOP-1' }, NOW);
    failed.missing(ownReason('Gone.', false), NOW);
    failed.retry(failed.integrationId, NOW);
    expect(failed.operationId).not.toBe(identity);
    expect(failed).toMatchObject({ state: 'PENDING', remoteId: null, key: null, firstSentAt: null });
  });
});

function after(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1_000);
}

function anUncertainOne(): TicketOperation {
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
  operation.uncertain(ownReason('Lost.', true), NOW, NOW);
  return operation;
}

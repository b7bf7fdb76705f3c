import { TargetPlatform } from '../../pm-configs/index.js';
import { internalReason } from './ticket-error.object.js';
import { OperationOwner } from './new-ticket-operation.js';
import { DUE_NOW } from './due-now.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { TicketState } from './ticket-state.js';

const NOW = new Date('2026-11-23T10:00:00Z');
const LATER = new Date('2026-11-23T10:00:15Z');
const SPACING_MS = 15_000;

describe('the operation behind a ticket', () => {
  it('counts lookups that found nothing, but not one that a person asked for in between, which postpones none', () => {
    const operation = anUncertainOne();
    operation.notFoundYet(SPACING_MS, NOW);
    expect(operation).toMatchObject({ misses: 1, dueAt: LATER });

    operation.makeDue();
    operation.notFoundYet(SPACING_MS, after(10));
    expect(operation).toMatchObject({ misses: 1, dueAt: LATER });

    operation.notFoundYet(SPACING_MS, LATER);
    expect(operation).toMatchObject({ misses: 2, dueAt: after(30) });
  });

  it('counts a lookup that a person asked for once it is far enough from the last: asking often delays no proof', () => {
    const operation = anUncertainOne();
    for (let seconds = 0; seconds <= 100; seconds += 10) {
      operation.makeDue();
      operation.notFoundYet(SPACING_MS, after(seconds));
    }
    expect(operation.misses).toBe(6);
  });

  it('counts misses from zero after it was sent again', () => {
    const operation = anUncertainOne();
    operation.notFoundYet(SPACING_MS, NOW);
    operation.state = TicketState.CREATING;
    operation.uncertain(internalReason('Lost again.', true), NOW, NOW);
    operation.notFoundYet(SPACING_MS, after(1));
    expect(operation.misses).toBe(1);
  });

  it('is due now once it is made due, whatever the clocks say', () => {
    const operation = anUncertainOne();
    operation.notFoundYet(SPACING_MS, NOW);
    operation.makeDue();
    expect(operation.dueAt).toEqual(DUE_NOW);
  });

  it('proven absent after it was cancelled, it is skipped', () => {
    const operation = anUncertainOne();
    operation.cancel(NOW);
    expect(operation.state).toBe(TicketState.UNCERTAIN);

    operation.notCreated(null, DUE_NOW, NOW);
    expect(operation.state).toBe(TicketState.SKIPPED);
  });

  it('may exist from when it was sent until it is certain that there is none, and never skipped meanwhile', () => {
    const operation = anUncertainOne();
    operation.confirmedAbsentAt = NOW;
    operation.generationSentAt = after(1);
    expect(operation.mayExist).toBe(true);
    operation.repeat(after(2));
    expect(operation).toMatchObject({ state: TicketState.PENDING, mayExist: true });
    operation.cancel(after(3));
    expect(operation.state).toBe(TicketState.UNCERTAIN);
    operation.notCreated(null, DUE_NOW, after(4));
    expect(operation).toMatchObject({ state: TicketState.SKIPPED, mayExist: false });
  });

  it('shows what a person has to do, while it is uncertain', () => {
    const operation = anUncertainOne();
    operation.notFoundYet(SPACING_MS, NOW, internalReason('Look yourself.', false));
    expect(operation.error?.message).toBe('Look yourself.');
    operation.notFoundYet(SPACING_MS, LATER);
    expect(operation.error?.message).toBe('Look yourself.');
  });

  it('keeps its identity after a failure, and gets another after it had existed', () => {
    const failed = anUncertainOne();
    failed.state = TicketState.CREATING;
    failed.failed(internalReason('No.', false), NOW);
    const identity = failed.operationId;
    failed.retry(failed.integrationId, NOW);
    expect(failed.operationId).toBe(identity);

    failed.adopted({ remoteId: '1', key: 'SHOP-1', url: 'https://jira.example.test/browse/SHOP-1' }, NOW);
    failed.missing(internalReason('Gone.', false), NOW);
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
  operation.state = TicketState.CREATING;
  operation.uncertain(internalReason('Lost.', true), NOW, NOW);
  return operation;
}

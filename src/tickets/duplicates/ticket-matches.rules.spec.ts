import { TargetPlatform } from '../../pm-configs/index.js';
import type { RemoteTicket } from '../../providers/contract/index.js';
import { internalReason } from '../engine/ticket-error.object.js';
import { OperationOwner } from '../engine/new-ticket-operation.js';
import { TicketOperation } from '../engine/ticket-operation.entity.js';
import { TicketState } from '../engine/ticket-state.js';
import { applyMatches } from './ticket-matches.rules.js';

const NOW = new Date('2026-11-25T10:00:00Z');
const HERE = 'integration-here';
const ELSEWHERE = 'integration-elsewhere';
const [one, two, three] = [ticket(1), ticket(2), ticket(3)];
const NOTHING = { duplicates: [], isReplaced: false };

describe('what tickets mean that carry an identity of an operation', () => {
  it('the only one becomes its ticket, and is no news the next time', () => {
    const operation = anUncertainOne();
    expect(applyLookup(operation, [one])).toEqual(NOTHING);
    expect(operation).toMatchObject({ state: TicketState.CREATED, remoteId: one.remoteId });
    expect(applyLookup(operation, [one])).toEqual(NOTHING);
  });

  it('of two the older is kept, and the other reported once', () => {
    const operation = anUncertainOne();
    expect(applyLookup(operation, [one, two])).toEqual({ duplicates: [two], isReplaced: false });
    expect(operation.remoteId).toBe(one.remoteId);
    expect(applyLookup(operation, [one, two])).toEqual(NOTHING);
    expect(applyLookup(operation, [one, two, three])).toEqual({ duplicates: [three], isReplaced: false });
  });

  it('an older one that shows only later takes the place of the one that was reported', () => {
    const operation = aCreatedOne(two);
    expect(applyLookup(operation, [one, two])).toEqual({ duplicates: [two], isReplaced: true });
    expect(operation.remoteId).toBe(one.remoteId);
    expect(applyLookup(operation, [one, two])).toEqual(NOTHING);
  });

  it('what was reported as the duplicate never becomes the first, whatever a lookup happens not to show', () => {
    const operation = aCreatedOne(two);
    expect(applyLookup(operation, [one])).toEqual({ duplicates: [one], isReplaced: false });
    expect(applyLookup(operation, [one, two])).toEqual(NOTHING);
    expect(operation.remoteId).toBe(two.remoteId);
  });

  it('under an identity that it had before they are second ones, whatever state it is in', () => {
    for (const operation of [aCreatedOne(two), anUncertainOne(), aMissingOne(two)]) {
      const before = operation.remoteId;
      const target = { operationId: 'an earlier one', integrationId: HERE };
      expect(applyMatches(operation, target, [one], NOW)).toEqual({ duplicates: [one], isReplaced: false });
      expect(operation.remoteId).toBe(before);
    }
  });

  it('in another tracker account they are second ones, even with the same id', () => {
    const operation = aCreatedOne(one);
    const target = { operationId: operation.operationId, integrationId: ELSEWHERE };
    expect(applyMatches(operation, target, [one], NOW)).toEqual({ duplicates: [one], isReplaced: false });
    expect(applyMatches(operation, target, [one], NOW)).toEqual(NOTHING);
  });

  it('one that was refused, or given up with its release, is there after all', () => {
    for (const isRequested of [true, false]) {
      const operation = anUncertainOne();
      if (!isRequested) operation.cancel(NOW);
      operation.state = TicketState.CREATING;
      operation.failed(internalReason('Refused.', false), NOW);
      expect(applyLookup(operation, [one])).toEqual(NOTHING);
      expect(operation).toMatchObject({ state: TicketState.CREATED, remoteId: one.remoteId });
    }
  });

  it('what a person unlinked does not come back by itself', () => {
    const operation = aCreatedOne(one);
    Object.assign(operation, { state: TicketState.SKIPPED, remoteId: null, key: null, url: null });
    expect(applyLookup(operation, [one])).toEqual(NOTHING);
    expect(operation.state).toBe(TicketState.SKIPPED);
  });
});

function applyLookup(operation: TicketOperation, tickets: readonly RemoteTicket[]) {
  return applyMatches(operation, operation, tickets, NOW);
}

function ticket(number: number): RemoteTicket {
  const key = `SHOP-${number}`;
  return { remoteId: `1000${number}`, key, url: `https://jira.example.test/browse/${key}` };
}

function anUncertainOne(): TicketOperation {
  const owner = { ownerKind: OperationOwner.RELEASE, ownerId: 'release', platform: TargetPlatform.WEB };
  const operation = new TicketOperation({ projectId: 'project', integrationId: HERE, ...owner }, NOW);
  operation.state = TicketState.CREATING;
  operation.uncertain(internalReason('No answer.', true), NOW, NOW);
  return operation;
}

function aCreatedOne(made: RemoteTicket): TicketOperation {
  const operation = anUncertainOne();
  operation.adopted(made, NOW);
  return operation;
}

function aMissingOne(made: RemoteTicket): TicketOperation {
  const operation = aCreatedOne(made);
  operation.missing(internalReason('Gone.', false), NOW);
  return operation;
}

import { readFileSync } from 'node:fs';
import { TargetPlatform } from '../../pm-configs/index.js';
import { DUE_NOW } from './due-now.js';
import { OperationOwner } from './new-ticket-operation.js';
import { internalReason } from './ticket-error.object.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { TicketState } from './ticket-state.js';
import {
  IllegalTicketMoveError,
  TICKET_MOVES,
  targetOfMove,
  type TicketFacts,
  type TicketMove,
  type TicketTransition,
} from './ticket-state.rules.js';

const NOW = new Date('2026-12-01T10:00:00Z');
const BEFORE = new Date(NOW.getTime() - 1_000);
const ERROR = internalReason('No.', false);
const TICKET = { remoteId: '10001', key: 'SHOP-1', url: 'https://jira.example.test/browse/SHOP-1' };

const STATES = Object.values(TicketState);
const MOVES = Object.keys(TICKET_MOVES) as TicketMove[];
const FACTS: readonly TicketFacts[] = [true, false].flatMap((isRequested) =>
  [true, false].map((mayExist) => ({ isRequested, mayExist })),
);

/** `claim` happens in SQL only (ticket-claims.queries.ts). */
const METHODS: Readonly<Record<Exclude<TicketMove, 'claim'>, (operation: TicketOperation) => void>> = {
  create: (operation) => operation.created(TICKET, NOW),
  notCreated: (operation) => operation.notCreated(ERROR, DUE_NOW, NOW),
  releaseUnsent: (operation) => operation.releaseUnsent(ERROR, DUE_NOW, NOW),
  fail: (operation) => operation.failed(ERROR, NOW),
  loseTrack: (operation) => operation.uncertain(ERROR, DUE_NOW, NOW),
  repeat: (operation) => operation.repeat(NOW),
  adopt: (operation) => operation.adopted(TICKET, NOW),
  replace: (operation) => operation.replaced(TICKET, NOW),
  miss: (operation) => operation.missing(ERROR, NOW),
  findAgain: (operation) => operation.foundAgain(TICKET, NOW),
  retry: (operation) => operation.retry(operation.integrationId, NOW),
  link: (operation) => operation.linked(TICKET, operation.integrationId, NOW),
  unlink: (operation) => operation.unlinked(NOW),
  confirmAbsent: (operation) => operation.confirmedAbsent(NOW),
  cancel: (operation) => operation.cancel(NOW),
};

describe.each(Object.keys(METHODS) as (keyof typeof METHODS)[])('the move "%s"', (move) => {
  const cases = STATES.flatMap((state) => FACTS.map((facts) => ({ state, ...facts })));

  it.each(cases)('from $state (requested: $isRequested, may exist: $mayExist)', ({ state, ...facts }) => {
    const operation = anOperation(state, facts);
    const before = { ...operation };
    const target = targetOfMove(move, state, facts);
    if (target !== null && !(move === 'cancel' && !facts.isRequested)) {
      METHODS[move](operation);
      expect(operation.state).toBe(target);
    } else if (move === 'cancel') {
      // All operations of a release are cancelled with it; those that have no such move stay in their state.
      METHODS[move](operation);
      expect(operation).toMatchObject({ state, isRequested: false });
    } else {
      expect(() => METHODS[move](operation)).toThrow(IllegalTicketMoveError);
      expect({ ...operation }).toEqual(before);
    }
  });
});

describe('the table of moves', () => {
  it('never leaves open which of two states a move leads to', () => {
    for (const move of MOVES) {
      const transitions: readonly TicketTransition[] = TICKET_MOVES[move];
      for (const state of STATES) {
        for (const { isRequested, mayExist } of FACTS) {
          const possible = transitions.filter(
            ({ from, where = {} }) =>
              from.includes(state) &&
              (where.isRequested ?? isRequested) === isRequested &&
              (where.mayExist ?? mayExist) === mayExist,
          );
          expect(possible.length).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it('is the one in docs/exactly-once.md, row by row', () => {
    const inData = MOVES.flatMap((move) =>
      TICKET_MOVES[move].map(({ from, to }) => `${move}: ${[...from].sort().join(', ')} → ${to}`),
    );
    expect(documentedRows().sort()).toEqual(inData.sort());
  });
});

/** Rows with a dash for the move change no state, or are the first writing. */
function documentedRows(): string[] {
  const document = readFileSync('docs/exactly-once.md', 'utf8');
  const section = document.split('## The states\n')[1]!.split('\n## ')[0]!;
  const [, , ...rows] = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.flatMap((row) => {
    const [move, from, to] = row
      .split('|')
      .slice(1)
      .map((cell) => cell.trim().replaceAll('`', ''));
    return move === '–' ? [] : [`${move}: ${from!.split(', ').sort().join(', ')} → ${to}`];
  });
}

function anOperation(state: TicketState, { isRequested, mayExist }: TicketFacts): TicketOperation {
  const operation = new TicketOperation(
    {
      projectId: '018f0000-0000-7000-8000-000000000001',
      integrationId: '018f0000-0000-7000-8000-000000000002',
      ownerKind: OperationOwner.RELEASE,
      ownerId: '018f0000-0000-7000-8000-000000000003',
      platform: TargetPlatform.WEB,
    },
    BEFORE,
  );
  return Object.assign(operation, { state, isRequested, generationSentAt: mayExist ? NOW : null });
}

import type { TicketLookup } from '../contract/index.js';
import {
  absentOutcome,
  startsTooLate,
  isAbsenceProven,
  operationsByMarker,
  oldestFirst,
  operationIn,
  windowStart,
} from './asana.lookup.rules.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);
const ID = '6f1c0b5e-1111-4222-8333-944455566677';
const TIMINGS = { listProofAfterMs: 15_000, listLookupSpacingMs: 5_000, lookupSpacingMaxMs: 60_000 };
const READ_FULLY = { isComplete: true, isHidden: false };
const HIDDEN = { isComplete: false, isHidden: true };

function sent(parts: Partial<TicketLookup> = {}): TicketLookup {
  return {
    ...{ operationId: ID, generation: 0, generationSentAt: ago(30), projectKey: '1', misses: 1 },
    ...{ firstSentAt: ago(30), sendDeadline: ago(15) },
    ...parts,
  };
}

describe('when a task that is not found certainly is not there', () => {
  it.each<[string, Partial<TicketLookup>, typeof READ_FULLY, boolean]>([
    ['missed twice, after the call was over', {}, READ_FULLY, true],
    ['missed once', { misses: 0 }, READ_FULLY, false],
    ['while the call may still take effect', { sendDeadline: ago(14) }, READ_FULLY, false],
    ['of which not all was read', {}, { isComplete: false, isHidden: false }, false],
    ['in a project that is hidden, however often', { misses: 99 }, HIDDEN, false],
    [
      'never sent, and looked for once',
      { misses: 0, firstSentAt: null, sendDeadline: null },
      READ_FULLY,
      true,
    ],
    ['never sent, into a hidden project', { misses: 0, firstSentAt: null, sendDeadline: null }, HIDDEN, true],
  ])('%s', (_, parts, result, expected) =>
    expect(isAbsenceProven(sent(parts), result, NOW, TIMINGS)).toBe(expected),
  );

  it('looks every five seconds, ever more rarely only where that proves nothing', () => {
    const spacings = (result: typeof READ_FULLY) =>
      [0, 1, 5, 6, 7, 30].map((misses) => {
        const outcome = absentOutcome(sent({ misses }), result, false, TIMINGS);
        return outcome.kind === 'absent' && outcome.lookupAgainAfterMs / 1_000;
      });
    expect(spacings(READ_FULLY)).toEqual([5, 5, 5, 5, 5, 5]);
    expect(spacings(HIDDEN)).toEqual([5, 5, 5, 10, 20, 60]);
  });
});

describe('where it is looked for', () => {
  it('begins a minute before the first of them was sent, or wanted where it never was', () => {
    const neverSent = sent({ firstSentAt: null, plannedAt: ago(600) });
    expect(windowStart([sent(), neverSent], 0)).toEqual(ago(660));
    expect(windowStart([sent()], -3_600_000)).toEqual(ago(90 + 3_600));
    expect(windowStart([sent(), sent({ firstSentAt: null })], 0)).toBeNull();
  });

  it('begins again where Asana’s clock is behind', () => {
    expect([0, -29_000, -31_000, 90_000].map((offset) => startsTooLate(0, offset))).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });
});

describe('whose task it is', () => {
  const operations = operationsByMarker([{ operationId: ID }]);

  it.each([
    [`text\n\n[delivr:${ID}]`, ID],
    [`[DELIVR:${ID.toUpperCase()}] and more`, ID],
    [`[delivr:00000000-1111-4222-8333-944455566677] [delivr:${ID}]`, ID],
    ['[delivr:00000000-1111-4222-8333-944455566677]', null],
    [ID, null],
    ['', null],
  ])('tells by the marker in %j', (notes, expected) =>
    expect(operationIn({ gid: '1', notes }, operations)).toBe(expected),
  );

  it('puts the oldest first', () => {
    const [at, later] = ['2026-03-01T12:00:00.000Z', '2026-03-01T12:00:01.000Z'];
    const tasks = [
      { gid: '9', created_at: later },
      { gid: '100', created_at: at },
      { gid: '99', created_at: at },
    ];
    expect(tasks.sort(oldestFirst).map(({ gid }) => gid)).toEqual(['99', '100', '9']);
  });
});

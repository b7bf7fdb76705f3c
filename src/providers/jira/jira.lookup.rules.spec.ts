import type { TicketLookup } from '../contract/index.js';
import { DEFAULT_TIMINGS } from '../../config/timings.js';
import { absentOutcome, isAbsenceProven, lookbackMinutes } from './jira.lookup.rules.js';

const SENT = new Date('2026-03-01T12:00:00Z');
const DEADLINE = new Date('2026-03-01T12:00:15Z');
const after = (seconds: number) => new Date(DEADLINE.getTime() + seconds * 1_000);

function lookup(parts: Partial<TicketLookup> = {}): TicketLookup {
  return {
    operationId: 'op',
    generation: 0,
    generationSentAt: null,
    projectKey: 'ABC',
    firstSentAt: SENT,
    sendDeadline: DEADLINE,
    misses: 0,
    ...parts,
  };
}
const STRONG = { isStrong: true, isComplete: true };
const WEAK = { isStrong: false, isComplete: true };
const UNREADABLE = { isStrong: false, isComplete: false };

describe('when a ticket certainly is not there', () => {
  it.each([
    ['a strong look just before 30 s', lookup(), STRONG, 29.9, false],
    ['a strong look after 30 s', lookup(), STRONG, 30, true],
    ['a weak look after 30 s', lookup(), WEAK, 30, false],
    ['a fifth weak miss after 120 s', lookup({ misses: 4 }), WEAK, 120, false],
    ['a sixth weak miss after 120 s', lookup({ misses: 5 }), WEAK, 120, true],
    ['a sixth weak miss before 120 s', lookup({ misses: 5 }), WEAK, 119, false],
    ['any number of misses in a hidden project', lookup({ misses: 99 }), UNREADABLE, 9_999, false],
    [
      'a strong look for what was never sent',
      lookup({ firstSentAt: null, sendDeadline: null }),
      STRONG,
      0,
      true,
    ],
    [
      'a weak look for what was never sent',
      lookup({ firstSentAt: null, sendDeadline: null }),
      WEAK,
      0,
      false,
    ],
    ['a strong look where only the sending is known', lookup({ sendDeadline: null }), STRONG, 0, false],
  ])('%s', (_, asked, result, seconds, proven) => {
    expect(isAbsenceProven(asked, result, after(seconds), DEFAULT_TIMINGS)).toBe(proven);
  });

  it('looks back to five minutes before the first of them was sent, whatever the clock says', () => {
    expect(lookbackMinutes([lookup(), lookup({ firstSentAt: null })], after(45))).toBe(10);
    expect(lookbackMinutes([lookup()], new Date(SENT.getTime() + 61 * 60_000))).toBe(66);
    expect(lookbackMinutes([lookup()], new Date(SENT.getTime() - 60 * 60_000))).toBe(5);
  });
});

describe('when to look again for what was not found', () => {
  it.each([
    ['the first miss', 0, 15],
    ['the sixth, which may be proof', 5, 15],
    ['the seventh', 6, 30],
    ['the eighth', 7, 60],
    ['the eleventh', 10, 480],
    ['the twelfth', 11, 600],
    ['any later one', 2_147_483_646, 600],
  ])('after %s', (_, misses, seconds) => {
    expect(absentOutcome(lookup({ misses }), false, DEFAULT_TIMINGS)).toEqual({
      kind: 'absent',
      proven: false,
      lookupAgainAfterMs: seconds * 1_000,
    });
  });

  it('is never sooner than the spacing, however long that is', () => {
    const timings = { ...DEFAULT_TIMINGS, lookupSpacingMs: 900_000 };
    expect(absentOutcome(lookup({ misses: 9 }), false, timings)).toMatchObject({
      lookupAgainAfterMs: 900_000,
    });
  });
});

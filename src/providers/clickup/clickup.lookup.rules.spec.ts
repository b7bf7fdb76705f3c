import type { TicketLookup } from '../contract/index.js';
import { absentOutcome, isAbsenceProven, markersOf, lookbackMs } from './clickup.lookup.rules.js';

const TIMINGS = { listProofAfterMs: 15_000, listLookupSpacingMs: 5_000, lookupSpacingMaxMs: 600_000 };
const NOW = new Date('2031-02-28T12:00:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);
const lookup = (parts: Partial<TicketLookup> = {}): TicketLookup => ({
  ...{ operationId: 'x', generation: 0, generationSentAt: ago(60), projectKey: '901', misses: 2 },
  ...{ firstSentAt: ago(40), sendDeadline: ago(20) },
  ...parts,
});
const COMPLETE = { isComplete: true };
const CLOSED = { isComplete: false, isHidden: true };
const NEVER_SENT = { firstSentAt: null, sendDeadline: null, misses: 0 };

describe('that there is no ticket in ClickUp', () => {
  it.each([
    ['after three misses, and 15 s after the deadline', {}, COMPLETE, true],
    ['not after two', { misses: 1 }, COMPLETE, false],
    ['not sooner', { sendDeadline: ago(14) }, COMPLETE, false],
    ['by the later of the two times', { firstSentAt: ago(10) }, COMPLETE, false],
    ['not where pages were left out', { misses: 99 }, { isComplete: false }, false],
    ['not in a list that is closed to us', { misses: 99 }, CLOSED, false],
    ['at once where nothing was ever sent', NEVER_SENT, COMPLETE, true],
    ['so too in a list that is closed to us', NEVER_SENT, CLOSED, true],
    ['but not where pages were left out', NEVER_SENT, { isComplete: false }, false],
  ])('counts as proven %s', (_, parts, result, proven) => {
    expect(isAbsenceProven(lookup(parts), result, NOW, TIMINGS)).toBe(proven);
  });

  it('is looked for evenly, and ever more rarely where that proves nothing', () => {
    const pauses = (result: typeof COMPLETE) =>
      [0, 2, 3, 4, 30].map((misses) => {
        const outcome = absentOutcome(lookup({ misses }), result, false, TIMINGS);
        return outcome.kind === 'absent' ? outcome.lookupAgainAfterMs : null;
      });
    expect(pauses(COMPLETE)).toEqual([5_000, 5_000, 5_000, 5_000, 5_000]);
    expect(pauses(CLOSED)).toEqual([5_000, 5_000, 10_000, 20_000, 600_000]);
  });

  it('is looked for among what was made since the first was sent, and a little before', () => {
    expect(lookbackMs([lookup(), lookup({ firstSentAt: ago(3_600) })], NOW)).toBe(3_600_000 + 300_000);
    expect(lookbackMs([lookup({ firstSentAt: ago(-60) })], NOW)).toBe(300_000);
  });
});

describe('a marker in a task of ClickUp', () => {
  const marker = 'delivr-0f0e0d0c-0000-4000-8000-00000000000a';
  const task = { id: '86abc', status: { status: 'to do' } };

  it.each([
    ['as a tag', { tags: ['release', marker.toUpperCase()] }],
    ['in the description', { markdown_description: `x\n\n\`${marker}\`` }],
    ['in the text', { text_content: `x ${marker.toUpperCase()}.`, description: null }],
  ])('is found %s', (_, parts) => expect(markersOf({ ...task, ...parts }).has(marker)).toBe(true));

  it('is absent where there is none', () => expect(markersOf(task).size).toBe(0));
});

import { type CaseResult, conformanceTable } from '../../bench/conformance/table.js';

const aCase = (parts: Partial<CaseResult>): CaseResult => ({
  ...{ tracker: 'Alpha', group: 'creating', name: 'makes three', outcome: 'passed', reason: null },
  ...parts,
});
const BOTH = [aCase({}), aCase({ tracker: 'Beta' })];

describe('the table of the conformance suite', () => {
  it('shows trackers by cases, fixtures last, each reason once and by number', () => {
    const skipped = { outcome: 'skipped', reason: 'it has none (its page, last line)' } as const;
    const { markdown, violations } = conformanceTable([
      aCase({ tracker: 'A (fixture)', ...skipped }),
      ...BOTH,
      aCase({ tracker: 'A (fixture)', name: 'a|b', ...skipped }),
      aCase({ name: 'a|b' }),
      aCase({ tracker: 'Beta', name: 'a|b', ...skipped }),
    ]);
    expect(violations).toEqual([]);
    expect(markdown.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      '| case | Alpha | Beta | A (fixture) |',
      expect.stringMatching(/^(\| -+ )+\|$/),
      '| **creating** | | | |',
      '| makes three | ✓ | ✓ | — 1 |',
      '| a\\|b | ✓ | — 2 | — 1 |',
      '',
      '1. A (fixture): it has none (its page, last line).',
      '2. Beta: it has none (its page, last line).',
      '',
    ]);
  });

  it.each<[string, readonly CaseResult[], string]>([
    ['failed', [BOTH[0]!, aCase({ tracker: 'Beta', outcome: 'failed' })], 'failed'],
    [
      'was skipped without a word',
      [BOTH[0]!, aCase({ tracker: 'Beta', outcome: 'skipped' })],
      'skipped without a reason',
    ],
    [
      'was not run',
      [BOTH[0]!, aCase({ tracker: 'Beta', name: 'another' }), aCase({ name: 'another' })],
      'was not run',
    ],
  ])('complains of a case that %s', (_, results, violation) => {
    const { markdown, violations } = conformanceTable(results);
    expect(violations).toEqual([`Beta: creating makes three: ${violation}`]);
    expect(markdown).toMatch(/makes three +\| ✓ +\| ✗ +\|/);
  });
});

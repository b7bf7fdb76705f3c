import { nextCheckAt } from './duplicate-check-times.rules.js';

const UNCERTAIN = new Date('2026-11-25T10:00:00Z');
const at = (seconds: number) => new Date(UNCERTAIN.getTime() + seconds * 1_000);
const DELAYS_MS = [120_000, 900_000, 86_400_000];

describe('duplicate checks', () => {
  it.each([
    ['come after two minutes', 0, 120],
    ['after a quarter of an hour', 121, 900],
    ['and after a day', 901, 86_400],
    ['are one where nobody could look for an hour', 3_600, 86_400],
  ])('%s', (_, seconds, expected) => {
    expect(nextCheckAt(UNCERTAIN, DELAYS_MS, at(seconds))).toEqual(at(expected));
  });

  it('are over then', () => {
    expect(nextCheckAt(UNCERTAIN, DELAYS_MS, at(86_400))).toBeNull();
  });
});

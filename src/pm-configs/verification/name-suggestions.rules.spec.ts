import { editDistance, nearestNames } from './name-suggestions.rules.js';

describe('name suggestions', () => {
  it.each([
    ['', '', 0],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['flaw', 'lawn', 2],
    ['stroy', 'story', 1],
  ])('%j and %j are %i letters apart', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
    expect(editDistance(other, one)).toBe(distance);
  });

  it('are the most similar first, without case, each once and five at most', () => {
    const known = ['ZETA', 'SHOP', 'SHIP', 'shop2', 'ALPHABET', 'BETABLOCK', 'SHOP'];
    expect(nearestNames(' shpo', known)).toEqual(['SHOP', 'SHIP', 'shop2', 'ZETA', 'ALPHABET']);
  });
});

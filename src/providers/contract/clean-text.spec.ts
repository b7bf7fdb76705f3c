import { cleanJson, cleanText } from './clean-text.js';

describe('a text of a tracker', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['much too long', 5, 'much…'],
    [`${'a'.repeat(498)}😀b`, 500, `${'a'.repeat(498)}😀b`],
    [`${'a'.repeat(498)}😀bc`, 500, `${'a'.repeat(498)}😀…`],
    ['a\u0000b\ud83dc', 10, 'a\ufffdb\ufffdc'],
  ])('%j in at most %i code points is %j', (text, max, expected) => {
    expect(cleanText(text, max)).toBe(expected);
    expect(cleanText(text, max).isWellFormed()).toBe(true);
  });

  it('is cleaned wherever it stands in JSON, names of members included', () => {
    const hostile = { 'a\u0000': ['x\u0000', { b: '\udc00' }], n: 1, nothing: null, yes: true };
    expect(cleanJson(hostile)).toEqual({
      'a\ufffd': ['x\ufffd', { b: '\ufffd' }],
      ...{ n: 1, nothing: null, yes: true },
    });
  });
});

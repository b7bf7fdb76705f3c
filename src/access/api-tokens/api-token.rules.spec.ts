import { bearerToken, generateToken } from './api-token.rules.js';

describe('an API token', () => {
  it('has 256 random bits behind a prefix that scanners know', () => {
    const tokens = Array.from({ length: 100 }, generateToken);
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) {
      expect(Buffer.from(token.replace('delivr_', ''), 'base64url')).toHaveLength(32);
      expect(token).toMatch(/^delivr_/);
    }
  });

  it.each([
    ['Bearer abc', 'abc'],
    ['bearer  abc ', 'abc'],
    ['Bearer', null],
    ['Bearer a b', null],
    ['Basic abc', null],
    ['abc', null],
  ])('in the header %j is %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});

import { requestHash } from './request-hash.js';

describe('the hash of a request', () => {
  it('is the same for members in any order, absent, undefined or null', () => {
    const one = requestHash({ version: '1', description: null, config: { key: 'A', labels: ['a', 'b'] } });
    expect(requestHash({ config: { labels: ['a', 'b'], key: 'A', more: undefined }, version: '1' })).toBe(
      one,
    );
    expect(one).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['another value', { a: '2' }],
    ['another type', { a: 1 }],
    ['another name', { b: '1' }],
    ['another list', { a: ['1'] }],
    ['one more member', { a: '1', b: false }],
    ['nothing', {}],
    ['what only looks the same when joined', { a: '1","b":"2' }],
  ])('differs for %s', (_, other) => {
    expect(requestHash(other)).not.toBe(requestHash({ a: '1' }));
  });

  it('differs for lists in another order, and for what stands on another level', () => {
    expect(requestHash({ a: ['1', '2'] })).not.toBe(requestHash({ a: ['2', '1'] }));
    expect(requestHash({ a: { b: '1' }, c: '2' })).not.toBe(requestHash({ a: { b: '1', c: '2' } }));
  });
});

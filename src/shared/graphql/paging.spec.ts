import { InvalidInputError } from '../errors/index.js';
import { checkFirst, decodeCursor, encodeCursor, toPage } from './paging.js';

const rows = (...ids: string[]) => ids.map((id) => ({ id }));
const keysetOf = ({ id }: { id: string }) => [id];

describe('a page', () => {
  it('shows what was asked for, and by one row more that there is more', () => {
    const page = toPage(rows('a', 'b', 'c'), 2, false, keysetOf);
    expect(page.edges.map(({ node }) => node.id)).toEqual(['a', 'b']);
    expect(page.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: encodeCursor(['a']),
      endCursor: encodeCursor(['b']),
    });
  });

  it('is the last one where there is no row more', () => {
    expect(toPage(rows('c'), 1, true, keysetOf).pageInfo).toMatchObject({
      hasNextPage: false,
      hasPreviousPage: true,
    });
  });

  it('has no cursors when it is empty', () => {
    expect(toPage([], 2, false, keysetOf)).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it.each([1, 100])('may hold %d', (first) => expect(checkFirst(first)).toBe(first));

  it.each([0, -1, 101])('may not hold %d', (first) => {
    expect(() => checkFirst(first)).toThrow(InvalidInputError);
  });
});

describe('a cursor', () => {
  it('is read as it was written, texts of any kind and nothing included', () => {
    const keyset = ['ORDER', null, 'ü \u2028 \u0001 "'];
    expect(decodeCursor(encodeCursor(keyset), 3)).toEqual(keyset);
  });

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each([
    ...[
      '',
      'garbage',
      '{}',
      '\u0000',
      '\ud800',
      encoded({}),
      encoded(null),
      encoded('a'),
      encoded(['a', 'b']),
    ],
    ...[encoded([]), encoded([1]), encoded([['a']]), encoded(['a\u0000']), encoded(['\ud800'])],
    ...['x'.repeat(100_000), `${encoded(['a'])}!`, `${encoded(['a'])} `],
  ])('of somebody’s own making is refused on after: %j', (cursor) => {
    expect(() => decodeCursor(cursor, 1)).toThrow(/^after: is not a cursor of this list/);
  });
});

import { parseBaseUrl, requestPath, requestQuery } from './request-url.js';

const base = parseBaseUrl('https://user:pass@tracker.example.com:8443/jira?x=1#y');
const path = (text: string) => requestPath(base, { method: 'GET', path: text, isRepeatable: true });

describe('the address of a request', () => {
  it('stays below the base URL, whose secrets are left behind', () => {
    expect(base).toEqual({
      origin: 'https://tracker.example.com:8443',
      host: 'tracker.example.com:8443',
      path: '/jira/',
    });
    expect(path('rest/api/3/issue/A%2F..%2FB')).toBe('/jira/rest/api/3/issue/A%2F..%2FB');
  });

  it.each([
    '/x',
    '//evil.test',
    '../x',
    'a/../b',
    'a/%2e%2E/b',
    'a/.',
    'a?b=c',
    'a#b',
    'a\\..\\b',
    'a b',
    'a\r\nb',
  ])('is never made from %j', (text) => expect(() => path(text)).toThrow('must be relative and encoded'));

  it('carries each parameter, and each element of a list, encoded', () => {
    const query = { page: 0, search: 'a&b', none: undefined, 'ids[]': ['x', 'y/z'], empty: [] };
    expect(requestQuery({ method: 'GET', path: 'x', query, isRepeatable: true })).toBe(
      '?page=0&search=a%26b&ids%5B%5D=x&ids%5B%5D=y%2Fz',
    );
  });
});

import { numberOf, projectKey, projectOf, ticketIdOrKey } from './jira.keys.js';

describe('keys', () => {
  it.each([
    ['ABC', 'ABC'],
    ['ab1_c', 'AB1_C'],
  ])('takes %s as a project key', (text, key) => {
    expect(projectKey(text)).toBe(key);
  });

  it.each(['', 'A', '1AB', 'A-B', '../project', 'AB/..', 'AB%2f', 'AB ', 'AB\n', 'ÄB', 'A'.repeat(256)])(
    'refuses %j as a project key',
    (text) => expect(projectKey(text)).toBeNull(),
  );

  it.each([
    ['abc-12', 'ABC-12'],
    ['10001', '10001'],
  ])('takes %s as a ticket', (text, key) => {
    expect(ticketIdOrKey(text)).toBe(key);
  });

  it.each([
    '',
    '../project',
    'ABC',
    'ABC-',
    'ABC-1/../..',
    'ABC-1?x',
    '-1',
    '1e3',
    'ABC-1\n',
    `ABC-${'1'.repeat(30)}`,
  ])('refuses %j as a ticket', (text) => expect(ticketIdOrKey(text)).toBeNull());

  it('takes a key apart', () => {
    expect([numberOf('ABC-12'), numberOf('ABC'), projectOf('ab_c-12')]).toEqual([12, null, 'AB_C']);
  });
});

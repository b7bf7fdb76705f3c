import { type GraphQLScalarType, parseValue as parseLiteral } from 'graphql';
import { GraphQLDate, GraphQLDateTime, GraphQLJSONObject, GraphQLURL } from './scalars.js';

/** What a scalar makes of a value: as a variable, and as a literal, where it must be the same. */
function taken(scalar: GraphQLScalarType<any, any>, value: unknown): unknown {
  const asVariable = outcome(() => scalar.parseValue(value));
  if (typeof value === 'string' && value.isWellFormed()) {
    const literal = parseLiteral(JSON.stringify(value));
    expect(outcome(() => scalar.parseLiteral(literal))).toEqual(asVariable);
  }
  return asVariable;
}

function outcome(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

const REFUSED = expect.stringMatching(/^refused: must /);

describe('DateTime', () => {
  it.each([
    ['2026-03-01T09:30:00Z', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T09:30:00.123456789+02:00', '2026-03-01T07:30:00.123Z'],
    ['2024-02-29T00:00:00-11:30', '2024-02-29T11:30:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('takes %s', (text, utc) => {
    const instant = taken(GraphQLDateTime, text) as Date;
    expect(GraphQLDateTime.serialize(instant)).toBe(utc);
  });

  it.each([
    ...['', 'now', '2026-03-01', '2026-03-01T09:30Z', '2026-03-01T09:30:00', '2026-03-01 09:30:00Z'],
    ...['2026-02-30T00:00:00Z', '2026-03-01T24:00:00Z', '2026-03-01T09:60:00Z', '2026-03-01T09:30:60Z'],
    ...['2026-03-01T09:30:00+99:00', '0000-01-01T00:00:00Z', '0001-01-01T00:00:00+14:00'],
    ...['9999-12-31T23:59:59-01:00', '+010000-01-01T00:00:00Z', '2026-03-01T09:30:00Z\u0000'],
    ...[0, 1_700_000_000_000, true, null, {}, ['2026-03-01T09:30:00Z']],
  ])('refuses %j', (value) => {
    expect(taken(GraphQLDateTime, value)).toEqual(REFUSED);
  });
});

describe('Date', () => {
  it.each(['2026-03-01', '2024-02-29', '0001-01-01', '9999-12-31'])('takes %s as it is', (day) => {
    expect(taken(GraphQLDate, day)).toBe(day);
  });

  it.each([
    ...['', '2026-02-30', '2023-02-29', '2026-13-01', '2026-00-01', '2026-1-1', '0000-01-01', '10000-01-01'],
    ...['2026-03-01T00:00:00Z', ' 2026-03-01', '2026-03-01\n', '-026-03-01', 20_260_301, null, {}],
  ])('refuses %j', (value) => {
    expect(taken(GraphQLDate, value)).toEqual(REFUSED);
  });
});

describe('URL', () => {
  it.each([
    ...['https://acme.atlassian.net', 'HTTPS://Acme.Example/', 'http://127.0.0.1:8080/jira?a=b#c'],
    ...['https://[2001:db8::1]/x', 'https://bücher.example/ü', 'https://a.example/@user', 'https://a?b@c'],
  ])('keeps %s as it is written', (url) => {
    expect(taken(GraphQLURL, url)).toBe(url);
  });

  it.each([
    ...[
      '',
      'acme.example',
      '//acme.example',
      'ftp://acme.example',
      'javascript:alert(1)',
      'data:text/html,x',
    ],
    ...[
      'https:acme.example',
      'https:///acme.example',
      'https://',
      'https://?x',
      'http://[::1',
      'http://a:99999',
    ],
    ...['https://user@acme.example', 'https://user:pw@acme.example', 'https://@acme.example', 'https://:@a'],
    ...[
      ' https://acme.example',
      'https://acme.example/a b',
      'https://acme.example/\n',
      'https://a\\@b.example',
    ],
    ...['https://acme.example/\u0000', 'https://acme.example/\u009f', 'https://acme.example/\ud800'],
    ...[`https://acme.example/${'x'.repeat(2_000)}`, 1, null, {}, ['https://acme.example']],
  ])('refuses %j', (value) => {
    expect(taken(GraphQLURL, value)).toEqual(REFUSED);
  });
});

describe('JSONObject', () => {
  it('takes any object as it is', () => {
    const value = { a: [1, 'x', null, { b: true }], 'strange key': -1.5 };
    expect(GraphQLJSONObject.parseValue(value)).toEqual(value);
    const literal = parseLiteral('{ a: [1, "x", null, { b: true }], c: FREE, d: -1.5, e: $v }');
    expect(GraphQLJSONObject.parseLiteral(literal, { v: { deep: 1 } })).toEqual({
      ...{ a: [1, 'x', null, { b: true }], c: 'FREE', d: -1.5, e: { deep: 1 } },
    });
  });

  it.each([null, 'x', 1, true, [], [{}]])('refuses %j', (value) => {
    expect(outcome(() => GraphQLJSONObject.parseValue(value))).toEqual(REFUSED);
  });

  it.each([
    ['a prototype', '{"a":[{"__proto__":{"x":1}}]}'],
    ['a class', '{"constructor":{"x":1}}'],
    ['what is too deep', `${'{"a":'.repeat(21)}1${'}'.repeat(21)}`],
    ['a number beyond all numbers', '{"a":[1e999]}'],
  ])('refuses %s', (_, json) => {
    expect(outcome(() => GraphQLJSONObject.parseValue(JSON.parse(json)))).toEqual(REFUSED);
    const literal = parseLiteral(json.replace(/"(\w+)":/g, '$1:'));
    expect(outcome(() => GraphQLJSONObject.parseLiteral(literal))).toEqual(REFUSED);
  });
});

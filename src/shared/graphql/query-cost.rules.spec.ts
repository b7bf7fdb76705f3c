import { buildSchema, type FragmentDefinitionNode, Kind, parse } from 'graphql';
import { costOf } from './query-cost.rules.js';

const schema = buildSchema(`
  type Query { things(first: Int! = 20): Things! thing: Thing all: [Thing!]! }
  type Things { edges: [Edge!]! total: Int! }
  type Edge { node: Thing! }
  type Thing { id: ID! names: [String!]! parts: [Thing!] things(first: Int! = 20): Things! }
`);

function cost(text: string, variables: Record<string, unknown> = {}): number {
  const { definitions } = parse(text);
  const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!;
  const fragments = new Map(
    definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );
  return costOf({ schema, operation, fragments, variables });
}

const page = (first: string) => `things${first} { total edges { node { id } } }`;

describe('the cost of a query', () => {
  it.each([
    ['one for each field', '{ thing { id names } }', 3],
    ['three times what lies in a list without pages', '{ all { id parts { id } } }', 1 + 3 * (1 + 1 + 3)],
    ['a page as often as it is large', `{ ${page('(first: 5)')} }`, 1 + 5 * 4],
    ['a page of the usual size where none is given', `{ ${page('')} }`, 1 + 20 * 4],
    ['at most a hundred', `{ ${page('(first: 5000)')} }`, 1 + 100 * 4],
    [
      'pages in pages',
      '{ things(first: 10) { edges { node { things(first: 10) { total } } } } }',
      1 + 10 * (1 + 1 + 1 + 10),
    ],
    [
      'fragments where they stand',
      '{ thing { ...F ... on Thing { id } } } fragment F on Thing { id names }',
      4,
    ],
    ['nothing for introspection', '{ __typename __schema { types { name } } thing { __typename id } }', 2],
  ])('counts %s', (_, query, expected) => {
    expect(cost(query)).toBe(expected);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['$n: Int!', { n: 5 }, 5],
    ['$n: Int! = 7', {}, 7],
    ['$n: Int! = 7', { n: 5 }, 5],
    ['$n: Int', {}, 20],
    ['$n: Int!', { n: 'x' }, 100],
    ['$n: Int!', { n: -1 }, 100],
  ])('reads the size of a page from the variable %s, given %j', (definition, variables, size) => {
    expect(cost(`query (${definition}) { ${page('(first: $n)')} }`, variables)).toBe(1 + size * 4);
  });

  it('counts a fragment each time, but walks it once', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, n) => `fragment F${n} on Thing { parts { ...F${n + 1} ...F${n + 1} } }`,
    );
    const query = `{ thing { ...F0 } } ${fragments.join(' ')} fragment F40 on Thing { id }`;
    expect(cost(query)).toBeGreaterThan(6 ** 40);
  });
});

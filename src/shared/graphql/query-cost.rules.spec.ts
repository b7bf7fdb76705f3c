import { buildSchema, type GraphQLObjectType, Kind, parse } from 'graphql';
import { costOf } from './query-cost.rules.js';

const schema = buildSchema(`
  type Query { things(first: Int! = 20): Things! thing: Thing all: [Thing!]! }
  type Things { edges: [Edge!]! total: Int! pageInfo: PageInfo! } type PageInfo { endCursor: String }
  type Edge { node: Thing! }
  type Thing { id: ID! names: [String!]! parts: [Thing!] things(first: Int! = 20): Things! }
`);

function cost(text: string, variables: Record<string, unknown> = {}, of = schema): number {
  return costs(text, variables, of).data;
}

function costs(text: string, variables: Record<string, unknown> = {}, of = schema) {
  const document = parse(text);
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!;
  return costOf({ schema: of, document, operation, variables });
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
    ['an introspection apart', '{ __typename __schema { types { name } } thing { __typename id } }', 2],
  ])('counts %s', (_, query, expected) => {
    expect(cost(query)).toBe(expected);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['$n: Int!', { n: 5 }, 5],
    ['$n: Int! = 7', {}, 7],
    ['$n: Int! = 7', { n: 5 }, 5],
    ['$n: Int', {}, 20],
    ['$n: Int!', { n: -1 }, 100],
  ])('reads the size of a page from the variable %s, given %j', (definition, variables, size) => {
    expect(cost(`query (${definition}) { ${page('(first: $n)')} }`, variables)).toBe(1 + size * 4);
  });

  it('counts of an introspection what it can be answered with, once for each name', () => {
    const types = Object.keys(schema.getTypeMap()).length;
    const once = costs('{ __schema { types { name kind } } }').introspection;
    expect(once).toBe(1 + 1 + types * 2);
    expect(
      costs('{ a: __schema { ...S } b: __schema { ...S } } fragment S on __Schema { types { name kind } }'),
    ).toEqual({ data: 0, introspection: 2 * once });
    const deep = (depth: number): string => (depth === 0 ? 'name' : `fields { type { ${deep(depth - 1)} } }`);
    expect(costs(`{ __schema { types { ${deep(9)} } } }`).introspection).toBeGreaterThan(types * 2 ** 9);
    expect(costs('{ __type(name: "Thing") { fields { name } } }').introspection).toBeLessThan(20);
  });

  it('counts a list as long as its quota lets it be, and a long text as many fields', () => {
    const sized = buildSchema('type Query { things: [Thing!]! } type Thing { id: ID! notes: String }');
    const { things } = sized.getQueryType()!.getFields();
    Object.assign(things!.extensions, { listSize: 50 });
    Object.assign((sized.getType('Thing') as GraphQLObjectType).getFields()['notes']!.extensions, {
      weight: 20,
    });
    expect(cost('{ things { id notes } }', {}, sized)).toBe(1 + 50 * 21);
  });

  it('counts a fragment each time, and refuses what that makes larger than can be counted', () => {
    const fragments = (depth: number) =>
      Array.from(
        { length: depth },
        (_, n) => `fragment F${n} on Thing { parts { ...F${n + 1} ...F${n + 1} } }`,
      );
    const query = (depth: number) =>
      `{ thing { ...F0 } } ${fragments(depth).join(' ')} fragment F${depth} on Thing { id }`;
    expect(cost(query(5))).toBeGreaterThan(6 ** 5);
    expect(() => cost(query(40))).toThrow('maximum allowed number of nodes');
  });
});

import { buildSchema, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import { EXAMPLES } from '../../web/playground/examples.js';

describe('the examples of the playground', () => {
  const schema = buildSchema(readFileSync('schema.gql', 'utf8'));

  it.each(EXAMPLES.map((example, index) => [`${index + 1}`, example] as const))(
    'number %s is one that this API takes',
    (_, { query }) => {
      expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
    },
  );
});

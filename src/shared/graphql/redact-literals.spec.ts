import { buildSchema, type GraphQLError, parse, validate } from 'graphql';
import { redactLiterals } from './redact-literals.js';

const schema = buildSchema(`
  enum Kind { CLOUD SERVER }
  input Input { text: String id: ID number: Int amount: Float flag: Boolean kind: Kind many: [String!] }
  type Query { ask(input: Input): String }
`);

function complaints(document: string): string[] {
  try {
    return validate(schema, parse(document)).map(({ message }) => message);
  } catch (error) {
    return [(error as GraphQLError).message];
  }
}

const literals = [
  'SECRET',
  '"SECRET"',
  '"""SECRET"""',
  '{ a: "SECRET" }',
  '["SECRET"]',
  '7SECRET',
  '"SECRET',
  '"SECRET" "SECRET"',
];

describe('what graphql-js says about a literal', () => {
  it.each(['text', 'id', 'number', 'amount', 'flag', 'kind', 'many'])('for %s never repeats it', (member) => {
    for (const literal of literals) {
      for (const message of complaints(`{ ask(input: { ${member}: ${literal} }) }`)) {
        expect(redactLiterals(message)).not.toMatch(/SECRET/);
      }
    }
  });

  it('still says what was wanted', () => {
    const [message = ''] = complaints('{ ask(input: { kind: CLOOD }) }');
    expect(redactLiterals(message)).toBe(
      'This value does not exist in "Kind" enum. Did you mean the enum value "CLOUD"?',
    );
    const [other = ''] = complaints('{ ask(input: { number: "x" }) }');
    expect(redactLiterals(other)).toBe('Int cannot represent non-integer value.');
  });

  it('adds what a scalar of ours complains about', () => {
    expect(redactLiterals('Expected value of type "URL!", found "x"; must be y.', 'must be y.')).toBe(
      'Expected value of type "URL!". It must be y.',
    );
  });

  it('leaves names alone', () => {
    const [message = ''] = complaints('{ aks }');
    expect(redactLiterals(message)).toBe(message);
    expect(message).toMatch(/"aks".*"ask"/);
  });
});

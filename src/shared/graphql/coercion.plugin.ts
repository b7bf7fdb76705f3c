import {
  type ApolloServerPlugin,
  type BaseContext,
  type GraphQLRequestContextDidResolveOperation,
  HeaderMap,
} from '@apollo/server';
import {
  coerceInputValue,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { type FieldError, InvalidInputError } from '../errors/index.js';
import { type Path, variableUsages, type VariableUsage } from './variable-usages.js';

type Variables = Readonly<Record<string, unknown>>;

/**
 * Answers variables that do not fit their types, or the places where they stand, with BAD_USER_INPUT and every field at
 * once; graphql-js alone would say it in prose, and Apollo without fields.
 */
export class CoercionPlugin implements ApolloServerPlugin<BaseContext> {
  async requestDidStart() {
    return {
      async didResolveOperation(context: GraphQLRequestContextDidResolveOperation<BaseContext>) {
        const { schema, document, operation, request } = context;
        // None where it is not clear which of several is meant: execution says so.
        if (!operation) return;
        const fields = coercionViolations(schema, document, operation, request.variables ?? {});
        if (fields.length > 0) throw toGraphQLError(new InvalidInputError(fields), 400);
      },
    };
  }
}

interface VariableViolation {
  readonly variable: string;
  readonly path: Path;
  readonly message: string;
}

function coercionViolations(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): FieldError[] {
  const definitions = operation.variableDefinitions ?? [];
  const violations = definitions.flatMap((definition) => variableViolations(schema, definition, variables));
  const nulls = definitions.filter((definition) => isNull(definition, variables));
  if (violations.length === 0 && nulls.length === 0) return [];
  const usages = variableUsages(schema, document, operation);
  const misplaced = nulls.flatMap(({ variable: { name } }) => nullViolations(name.value, usages));
  return [
    ...violations.map(({ variable, path, message }) => {
      const prefix = usages.find(({ name }) => name === variable)?.path ?? [variable];
      return { path: pathWithinInput([...prefix, ...path]), message };
    }),
    ...misplaced,
  ];
}

function variableViolations(
  schema: GraphQLSchema,
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
  variables: Variables,
): VariableViolation[] {
  const name = variable.name.value;
  const type = typeFromAST(schema, typeNode as never);
  if (!type || !isInputType(type)) return [];
  if (!Object.hasOwn(variables, name)) {
    if (!isNonNullType(type) || defaultValue) return [];
    return [{ variable: name, path: [], message: 'is required.' }];
  }
  const violations: VariableViolation[] = [];
  coerceInputValue(variables[name], type, (path, value, error) => {
    violations.push({ variable: name, path, message: withoutSecrets(error, value) });
  });
  return violations;
}

function isNull({ variable, type, defaultValue }: VariableDefinitionNode, variables: Variables): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) return false;
  const name = variable.name.value;
  return Object.hasOwn(variables, name) ? variables[name] === null : defaultValue?.kind === Kind.NULL;
}

/** A variable may be null where what it is put into may only be absent, having a default. */
function nullViolations(variable: string, usages: readonly VariableUsage[]): FieldError[] {
  return usages
    .filter(({ name, isNonNull }) => name === variable && isNonNull)
    .map(({ path }) => ({ path: pathWithinInput(path), message: 'must not be null.' }));
}

/** Dotted from inside `input`; another argument's own name in front. */
function pathWithinInput(path: Path): string {
  return (path[0] === 'input' && path.length > 1 ? path.slice(1) : path).join('.');
}

/** graphql-js quotes the value in its message, which may be a secret that stands in the wrong place. */
function withoutSecrets(error: GraphQLError, value: unknown): string {
  if (value === null) return 'must not be null.';
  const original = error.originalError?.message;
  if (original) return original;
  const missing = /^Field "(\w+)" of required type "([^"]+)" was not provided\.$/.exec(error.message);
  if (missing) return `needs ${missing[1]} (${missing[2]}).`;
  const unknown = /^Field "(\w+)" is not defined by type "(\w+)"\.(.*)$/.exec(error.message);
  if (unknown) return `has no field ${unknown[1]}.${unknown[3]}`;
  const enumValue = /^Value ".*" does not exist in "(\w+)" enum\.(.*)$/s.exec(error.message);
  if (enumValue) return `is not one of ${enumValue[1]}.${enumValue[2]}`;
  const oneOf = /^Exactly one key must be specified for OneOf type "(\w+)"\.$/.exec(error.message);
  if (oneOf) return `wants exactly one of the members of ${oneOf[1]}.`;
  const expected =
    /Expected type "(\w+)"/.exec(error.message) ?? /^(\w+) cannot represent/.exec(error.message);
  return expected ? `must be of type ${expected[1]}.` : 'is not of the right type.';
}

/** Carries a domain error's code into an answer from outside a resolver, and when to come back into its header. */
export function toGraphQLError(
  error: { message: string; extensions: Record<string, unknown> },
  status?: number,
) {
  const { http, ...extensions } = error.extensions;
  const retryAfter = extensions['retryAfterSeconds'];
  const head = {
    ...(http as object | undefined),
    ...(status && { status }),
    ...(typeof retryAfter === 'number' && {
      headers: new HeaderMap([['retry-after', String(retryAfter)]]),
    }),
  };
  return new GraphQLError(error.message, { extensions: { ...extensions, http: head } });
}

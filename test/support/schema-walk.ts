import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { TestApp } from './app.js';

/** One query or mutation, as the schema tells it. */
export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly field: GraphQLField<unknown, unknown>;
}

/**
 * Gives the value of a leaf by its dotted path in the arguments, and the name of the member where only one may be given;
 * undefined: any value of its type will do.
 */
export type ValueOf = (path: string) => unknown;

export async function readSchema(app: TestApp): Promise<GraphQLSchema> {
  return buildClientSchema(await app.run(getIntrospectionQuery({ oneOf: true })));
}

export function operationsOf(schema: GraphQLSchema): ReadonlyMap<string, Operation> {
  const fieldsOf = (kind: Operation['kind']) =>
    Object.values(
      (kind === 'query' ? schema.getQueryType() : schema.getMutationType())?.getFields() ?? {},
    ).map((field) => [field.name, { kind, field }] as const);
  return new Map([...fieldsOf('query'), ...fieldsOf('mutation')]);
}

/** The least that can be asked of it with these arguments: its id where it has one. */
export function documentOf({ kind, field }: Operation, values: object): string {
  const type = getNamedType(field.type);
  const hasId = 'getFields' in type && 'id' in type.getFields();
  const selection = isLeafType(type) ? '' : `{ ${hasId ? 'id' : '__typename'} }`;
  const given = field.args.filter(({ name }) => name in values);
  const variables = given.map(({ name, type: wanted }) => `$${name}: ${String(wanted)}`).join(', ');
  const args = given.map(({ name }) => `${name}: $${name}`).join(', ');
  return `${kind} ${variables && `(${variables})`} { ${field.name}${args && `(${args})`} ${selection} }`;
}

/** Where ids stand in its arguments, optional ones included, as `input.platformConfigurations.0.integrationId`. */
export function idPathsOf({ field }: Operation): string[] {
  return field.args.flatMap(({ name, type }) => idPaths(name, type));
}

function idPaths(path: string, given: GraphQLInputType): string[] {
  const type = getNullableType(given);
  if (isListType(type)) return idPaths(`${path}.0`, type.ofType);
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).flatMap((field) => idPaths(`${path}.${field.name}`, field.type));
  }
  return getNamedType(type).name === 'ID' ? [path] : [];
}

/**
 * Arguments of the right form: what is required, what `valueOf` has a value for, and whatever leads to `forced`, a path
 * that takes the value given with it.
 */
export function argumentsFor(
  { field }: Operation,
  valueOf: ValueOf,
  forced?: { readonly path: string; readonly value: unknown },
): Record<string, unknown> {
  const build = new ArgumentBuilder(valueOf, forced);
  return build.members('', field.args, isRequiredArgument);
}

class ArgumentBuilder {
  constructor(
    private readonly valueOf: ValueOf,
    private readonly forced: { readonly path: string; readonly value: unknown } | undefined,
  ) {}

  members<T extends GraphQLArgument | GraphQLInputField>(
    parent: string,
    fields: readonly T[],
    isRequired: (field: T) => boolean,
  ): Record<string, unknown> {
    const wanted = fields
      .map((field) => ({ field, path: parent ? `${parent}.${field.name}` : field.name }))
      .filter(
        ({ field, path }) => isRequired(field) || this.isForced(path) || this.valueOf(path) !== undefined,
      );
    return Object.fromEntries(wanted.map(({ field, path }) => [field.name, this.value(path, field.type)]));
  }

  private value(path: string, given: GraphQLInputType): unknown {
    if (this.forced?.path === path) return this.forced.value;
    const type = getNullableType(given);
    if (isListType(type)) return [this.value(`${path}.0`, type.ofType)];
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      if (!type.isOneOf) return this.members(path, fields, isRequiredInputField);
      const chosen = this.valueOf(path);
      const member =
        fields.find((field) => this.isForced(`${path}.${field.name}`)) ??
        fields.find(({ name }) => name === chosen) ??
        fields[0]!;
      return { [member.name]: this.value(`${path}.${member.name}`, member.type) };
    }
    return this.valueOf(path) ?? (isEnumType(type) ? type.getValues()[0]!.name : anyValueOf(type.name, path));
  }

  private isForced(path: string): boolean {
    return this.forced !== undefined && `${this.forced.path}.`.startsWith(`${path}.`);
  }
}

function anyValueOf(scalar: string, path: string): unknown {
  const values: Readonly<Record<string, unknown>> = {
    ID: 'nothing',
    String: 'Text',
    Int: 1,
    Float: 1,
    Boolean: true,
    Date: '2100-01-01',
    DateTime: '2100-01-01T00:00:00Z',
    URL: 'https://example.com',
    JSONObject: {},
  };
  if (!(scalar in values)) throw new Error(`No value is known for ${path} (${scalar}): tell the walk one.`);
  return values[scalar];
}

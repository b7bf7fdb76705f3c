import {
  type DocumentNode,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { type ComplexityEstimatorArgs, getComplexity } from 'graphql-query-complexity';

/** Of a list that has no pages and does not say how long it can get: one thing per platform. */
const UNPAGED_LIST_SIZE = 3;
/** No page holds more, whatever is asked for. */
const MAX_PAGE_SIZE = 100;

/** What of a field's `@Extensions` tells its cost. */
export interface CostExtensions {
  /** How many elements its list has at most; a quota sees to it. */
  readonly listSize?: number;
  /** How many ordinary fields its value is worth: a long text. */
  readonly weight?: number;
}

export interface QueryToCost {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface QueryCost {
  /** Of the data. */
  readonly data: number;
  /** Of what is asked about the schema itself. */
  readonly introspection: number;
}

/**
 * How much an operation that is valid may have to be answered with: the sum over all selected fields, what lies in a
 * list counting as often as the list can be long: a page by literal, variable or default, others by `listSize`.
 * @throws GraphQLError where fragments make it larger than can be counted.
 */
export function costOf({ schema, document, operation, variables }: QueryToCost): QueryCost {
  let introspection = 0;
  const data = getComplexity({
    ...{ schema, query: document, variables: { ...variables } },
    ...(operation.name && { operationName: operation.name.value }),
    estimators: [
      (args) => {
        const cost = costOfField(args, schema);
        if (args.field !== SchemaMetaFieldDef && args.field !== TypeMetaFieldDef) return cost;
        introspection += cost;
        return 0;
      },
    ],
  });
  return { data, introspection: Math.ceil(introspection) };
}

function costOfField(
  { field, type, args, childComplexity }: ComplexityEstimatorArgs,
  schema: GraphQLSchema,
): number {
  if (field === TypeNameMetaFieldDef) return 0;
  const { listSize, weight = 1 } = field.extensions as CostExtensions;
  const knownSize = listSize ?? listSizesOfSchema(schema).get(`${type.name}.${field.name}`);
  return weight + sizeOf(field, type, args, knownSize) * childComplexity;
}

/** How often what lies in a field counts. */
function sizeOf(
  field: GraphQLField<unknown, unknown>,
  type: GraphQLNamedType,
  args: Readonly<Record<string, unknown>>,
  knownSize: number | undefined,
): number {
  if (field.args.some(({ name }) => name === 'first')) {
    // What cannot be the size of a page is refused elsewhere, and counts as the largest here.
    const first = Number(args['first']);
    return first >= 1 ? Math.min(first, MAX_PAGE_SIZE) : MAX_PAGE_SIZE;
  }
  // The list of a page was counted with the page.
  if (isPage(type)) return 1;
  return knownSize ?? (isListType(getNullableType(field.type)) ? UNPAGED_LIST_SIZE : 1);
}

function isPage(type: GraphQLNamedType): boolean {
  return (isObjectType(type) || isInterfaceType(type)) && 'pageInfo' in type.getFields();
}

/** How long the lists of an introspection are, by type and field; of those that differ, their mean. */
function listSizesOfSchema(schema: GraphQLSchema): ReadonlyMap<string, number> {
  const cached = LIST_SIZES.get(schema);
  if (cached) return cached;
  const types = Object.values(schema.getTypeMap());
  const mean = (countOf: (type: GraphQLNamedType) => number) =>
    Math.ceil(types.reduce((sum, type) => sum + countOf(type), 0) / types.length);
  const sizes = new Map([
    ['__Schema.types', types.length],
    ['__Schema.directives', schema.getDirectives().length],
    [
      '__Type.fields',
      mean((type) => (isObjectType(type) || isInterfaceType(type) ? sizeOfObject(type.getFields()) : 0)),
    ],
    ['__Type.inputFields', mean((type) => (isInputObjectType(type) ? sizeOfObject(type.getFields()) : 0))],
    ['__Type.enumValues', mean((type) => (isEnumType(type) ? type.getValues().length : 0))],
    // Less than half of all types are wrapped, and fewer twice.
    ['__Type.ofType', 0.4],
    ['__Type.interfaces', 1],
    ['__Type.possibleTypes', 1],
    ['__Field.args', 1],
    ['__Directive.args', 1],
  ]);
  LIST_SIZES.set(schema, sizes);
  return sizes;
}

const LIST_SIZES = new WeakMap<GraphQLSchema, ReadonlyMap<string, number>>();

function sizeOfObject(object: object): number {
  return Object.keys(object).length;
}

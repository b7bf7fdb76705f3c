import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';

/** Of a list that has no pages and does not say how long it can get: one thing per platform. */
const UNPAGED_LIST_WEIGHT = 3;
/** What of a field's `@Extensions` tells its cost. */
export interface CostExtensions {
  /** How many elements its list has at most; a quota sees to it. */
  readonly listSize?: number;
  /** How many ordinary fields its value is worth: a long text. */
  readonly weight?: number;
}

export interface QueryCost {
  /** Of the data. */
  readonly data: number;
  /** Of what is asked about the schema itself. */
  readonly introspection: number;
}
/** No page holds more, whatever is asked for. */
const MAX_PAGE_SIZE = 100;

/** What a query can ask of the schema itself. */
const META_FIELDS: Readonly<Record<string, GraphQLField<unknown, unknown>>> = {
  [SchemaMetaFieldDef.name]: SchemaMetaFieldDef,
  [TypeMetaFieldDef.name]: TypeMetaFieldDef,
};

export interface QueryToCost {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * How much an operation that is valid may have to be answered with: the sum over all selected fields, what lies in a
 * list counting as often as the list can be long: a page by literal, variable or default, others by `listSize`.
 */
export function costOf(query: QueryToCost): QueryCost {
  const { schema, operation } = query;
  const root = schema.getRootType(operation.operation);
  const counter = new CostCounter(query, listSizesOfSchema(schema));
  const data = root ? counter.of(operation.selectionSet, root, false) : 0;
  return { data, introspection: Math.ceil(counter.introspection) };
}

/** How long the lists of an introspection are, by type and field; of those that differ, their mean. */
function listSizesOfSchema(schema: GraphQLSchema): ReadonlyMap<string, number> {
  const cached = LIST_SIZES.get(schema);
  if (cached) return cached;
  const types = Object.values(schema.getTypeMap());
  const mean = (counts: readonly number[]) =>
    Math.ceil(counts.reduce((sum, count) => sum + count, 0) / Math.max(1, types.length));
  const fieldsOf = (type: GraphQLNamedType) =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const sizes = new Map([
    ['__Schema.types', types.length],
    ['__Schema.directives', schema.getDirectives().length],
    ['__Type.fields', mean(types.map((type) => fieldsOf(type).length))],
    [
      '__Type.inputFields',
      mean(types.map((type) => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0))),
    ],
    ['__Type.enumValues', mean(types.map((type) => (isEnumType(type) ? type.getValues().length : 0)))],
    // Less than half of all types are wrapped, and fewer twice.
    ['__Type.ofType', 0.4],
    ['__Type.interfaces', 1],
    ['__Type.possibleTypes', 1],
    ['__Field.args', 1],
    ['__Directive.args', 1],
    ['__Directive.locations', 1],
  ]);
  LIST_SIZES.set(schema, sizes);
  return sizes;
}

const LIST_SIZES = new WeakMap<GraphQLSchema, ReadonlyMap<string, number>>();

class CostCounter {
  introspection = 0;
  private readonly fragmentCosts = new Map<string, QueryCost>();

  constructor(
    private readonly query: QueryToCost,
    private readonly listSizes: ReadonlyMap<string, number>,
  ) {}

  /** `isPage`: its lists are the page itself, which was counted already. */
  of({ selections }: SelectionSetNode, parent: GraphQLNamedType, isPage: boolean): number {
    return selections.reduce((sum, selection) => sum + this.ofSelection(selection, parent, isPage), 0);
  }

  private ofSelection(selection: SelectionNode, parent: GraphQLNamedType, isPage: boolean): number {
    switch (selection.kind) {
      case Kind.FIELD:
        return this.ofField(selection, parent, isPage);
      case Kind.INLINE_FRAGMENT: {
        const type = this.typeNamed(selection.typeCondition?.name.value) ?? parent;
        return this.of(selection.selectionSet, type, isPage);
      }
      case Kind.FRAGMENT_SPREAD:
        return this.ofFragment(selection.name.value, isPage);
    }
  }

  private ofField(node: FieldNode, parent: GraphQLNamedType, isPage: boolean): number {
    const name = node.name.value;
    const meta = META_FIELDS[name];
    if (meta && node.selectionSet) {
      this.introspection += 1 + this.of(node.selectionSet, getNamedType(meta.type), false);
      return 0;
    }
    if (name.startsWith('__')) return 0;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field) return 1;
    const { listSize, weight = 1 } = field.extensions as CostExtensions;
    if (!node.selectionSet) return weight;
    const pageSize = this.pageSize(node, field);
    const isList = isListType(getNullableType(field.type));
    const knownSize = listSize ?? this.listSizes.get(`${parent.name}.${name}`);
    const size = pageSize ?? (isPage ? 1 : (knownSize ?? (isList ? UNPAGED_LIST_WEIGHT : 1)));
    return weight + size * this.of(node.selectionSet, getNamedType(field.type), pageSize !== null);
  }

  private ofFragment(name: string, isPage: boolean): number {
    const key = `${name} ${isPage}`;
    const fragment = this.query.fragments.get(name);
    const type = this.typeNamed(fragment?.typeCondition.name.value);
    if (!fragment || !type) return 0;
    const cached = this.fragmentCosts.get(key);
    if (cached) {
      this.introspection += cached.introspection;
      return cached.data;
    }
    const before = this.introspection;
    const data = this.of(fragment.selectionSet, type, isPage);
    this.fragmentCosts.set(key, { data, introspection: this.introspection - before });
    return data;
  }

  /** Null: it has no pages. What cannot be one is refused elsewhere, and counts as the largest here. */
  private pageSize(node: FieldNode, field: GraphQLField<unknown, unknown>): number | null {
    const argument = field.args.find(({ name }) => name === 'first');
    if (!argument) return null;
    const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
    const size = given?.kind === Kind.INT ? given.value : (this.sizeFrom(given) ?? argument.defaultValue);
    return Number(size) >= 1 ? Math.min(Number(size), MAX_PAGE_SIZE) : MAX_PAGE_SIZE;
  }

  private sizeFrom(given: { readonly kind: Kind } | undefined): unknown {
    if (given?.kind !== Kind.VARIABLE) return undefined;
    const variable = (given as unknown as { name: { value: string } }).name.value;
    if (Object.hasOwn(this.query.variables, variable)) return this.query.variables[variable];
    const definitions = this.query.operation.variableDefinitions ?? [];
    const definition = definitions.find((one) => one.variable.name.value === variable);
    return definition?.defaultValue?.kind === Kind.INT ? definition.defaultValue.value : undefined;
  }

  private typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.query.schema.getType(name);
  }
}

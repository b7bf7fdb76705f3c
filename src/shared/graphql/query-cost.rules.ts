import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Of a list that has no pages: most hold one thing per platform. */
const UNPAGED_LIST_WEIGHT = 3;
/** No page holds more, whatever is asked for. */
const MAX_PAGE_SIZE = 100;

export interface QueryToCost {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * How much an operation that is valid may have to be answered with: the sum over all selected fields, what lies in a
 * page counting as often as the page is large, given by literal, variable or default. Introspection is free.
 */
export function costOf(query: QueryToCost): number {
  const { schema, operation } = query;
  const root = schema.getRootType(operation.operation);
  return root ? new CostCounter(query).of(operation.selectionSet, root, false) : 0;
}

class CostCounter {
  private readonly fragmentCosts = new Map<string, number>();

  constructor(private readonly query: QueryToCost) {}

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
    if (name.startsWith('__')) return 0;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field || !node.selectionSet) return 1;
    const size = this.pageSize(node, field);
    const isList = isListType(getNullableType(field.type));
    const weight = size ?? (isList && !isPage ? UNPAGED_LIST_WEIGHT : 1);
    return 1 + weight * this.of(node.selectionSet, getNamedType(field.type), size !== null);
  }

  private ofFragment(name: string, isPage: boolean): number {
    const key = `${name} ${isPage}`;
    const fragment = this.query.fragments.get(name);
    const type = this.typeNamed(fragment?.typeCondition.name.value);
    if (!fragment || !type) return 0;
    const cost = this.fragmentCosts.get(key) ?? this.of(fragment.selectionSet, type, isPage);
    this.fragmentCosts.set(key, cost);
    return cost;
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

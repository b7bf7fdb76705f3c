import {
  type DocumentNode,
  getNullableType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';

export type Path = readonly (string | number)[];

/** Where a variable stands: from the name of the field's argument inwards. */
export interface VariableUsage {
  readonly name: string;
  readonly path: Path;
  /** What it is put into takes no null. */
  readonly isNonNull: boolean;
}

/** In the order in which an operation, then the document's fragments, name them. */
export function variableUsages(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly VariableUsage[] {
  const usages: VariableUsage[] = [];
  const info = new TypeInfo(schema);
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const visitor = visitWithTypeInfo(info, {
    Argument({ name, value }) {
      if (info.getFieldDef() && !info.getDirective()) {
        usages.push(...usagesIn(value, info.getArgument()?.type, [name.value]));
      }
    },
  });
  visit({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }, visitor);
  return usages;
}

function usagesIn(value: ValueNode, type: GraphQLInputType | undefined, path: Path): VariableUsage[] {
  const inner = getNullableType(type);
  switch (value.kind) {
    case Kind.VARIABLE:
      return [{ name: value.name.value, path, isNonNull: isNonNullType(type) }];
    case Kind.LIST: {
      const itemType = isListType(inner) ? (inner.ofType as GraphQLInputType) : undefined;
      return value.values.flatMap((item, index) => usagesIn(item, itemType, [...path, index]));
    }
    case Kind.OBJECT: {
      const known = isInputObjectType(inner) ? inner.getFields() : {};
      return value.fields.flatMap((field) =>
        usagesIn(field.value, known[field.name.value]?.type, [...path, field.name.value]),
      );
    }
    default:
      return [];
  }
}

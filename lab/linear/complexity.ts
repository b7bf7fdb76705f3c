import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLObjectType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { operationNode } from '../graphql/documents.js';
import type { ValidCall } from '../graphql/graphql-endpoint.js';

export const MAX_COMPLEXITY = 10_000;
const DEFAULT_PAGE = 50;

/** Linear's points: 0.1 a property, 1 an object; a connection multiplies what is in it by its page size. */
export function complexityOf({ schema, document, body }: ValidCall): number {
  const fragments = new Map(
    document.definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each]),
  );

  const ofSelections = ({ selections }: SelectionSetNode, type: GraphQLObjectType): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + ofField(selection, type);
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return inner ? sum + ofSelections(inner.selectionSet, type) : sum;
    }, 0);

  const ofField = (field: FieldNode, parent: GraphQLObjectType): number => {
    const definition = parent.getFields()[field.name.value];
    const type = definition && getNamedType(definition.type);
    if (!isObjectType(type) || !field.selectionSet) return 0.1;
    const inner = ofSelections(field.selectionSet, type);
    return type.name.endsWith('Connection') ? pageSize(field, body.variables) * inner : 1 + inner;
  };

  const operation = operationNode(document, body.operationName);
  const root = operation && schema.getRootType(operation.operation);
  return root ? Math.ceil(ofSelections(operation.selectionSet, root)) : 0;
}

function pageSize({ arguments: args = [] }: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  const value = args.find(({ name }) => name.value === 'first')?.value;
  if (value?.kind === Kind.INT) return Number(value.value);
  const given = value?.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
  return typeof given === 'number' ? given : DEFAULT_PAGE;
}

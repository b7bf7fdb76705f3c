import { Kind, type OperationDefinitionNode } from 'graphql';

/** Whether an operation asks for nothing but the name of its root type. */
export function isTypenameOnly(operation: OperationDefinitionNode): boolean {
  return selectsOnly(operation, (name) => name === '__typename');
}

/** Whether an operation asks about the schema alone, so that its answer is the same for everybody. */
export function isIntrospectionOnly(operation: OperationDefinitionNode): boolean {
  return selectsOnly(operation, (name) => name.startsWith('__'));
}

/** Fragments at the root are not followed: tools write none there. */
function selectsOnly(
  { selectionSet: { selections } }: OperationDefinitionNode,
  isAllowed: (name: string) => boolean,
): boolean {
  return selections.every((selection) => selection.kind === Kind.FIELD && isAllowed(selection.name.value));
}

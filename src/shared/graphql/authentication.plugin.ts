import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { Kind, type OperationDefinitionNode } from 'graphql';
import { UnauthenticatedError } from '../errors/index.js';
import { toGraphQLError } from './coercion.plugin.js';
import type { GraphqlContext } from './graphql-context.js';

/**
 * Nobody gets further than the schema: an operation without credentials is answered before anything of it runs, with
 * HTTP 401. What the caller may do is the guard's business.
 */
export class AuthenticationPlugin implements ApolloServerPlugin<GraphqlContext> {
  async requestDidStart() {
    return {
      async didResolveOperation(request: GraphQLRequestContextDidResolveOperation<GraphqlContext>) {
        if (request.contextValue.caller || isIntrospection(request.operation)) return;
        throw toGraphQLError(
          new UnauthenticatedError('Sign in first: send your API token as `Authorization: Bearer <token>`.'),
        );
      },
    };
  }
}

function isIntrospection(operation: OperationDefinitionNode | undefined): boolean {
  return (
    operation?.selectionSet.selections.every(
      (selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'),
    ) ?? false
  );
}

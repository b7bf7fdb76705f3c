import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';
import { UnauthenticatedError } from '../errors/index.js';
import { toGraphQLError } from './coercion.plugin.js';
import type { GraphqlContext } from './graphql-context.js';
import { isIntrospectionOnly, isTypenameOnly } from './introspection.rules.js';

/**
 * An operation without credentials is answered before anything of it runs, with HTTP 401. What the caller may do is the
 * guard's business.
 */
export class AuthenticationPlugin implements ApolloServerPlugin<GraphqlContext> {
  /** @param isSchemaPublic whether everybody may read the schema. */
  constructor(private readonly isSchemaPublic: boolean) {}

  async requestDidStart() {
    const { isSchemaPublic } = this;
    return {
      async didResolveOperation({
        contextValue,
        operation,
      }: GraphQLRequestContextDidResolveOperation<GraphqlContext>) {
        if (contextValue.caller || (operation && isOpen(operation, isSchemaPublic))) return;
        throw toGraphQLError(
          new UnauthenticatedError('Sign in first: send your API token as `Authorization: Bearer <token>`.'),
        );
      },
    };
  }
}

function isOpen(operation: OperationDefinitionNode, isSchemaPublic: boolean): boolean {
  return isTypenameOnly(operation) || (isSchemaPublic && isIntrospectionOnly(operation));
}

import { GraphQLError } from 'graphql';

/**
 * What the tracker says no with. Anything else that goes wrong while a document is executed is a mistake of the lab's,
 * and shows among its violations.
 */
export class GraphqlRefusal extends GraphQLError {
  constructor(message: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(message, { extensions: { ...extensions } });
  }
}

export function isRefusal(error: GraphQLError): boolean {
  return error instanceof GraphqlRefusal || error.originalError instanceof GraphqlRefusal;
}

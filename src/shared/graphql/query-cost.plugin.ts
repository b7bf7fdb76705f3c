import type {
  ApolloServerPlugin,
  BaseContext,
  GraphQLRequestContextDidResolveOperation,
} from '@apollo/server';
import { type FragmentDefinitionNode, GraphQLError, Kind } from 'graphql';
import { costOf } from './query-cost.rules.js';

/** Refuses what would be too much to answer. After validation, since a page's size may stand in a variable. */
export class QueryCostPlugin implements ApolloServerPlugin<BaseContext> {
  constructor(private readonly maxCost: number) {}

  async requestDidStart() {
    const { maxCost } = this;
    return {
      async didResolveOperation(context: GraphQLRequestContextDidResolveOperation<BaseContext>) {
        const { schema, document, operation, request } = context;
        if (!operation) return;
        const fragments = new Map(
          document.definitions
            .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
            .map((one) => [one.name.value, one]),
        );
        const cost = costOf({ schema, operation, fragments, variables: request.variables ?? {} });
        if (cost > maxCost) throw costExceededError(cost, maxCost);
      },
    };
  }
}

function costExceededError(cost: number, maxCost: number): GraphQLError {
  return new GraphQLError(
    `The query may answer with ${cost} fields; at most ${maxCost} are possible. Ask for smaller pages or fewer fields.`,
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } } },
  );
}

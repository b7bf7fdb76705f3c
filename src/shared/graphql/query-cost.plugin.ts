import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getIntrospectionQuery,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import type { GraphqlContext } from './graphql-context.js';
import { costOf } from './query-cost.rules.js';

/** How much more than graphql-js' own whole introspection the tools' queries may ask: Apollo Rover, GraphiQL, codegen. */
const ALLOWANCE_MARGIN = 1.25;

/**
 * Refuses what would be too much to answer, over all operations of a batch. After validation, since a page's size may
 * stand in a variable. One whole introspection is allowed to every request; what goes beyond costs like anything else.
 */
export class QueryCostPlugin implements ApolloServerPlugin<GraphqlContext> {
  private readonly allowances = new WeakMap<GraphQLSchema, number>();

  constructor(private readonly maxCost: number) {}

  async requestDidStart() {
    return {
      didResolveOperation: async ({
        schema,
        document,
        operation,
        request,
        contextValue: { usage },
      }: GraphQLRequestContextDidResolveOperation<GraphqlContext>) => {
        if (!operation) return;
        const { data, introspection } = costOfOperation(schema, document, operation, request.variables ?? {});
        const total = usage.add(data, introspection, this.allowanceOf(schema));
        if (total > this.maxCost) throw costExceededError(total, this.maxCost);
      },
    };
  }

  private allowanceOf(schema: GraphQLSchema): number {
    const known = this.allowances.get(schema);
    if (known !== undefined) return known;
    const options = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true };
    const document = parse(getIntrospectionQuery({ ...options, inputValueDeprecation: true, oneOf: true }));
    const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!;
    const { introspection } = costOfOperation(schema, document, operation, {});
    const allowance = Math.ceil(introspection * ALLOWANCE_MARGIN);
    this.allowances.set(schema, allowance);
    return allowance;
  }
}

function costOfOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
) {
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );
  return costOf({ schema, operation, fragments, variables });
}

function costExceededError(cost: number, maxCost: number): GraphQLError {
  return new GraphQLError(
    `The request may be answered with ${cost} fields; at most ${maxCost} are possible. Ask for smaller pages or fewer fields.`,
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } } },
  );
}

import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { getIntrospectionQuery, GraphQLError, type GraphQLSchema, Kind, parse } from 'graphql';
import { DomainError } from '../errors/index.js';
import { CallerQueue } from './caller-queue.js';
import { toGraphQLError } from './coercion.plugin.js';
import type { GraphqlContext } from './graphql-context.js';
import { costOf, type QueryCost, type QueryToCost } from './query-cost.rules.js';

/** How much more than graphql-js' own whole introspection the tools' queries may ask: Apollo Rover, GraphiQL, codegen. */
const ALLOWANCE_MARGIN = 1.25;
/** Operations that cost as much run one after another for each caller. */
const HEAVY_COST = 2_000;

/**
 * Refuses what would be too much to answer, over all operations of a batch. After validation, since a page's size may
 * stand in a variable. One whole introspection is allowed to every request; what goes beyond costs like anything else.
 */
export class QueryCostPlugin implements ApolloServerPlugin<GraphqlContext> {
  private readonly allowances = new WeakMap<GraphQLSchema, number>();

  private readonly queue = new CallerQueue();

  constructor(private readonly maxCost: number) {}

  async requestDidStart() {
    let release: (() => void) | null = null;
    let isOver = false;
    return {
      didResolveOperation: async (context: GraphQLRequestContextDidResolveOperation<GraphqlContext>) => {
        const cost = this.charge(context);
        if (cost < HEAVY_COST) return;
        release = await this.queue.enter(context.contextValue.client).catch(asGraphQLError);
        // Another plugin has refused the operation meanwhile.
        if (isOver) release();
      },
      willSendResponse: async () => {
        isOver = true;
        release?.();
      },
    };
  }

  /** @returns the cost of the operation alone. @throws GraphQLError where the request is too dear with it. */
  private charge({
    schema,
    document,
    operation,
    request,
    contextValue,
  }: GraphQLRequestContextDidResolveOperation<GraphqlContext>): number {
    if (!operation) return 0;
    const { data, introspection } = countCost({
      ...{ schema, document, operation },
      variables: request.variables ?? {},
    });
    const total = contextValue.usage.add(data, introspection, this.allowanceOf(schema));
    if (total > this.maxCost) throw costExceededError(total, this.maxCost);
    return data;
  }

  private allowanceOf(schema: GraphQLSchema): number {
    const known = this.allowances.get(schema);
    if (known !== undefined) return known;
    const options = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true };
    const document = parse(getIntrospectionQuery({ ...options, inputValueDeprecation: true, oneOf: true }));
    const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!;
    const { introspection } = costOf({ schema, document, operation, variables: {} });
    const allowance = Math.ceil(introspection * ALLOWANCE_MARGIN);
    this.allowances.set(schema, allowance);
    return allowance;
  }
}

function countCost(query: QueryToCost): QueryCost {
  try {
    return costOf(query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw refusal('The query is too large to be counted. Ask for fewer fields.');
  }
}

function costExceededError(cost: number, maxCost: number): GraphQLError {
  return refusal(
    `The request may be answered with ${Math.ceil(cost)} fields; at most ${maxCost} are possible. Ask for smaller pages or fewer fields.`,
  );
}

function refusal(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } },
  });
}

function asGraphQLError(error: unknown): never {
  throw error instanceof DomainError ? toGraphQLError(error) : error;
}

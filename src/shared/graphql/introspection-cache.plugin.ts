import type {
  ApolloServerPlugin,
  GraphQLRequestContext,
  GraphQLRequestContextResponseForOperation,
  GraphQLRequestContextWillSendResponse,
  GraphQLResponse,
} from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import { isIntrospectionOnly, isTypenameOnly } from './introspection.rules.js';
import type { GraphqlContext } from './graphql-context.js';

type SingleResult = Extract<GraphQLResponse['body'], { kind: 'single' }>['singleResult'];

const MAX_ANSWERS = 20;
/** Of all answers together, in characters of JSON; a whole introspection has about 350,000. */
const MAX_SIZE = 10_000_000;

/** Answers of introspections, made once: the schema does not change while a process runs, and is the same for everybody. */
export class IntrospectionCachePlugin implements ApolloServerPlugin<GraphqlContext> {
  private readonly answers = new LRUCache<string, SingleResult>({
    max: MAX_ANSWERS,
    maxSize: MAX_SIZE,
    sizeCalculation: (answer) => JSON.stringify(answer).length,
  });

  async requestDidStart() {
    return {
      responseForOperation: async (context: GraphQLRequestContextResponseForOperation<GraphqlContext>) => {
        const key = keyOf(context);
        const answer = key === null ? undefined : this.answers.get(key);
        if (!answer) return null;
        return {
          http: { headers: new HeaderMap() },
          body: { kind: 'single' as const, singleResult: answer },
        };
      },
      willSendResponse: async (context: GraphQLRequestContextWillSendResponse<GraphqlContext>) => {
        const key = keyOf(context);
        const { body } = context.response;
        if (key === null || body.kind !== 'single' || body.singleResult.errors) return;
        if (!this.answers.has(key)) this.answers.set(key, body.singleResult);
      },
    };
  }
}

/** Null: nothing to cache, since the answer is not the same for everybody or costs nothing. */
function keyOf({
  operation,
  queryHash,
  request,
}: Pick<GraphQLRequestContext<GraphqlContext>, 'operation' | 'queryHash' | 'request'>): string | null {
  if (!operation || !queryHash || !isIntrospectionOnly(operation) || isTypenameOnly(operation)) return null;
  return JSON.stringify([queryHash, request.operationName ?? null, request.variables ?? {}]);
}

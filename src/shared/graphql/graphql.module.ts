import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import { SETTINGS, type Settings } from '../../config/index.js';
import { DomainError, UnauthenticatedError } from '../errors/index.js';
import { AppLogger } from '../logging/index.js';
import { AuthenticationPlugin } from './authentication.plugin.js';
import { CallerResolver } from './caller-resolver.js';
import { CoercionPlugin, toGraphQLError } from './coercion.plugin.js';
import { CostPlugin } from './cost.plugin.js';
import { errorFormatter } from './format-error.js';
import { type GraphqlContext, LoaderCache } from './graphql-context.js';
import { RateLimiter } from './rate-limiter.js';

/** The GraphQL door: limits, who asks, errors. `schema.gql` is written by `npm run schema`, not at every start. */
export function graphqlModule(): DynamicModule {
  return GraphQLModule.forRootAsync<ApolloDriverConfig>({
    driver: ApolloDriver,
    inject: [SETTINGS, CallerResolver, AppLogger, RateLimiter],
    useFactory: (settings: Settings, callers: CallerResolver, logger: AppLogger, limiter: RateLimiter) => ({
      autoSchemaFile: true,
      sortSchema: true,
      path: '/graphql',
      graphiql: false,
      introspection: settings.isIntrospectionOn,
      // No “did you mean” either.
      hideSchemaDetailsFromClientErrors: !settings.isIntrospectionOn,
      logger,
      includeStacktraceInErrorResponses: false,
      allowBatchedHttpRequests: true,
      autoTransformHttpErrors: false,
      validationRules: limitRules(settings),
      plugins: [new AuthenticationPlugin(), new CoercionPlugin(), new CostPlugin(settings.limits.maxCost)],
      formatError: errorFormatter(logger),
      context: (request: FastifyRequest) => openContext(request, callers, limiter),
    }),
  });
}

/** Introspection counts towards no limit, so that tools can read the whole schema. */
function limitRules({ limits }: Settings): ValidationRule[] {
  const rules = [
    maxDepthRule({ n: limits.maxDepth, ignoreIntrospection: true, ...REPORTING }),
    maxAliasesRule({ n: limits.maxAliases, allowList: [], ...REPORTING }),
  ];
  return rules;
}

/** The rules' own way is to throw, which Apollo takes for an accident of the server's. */
const REPORTING = {
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null, error: GraphQLError) =>
      context?.reportError(new GraphQLError(error.message.replace(/^Syntax Error: /, ''))),
  ],
};

async function openContext(
  request: FastifyRequest,
  callers: CallerResolver,
  limiter: RateLimiter,
): Promise<GraphqlContext> {
  try {
    await limiter.take(request.headers.authorization ?? request.ip);
    const caller = await signIn(request, callers, limiter);
    return { caller, loaders: new LoaderCache() };
  } catch (error) {
    throw error instanceof DomainError ? toGraphQLError(error) : error;
  }
}

/** Whoever tries tokens is counted by address, since each token would have a minute of its own. */
async function signIn(
  { headers, ip }: FastifyRequest,
  callers: CallerResolver,
  limiter: RateLimiter,
): Promise<object | null> {
  try {
    return await callers.resolve(headers.authorization);
  } catch (error) {
    if (error instanceof UnauthenticatedError) await limiter.take(ip);
    throw error;
  }
}

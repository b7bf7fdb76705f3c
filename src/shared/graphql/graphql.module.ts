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
import { CallerAuthenticator } from './caller-authenticator.js';
import { CoercionPlugin, toGraphQLError } from './coercion.plugin.js';
import { QueryCostPlugin } from './query-cost.plugin.js';
import { errorFormatter } from './format-error.js';
import { type GraphqlContext, LoaderCache } from './graphql-context.js';
import { RateLimiterService } from './rate-limiter.service.js';

/** The GraphQL door: limits, who asks, errors. `schema.gql` is written by `npm run schema`, not at every start. */
export function graphqlModule(): DynamicModule {
  return GraphQLModule.forRootAsync<ApolloDriverConfig>({
    driver: ApolloDriver,
    inject: [SETTINGS, CallerAuthenticator, AppLogger, RateLimiterService],
    useFactory: (
      settings: Settings,
      authenticator: CallerAuthenticator,
      logger: AppLogger,
      limiter: RateLimiterService,
    ) => ({
      autoSchemaFile: true,
      sortSchema: true,
      path: '/graphql',
      graphiql: false,
      introspection: settings.isIntrospectionEnabled,
      // No “did you mean” either.
      hideSchemaDetailsFromClientErrors: !settings.isIntrospectionEnabled,
      logger,
      includeStacktraceInErrorResponses: false,
      allowBatchedHttpRequests: true,
      autoTransformHttpErrors: false,
      validationRules: complexityRules(settings),
      plugins: [
        new AuthenticationPlugin(),
        new CoercionPlugin(),
        new QueryCostPlugin(settings.limits.maxCost),
      ],
      formatError: errorFormatter(logger),
      context: (request: FastifyRequest) => createContext(request, authenticator, limiter),
    }),
  });
}

/** Introspection counts towards no limit, so that tools can read the whole schema. */
function complexityRules({ limits }: Settings): ValidationRule[] {
  const rules = [
    maxDepthRule({ n: limits.maxDepth, ignoreIntrospection: true, ...REPORT_INSTEAD_OF_THROW }),
    maxAliasesRule({ n: limits.maxAliases, allowList: [], ...REPORT_INSTEAD_OF_THROW }),
  ];
  return rules;
}

/** The rules' own way is to throw, which Apollo takes for an accident of the server's. */
const REPORT_INSTEAD_OF_THROW = {
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null, error: GraphQLError) =>
      context?.reportError(new GraphQLError(error.message.replace(/^Syntax Error: /, ''))),
  ],
};

async function createContext(
  request: FastifyRequest,
  authenticator: CallerAuthenticator,
  limiter: RateLimiterService,
): Promise<GraphqlContext> {
  try {
    await limiter.consume(request.headers.authorization ?? request.ip);
    const caller = await authenticate(request, authenticator, limiter);
    return { caller, loaders: new LoaderCache() };
  } catch (error) {
    throw error instanceof DomainError ? toGraphQLError(error) : error;
  }
}

/** Whoever tries tokens is counted by address, since each token would have a minute of its own. */
async function authenticate(
  { headers, ip }: FastifyRequest,
  authenticator: CallerAuthenticator,
  limiter: RateLimiterService,
): Promise<object | null> {
  try {
    return await authenticator.authenticate(headers.authorization);
  } catch (error) {
    if (error instanceof UnauthenticatedError) await limiter.consume(ip);
    throw error;
  }
}

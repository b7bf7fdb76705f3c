import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import { SETTINGS, type Settings } from '../../config/index.js';
import { hashToken } from '../crypto/index.js';
import { DomainError } from '../errors/index.js';
import { AppLogger } from '../logging/index.js';
import { DiskSpaceService } from '../persistence/index.js';
import { AuthenticationPlugin } from './authentication.plugin.js';
import { CallerAuthenticator } from './caller-authenticator.js';
import { CoercionPlugin, toGraphQLError } from './coercion.plugin.js';
import { IntrospectionCachePlugin } from './introspection-cache.plugin.js';
import { RequestUsage } from './request-usage.js';
import { QueryCostPlugin } from './query-cost.plugin.js';
import { errorFormatter } from './format-error.js';
import { type GraphqlContext, LoaderCache } from './graphql-context.js';
import { RateLimiterService } from './rate-limiter.service.js';

/** Of one document. Thousands of fragments that lead to each other would end graphql-js's recursion. */
const MAX_TOKENS = 6_000;

/** The GraphQL door: limits, who asks, errors. `schema.gql` is written by `npm run schema`, not at every start. */
export function graphqlModule(): DynamicModule {
  return GraphQLModule.forRootAsync<ApolloDriverConfig>({
    driver: ApolloDriver,
    inject: [SETTINGS, CallerAuthenticator, AppLogger, RateLimiterService, DiskSpaceService],
    useFactory: (
      settings: Settings,
      authenticator: CallerAuthenticator,
      logger: AppLogger,
      limiter: RateLimiterService,
      disk: DiskSpaceService,
    ) => ({
      autoSchemaFile: true,
      sortSchema: true,
      path: '/graphql',
      graphiql: false,
      introspection: settings.introspection !== 'off',
      // No “did you mean” either.
      hideSchemaDetailsFromClientErrors: settings.introspection === 'off',
      logger,
      includeStacktraceInErrorResponses: false,
      allowBatchedHttpRequests: true,
      autoTransformHttpErrors: false,
      parseOptions: { maxTokens: MAX_TOKENS },
      validationRules: complexityRules(settings),
      plugins: [
        // It would wrap every field of the schema; nothing here is ever cached.
        ApolloServerPluginCacheControlDisabled(),
        new AuthenticationPlugin(settings.introspection === 'public'),
        new CoercionPlugin(),
        new QueryCostPlugin(settings.limits.maxCost),
        new IntrospectionCachePlugin(),
      ],
      formatError: errorFormatter(logger, disk),
      context: (request: FastifyRequest) => createContext(request, authenticator, limiter),
    }),
  });
}

/** An introspection is limited by its cost alone: it is deep, and the tools' own are let through. */
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
    const { headers, ip, body } = request;
    const token = authenticator.tokenIn(headers.authorization);
    await limiter.consume(token ?? ip, Array.isArray(body) ? Math.max(1, body.length) : 1);
    const caller = await limiter.limitSignIn({ token, address: ip }, () =>
      authenticator.authenticate(headers.authorization),
    );
    return { caller, loaders: new LoaderCache(), client: hashToken(token ?? ip), usage: new RequestUsage() };
  } catch (error) {
    throw error instanceof DomainError ? toGraphQLError(error) : error;
  }
}

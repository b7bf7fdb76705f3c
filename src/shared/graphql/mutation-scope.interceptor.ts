import { EntityManager, RequestContext } from '@mikro-orm/postgresql';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { GraphqlContext } from './graphql-context.js';

/**
 * Each mutation works in an EntityManager of its own: what a failed one left dirty is never saved by the next one of
 * the same request. Afterwards the request's loaders start afresh.
 */
@Injectable()
export class MutationScopeInterceptor implements NestInterceptor {
  constructor(private readonly em: EntityManager) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const graphql = GqlExecutionContext.create(context);
    const info = graphql.getInfo<GraphQLResolveInfo | undefined>();
    if (info?.parentType?.name !== 'Mutation') return next.handle();
    return from(
      RequestContext.create(this.em, async () => {
        try {
          return await lastValueFrom(next.handle() as Observable<unknown>, { defaultValue: undefined });
        } finally {
          graphql.getContext<GraphqlContext>().loaders.clear();
        }
      }),
    );
  }
}
